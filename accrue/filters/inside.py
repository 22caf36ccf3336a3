"""The builder inside the form of another area: the same rows and groups, posted together with that form's own inputs.

The form has the id `filter-builder` and includes `filters/inside.html`; its address draws it anew for every `do` but
its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from django.http import QueryDict

from accrue.accounts.models import User
from accrue.filters.builder import Drawer, GroupView
from accrue.filters.checking import checked
from accrue.filters.drafts import Draft
from accrue.filters.fields import FilterField, fields_for
from accrue.filters.lists import ListOf, list_of
from accrue.filters.tree import EVERYTHING, BadFilter, Group


class FilterInside:
    """A filter of a kind that has a list, being built. `action` is the form's address; `nothing` is said of no conditions."""

    def __init__(self, actor: User, kind: str, draft: Draft, *, action: str, nothing: str) -> None:
        found = list_of(kind)
        assert found is not None  # noqa: S101  # a kind without a list has no builder
        self.of: ListOf = found
        self.actor, self.draft, self.action, self.nothing = actor, draft, action, nothing
        self.is_lost = False

    @classmethod
    def of_tree(cls, actor: User, kind: str, tree: Group, *, action: str, nothing: str = "") -> FilterInside:
        """A tree that may not be asked any more begins empty, and `is_lost` says so."""
        fields = fields_for(actor, kind)
        try:
            checked(actor, kind, tree)
        except BadFilter:
            made = cls(actor, kind, Draft.of_tree(EVERYTHING, fields), action=action, nothing=nothing)
            made.is_lost = True
            return made
        return cls(actor, kind, Draft.of_tree(tree, fields), action=action, nothing=nothing)

    @classmethod
    def of_post(
        cls, actor: User, kind: str, data: QueryDict, *, action: str, nothing: str = ""
    ) -> FilterInside:
        """What the form says. Raises BadFilter where it was not one of ours."""
        draft = Draft.of_post(data, fields_for(actor, kind))
        return cls(actor, kind, draft, action=action, nothing=nothing)

    @property
    def layout(self) -> str:
        return next(iter(self.of.pages))

    @cached_property
    def drawer(self) -> Drawer:
        return Drawer(self.actor, self.fields)

    @property
    def fields(self) -> Mapping[str, FilterField]:
        return self.draft.fields

    @property
    def root(self) -> GroupView:
        return self.drawer.group(self.draft.root)

    def change(self, what: str) -> None:
        """A press of one of the builder's buttons."""
        self.draft.change(what)

    def tree(self) -> Group:
        """The finished conditions; `is_valid` says whether that is all of them."""
        found = self.draft.tree()
        return found if found.parts else EVERYTHING

    @property
    def is_valid(self) -> bool:
        return self.draft.is_valid

    def forgive(self) -> None:
        """While somebody still builds it, a row that is not finished is no fault."""
        for row in self.draft.root.rows():
            row.error = ""
