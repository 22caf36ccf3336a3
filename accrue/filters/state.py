"""What a list shows right now: the view its address names, and what the address says besides.

An address with `view` alone shows that view; every other parameter takes the place of the view's own. So an address
restores everything, and what differs from the view can be saved or reset.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict

from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.filters.checking import asked
from accrue.filters.fields import FilterField, fields_for
from accrue.filters.lists import ALL, ListColumn, ListOf, ReadyView
from accrue.filters.models import View
from accrue.filters.selectors import kept, may_change, view
from accrue.filters.setting import Setting, require_setting, without_gone
from accrue.filters.tree import BadFilter, Group, parse, text_of
from accrue.ui.addresses import address

NAMES = {
    "filter": "tree",
    "q": "q",
    "archived": "archived",
    "sort": "sort",
    "cols": "columns",
    "density": "density",
}
"""Parameters of an address and what they set."""


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: str
    url: str
    is_current: bool
    is_shared: bool = False
    note: int = 0


class ListState:
    """Raises BadFilter (400) where the address asks for what is not declared, before anything is asked of the database,
    and Missing where it names a view that the reader does not have."""

    def __init__(self, query: QueryDict, actor: User, of: ListOf, layout: str = "") -> None:
        self.query, self.actor, self.of = query, actor, of
        self.layout = layout or next(iter(of.pages))
        self.notes: dict[str, int] = {}  # a small number beside a ready view
        own = _own(query)
        self.key = query.get("view", "")
        self._require_key()
        require_setting(actor, of, replace(Setting(), **own))
        self.kept = kept(actor, of.kind)
        if not self.key:
            self.key = self.kept.first if self._is_there(self.kept.first) and not own else ALL
        self.base = self._base()
        self.setting = replace(self.base, **own)
        if self.view is not None:
            require_setting(actor, of, self.base)

    @classmethod
    def of_request(cls, request: HttpRequest, actor: User, of: ListOf, layout: str = "") -> ListState:
        return cls(request.GET, actor, of, layout)

    @property
    def tree(self) -> Group:
        return self.setting.tree

    @property
    def q(self) -> str:
        return self.setting.q

    @property
    def archived(self) -> bool:
        return self.setting.archived

    @property
    def order(self) -> str:
        return self.setting.sort or self.of.sort

    @cached_property
    def view(self) -> View | None:
        """The saved view that the list began with."""
        if not self.key.isdigit():
            return None
        near = next((one for one in self.kept.views if str(one.pk) == self.key), None)
        found = near or view(self.actor, int(self.key))
        if found.kind != self.of.kind:
            raise Missing
        return found

    @cached_property
    def fields(self) -> dict[str, FilterField]:
        return fields_for(self.actor, self.of.kind)

    @cached_property
    def columns(self) -> list[ListColumn]:
        """The columns shown, the first of which leads to the record."""
        there = self.of.columns_for(self.actor)
        leading = self.of.shown[0]
        keys = [leading, *(key for key in self.setting.columns or self.of.shown if key != leading)]
        return [there[key] for key in keys if key in there]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.tree.parts) or bool(self.q) or self.archived

    @property
    def is_changed(self) -> bool:
        """Something differs from the view; what is typed into the search box does not count."""
        return replace(self.setting, q="", layout="") != replace(self.base, q="", layout="")

    @property
    def may_save(self) -> bool:
        """The changes may go into the view itself."""
        return self.view is not None and may_change(self.actor, self.view)

    @property
    def label(self) -> str:
        if self.view is not None:
            return self.view.name
        return next(ready.label for ready in self.of.views if ready.key == self.key)

    @cached_property
    def tabs(self) -> list[Tab]:
        """Every view: first in the reader's own order, then those that come with Accrue, then by name."""
        found = {
            ready.key: Tab(
                ready.key,
                ready.label,
                self.url_of_view(ready.key),
                ready.key == self.key,
                note=self.notes.get(ready.key, 0),
            )
            for ready in self.of.views
        }
        for one in self.kept.views:
            key = str(one.pk)
            shared = one.owner_id != self.actor.pk
            url = self.url_of_view(key, one.layout)
            found[key] = Tab(key, one.name, url, key == self.key, shared)
        if self.view is not None and self.key not in found:
            found[self.key] = Tab(self.key, self.view.name, self.url_of_view(self.key), True, True)
        ordered = [key for key in self.kept.order if key in found]
        return [found[key] for key in (*ordered, *(key for key in found if key not in ordered))]

    def url_of_view(self, key: str, layout: str = "") -> str:
        query = self._kept_query()
        query["view"] = key
        return f"{self.page(layout if layout in self.of.pages else self.layout)}?{query.urlencode()}"

    @property
    def plain_url(self) -> str:
        """The view as it is kept."""
        return self.url_of_view(self.key)

    @property
    def all_url(self) -> str:
        return self.url_of_view(ALL)

    def url(self, **changes: Any) -> str:
        """This list with another setting (`tree`, `archived`, `sort`, `columns`, `density`), from its beginning."""
        return f"{self.page(self.layout)}?{self.said(**changes).urlencode()}"

    def said(self, **changes: Any) -> QueryDict:
        """The query of an address that says this setting: the view, and what differs from it."""
        wanted = replace(self.setting, **changes)
        query = self._kept_query()
        query["view"] = self.key
        for name, attribute in NAMES.items():
            value = getattr(wanted, attribute)
            if value != getattr(self.base, attribute):
                query[name] = _written(value)
        return query

    def page(self, layout: str) -> str:
        return address(self.of.pages[layout])

    def _kept_query(self) -> QueryDict:
        query = QueryDict(mutable=True)
        for name in self.of.kept:
            if self.query.get(name):
                query[name] = str(self.query[name])
        return query

    def _require_key(self) -> None:
        ready = [one.key for one in self.of.views]
        is_id = self.key.isascii() and self.key.isdigit() and len(self.key) < 18
        if self.key and self.key not in ready and not is_id:
            raise BadFilter(
                {"view": f"There is no view “{self.key[:40]}”. Those of everybody: {', '.join(ready)}."}
            )

    def _is_there(self, key: str) -> bool:
        return key in [one.key for one in self.of.views] or key in [str(one.pk) for one in self.kept.views]

    def _base(self) -> Setting:
        if self.view is not None:
            return without_gone(self.actor, self.of, Setting.of_view(self.view))
        ready = next(one for one in self.of.views if one.key == self.key)
        return Setting(tree=self._askable(ready), sort=ready.sort)

    def _askable(self, ready: ReadyView) -> Group:
        """A ready view without what this reader may not ask; of nothing else it would show everything, so it shows nothing."""
        found = _askable(fields_for(self.actor, self.of.kind), ready.tree)
        return Group("any") if ready.tree.parts and not found.parts else found


def _askable(fields: dict[str, FilterField], tree: Group) -> Group:
    parts: list[Any] = []
    for part in tree.parts:
        if isinstance(part, Group):
            inner = _askable(fields, part)
            parts += [inner] if inner.parts else []
            continue
        try:
            asked(fields, part)
        except ValueError:
            continue
        parts.append(part)
    return replace(tree, parts=tuple(parts))


def _own(query: QueryDict) -> dict[str, Any]:
    """What an address says besides its view. Raises BadFilter for a filter that is none."""
    found: dict[str, Any] = {}
    if query.get("filter"):
        found["tree"] = parse(query["filter"])
    if "q" in query:
        found["q"] = str(query["q"]).strip()
    if "archived" in query:
        found["archived"] = query["archived"] == "1"
    if query.get("sort"):
        found["sort"] = query["sort"]
    if "cols" in query:
        found["columns"] = tuple(key for key in str(query["cols"]).split(",") if key)
    if "density" in query:
        found["density"] = query["density"]
    return found


def _written(value: Any) -> str:
    match value:
        case Group():
            return text_of(value) or '{"all":[]}'
        case bool():
            return "1" if value else "0"
        case tuple():
            return ",".join(value)
    return str(value)
