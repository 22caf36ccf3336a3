"""What the builder's form is drawn from: for every row its fields, operators and the input of its type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.merged import kept_ids
from accrue.accounts.models import Team, User
from accrue.filters.drafts import NAMED, UNITS, DraftGroup, DraftRow, Widget, widget_of
from accrue.filters.fields import FilterField, Type
from accrue.filters.operators import Operator, operator_of, operators_of
from accrue.filters.periods import period_of
from accrue.filters.selection import Selection, kinds_with_rows
from accrue.money.currencies import choices as currencies
from accrue.money.selectors import base_currency

type Choices = Sequence[tuple[str, str]]
MOST_OFFERED = 300
MOST_FOUND = 8
PERIODS: Choices = [(name, found.label) for name in NAMED if (found := period_of(name))]


@dataclass(frozen=True)
class RowView:
    """One row as it is drawn."""

    draft: DraftRow
    field: FilterField
    op: Operator
    widget: Widget
    choices: Choices
    currencies: Choices
    is_counted: bool
    counts_by: str

    @property
    def operators(self) -> tuple[Operator, ...]:
        return operators_of(self.field)

    @property
    def first(self) -> str:
        return self.draft.values[0] if self.draft.values else ""

    @property
    def second(self) -> str:
        return self.draft.values[1] if len(self.draft.values) > 1 else ""

    @property
    def takes_two(self) -> bool:
        return self.op.takes == "two"

    @property
    def has_span(self) -> bool:
        return self.draft.when in ("last", "next")


@dataclass(frozen=True)
class GroupView:
    draft: DraftGroup
    items: list[RowView | GroupView]
    is_root: bool

    @property
    def is_group(self) -> bool:
        return True


class Drawer:
    """Draws one form for one reader; what several rows offer is asked for once."""

    periods = PERIODS
    units = UNITS

    def __init__(self, actor: User, fields: Mapping[str, FilterField]) -> None:
        self.actor, self.fields = actor, fields
        self._kept: dict[str, Choices] = {}

    def group(self, draft: DraftGroup, *, is_root: bool = True) -> GroupView:
        items: list[RowView | GroupView] = [
            self.group(item, is_root=False) if isinstance(item, DraftGroup) else self.row(item)
            for item in draft.items
        ]
        return GroupView(draft, items, is_root)

    def row(self, draft: DraftRow) -> RowView:
        of = self.fields[draft.field]
        op = operator_of(of, draft.op) or operators_of(of)[0]
        widget = widget_of(of, op)
        counted = of.aggregate if of.aggregate and of.aggregate.day and of.type is not Type.DATE else None
        return RowView(
            draft,
            of,
            op,
            widget,
            _chosen_first(self._choices(of, draft), draft) if widget in ("many", "search") else [],
            self._currencies(draft) if widget == "money" else [],
            counted is not None,
            counted.day_label if counted else "",
        )

    @property
    def offered(self) -> list[tuple[str, list[FilterField]]]:
        """The fields to choose from, under their headings; those of the record itself first."""
        ordered = sorted(self.fields.values(), key=lambda field: (field.group != "", field.group))
        return [(name, list(found)) for name, found in groupby(ordered, key=lambda field: field.group)]

    def _choices(self, of: FilterField, draft: DraftRow) -> Choices:
        end = of.inner or of
        if end.type is Type.USER:
            return [("me", "Me"), ("my_team", "My team"), *self._once("user", self._users)]
        if end.type is Type.RECORD and end.to == "team":
            return [("mine", "My teams"), *self._once("team", self._teams)]
        if end.type is Type.RECORD:
            return found_records(self.actor, end.to, ids=[int(v) for v in draft.values if v.isdigit()])
        return [(str(value), label) for value, label in end.choices_for(self.actor)]

    def _once(self, key: str, ask: Any) -> Choices:
        if key not in self._kept:
            self._kept[key] = ask()
        return self._kept[key]

    def _users(self) -> Choices:
        rows = access.visible(self.actor, User.objects.filter(is_active=True)).order_by("name", "pk")
        return [(str(user.pk), str(user)) for user in rows[:MOST_OFFERED]]

    def _teams(self) -> Choices:
        rows = access.visible(self.actor, Team.objects.filter(is_archived=False)).order_by("name")
        return [(str(team.pk), team.name) for team in rows[:MOST_OFFERED]]

    def _currencies(self, draft: DraftRow) -> Choices:
        draft.currency = draft.currency or self._once("base", lambda: [("", base_currency())])[0][1]
        return [(code, code) for code, _ in currencies()]


def _chosen_first(choices: Choices, draft: DraftRow) -> Choices:
    return sorted(choices, key=lambda choice: choice[0] not in draft.values)


def found_records(actor: User, kind: str, *, q: str = "", ids: Sequence[int] = ()) -> Choices:
    """A few records of a kind to choose from: those with these ids, or those that a search finds."""
    if not access.access_of(actor).may(kind, "see"):
        return []
    if ids:
        return _these(actor, kind, ids[:100])
    if q and kind in kinds_with_rows():
        return [(str(row.pk), str(row)) for row in Selection(kind, q).rows(actor)[:MOST_FOUND]]
    return []


def _these(actor: User, kind: str, ids: Sequence[int]) -> Choices:
    """Each id with the name of the record that it means now."""
    kept = kept_ids(kind, ids)
    wanted = {kept.get(pk, pk) for pk in ids}
    rows = access.visible(actor, kind_called(kind).model._default_manager.filter(pk__in=wanted))
    names = {row.pk: str(row) for row in rows}
    return [(str(pk), names[meant]) for pk in ids if (meant := kept.get(pk, pk)) in names]
