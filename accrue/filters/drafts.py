"""A filter while it is being built: rows and groups of a form, finished or not."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from django.http import QueryDict

from accrue.filters.checking import asked
from accrue.filters.fields import FilterField, Type
from accrue.filters.operators import Operator, operator_of, operators_of
from accrue.filters.periods import Period, period_of
from accrue.filters.tree import DEEPEST, MATCHES, MOST, BadFilter, Condition, Group, Match

SEPARATOR = ";"
NAMED = ("today", "yesterday", "tomorrow", "this_week", "last_week", "next_week", "this_month", "last_month", "next_month",
         "this_quarter", "last_quarter", "next_quarter", "this_year", "last_year", "next_year")  # fmt: skip
UNITS = (("day", "days"), ("week", "weeks"), ("month", "months"), ("year", "years"))

type Widget = Literal["text", "number", "money", "period", "days", "many", "search", "yesno", "nothing"]


@dataclass
class DraftRow:
    """One condition as the form has it. `when` is a named period, `day`, `last` or `next` (then with `count` and `unit`)."""

    id: int
    field: str
    op: str
    values: list[str] = dataclasses.field(default_factory=list)
    currency: str = ""
    when: str = ""
    count: str = "30"
    unit: str = "day"
    error: str = ""


@dataclass
class DraftGroup:
    id: int
    match: Match = "all"
    items: list[DraftRow | DraftGroup] = dataclasses.field(default_factory=list)

    def rows(self) -> Iterator[DraftRow]:
        for item in self.items:
            if isinstance(item, DraftGroup):
                yield from item.rows()
            else:
                yield item

    def groups(self) -> Iterator[DraftGroup]:
        yield self
        for item in self.items:
            if isinstance(item, DraftGroup):
                yield from item.groups()

    @property
    def shape(self) -> list[Any]:
        """Its id and what is in it: numbers are rows, lists groups."""
        return [self.id, [item.shape if isinstance(item, DraftGroup) else item.id for item in self.items]]

    @property
    def shape_text(self) -> str:
        return json.dumps(self.shape)


class Draft:
    """The whole form. `fields` is what this reader may ask."""

    def __init__(self, root: DraftGroup, fields: Mapping[str, FilterField]) -> None:
        self.root, self.fields = root, fields

    @classmethod
    def of_tree(cls, tree: Group, fields: Mapping[str, FilterField]) -> Draft:
        numbers = iter(range(10_000))

        def drafted(part: Condition | Group) -> DraftRow | DraftGroup:
            if isinstance(part, Group):
                return DraftGroup(next(numbers), part.match, [drafted(one) for one in part.parts])
            return _row_of(next(numbers), fields[part.field], part)

        root = drafted(tree)
        assert isinstance(root, DraftGroup)  # noqa: S101  # a tree is a group
        return cls(root, fields)

    @classmethod
    def of_post(cls, data: QueryDict, fields: Mapping[str, FilterField]) -> Draft:
        """Raises BadFilter where the form was not one of ours."""
        try:
            shape = json.loads(data.get("shape", "")[:8_000])
            root = _read(shape, data, fields, 1)
        except (ValueError, TypeError, RecursionError, KeyError):
            raise BadFilter({"": "This form is damaged. Open it again from the list."}) from None
        return cls(root, fields)

    def change(self, what: str) -> None:
        """One press of a button: `add:group`, `group:group`, `drop:row or group`."""
        verb, _, number = what.partition(":")
        if not number.isdigit():
            return
        if verb == "drop":
            _drop(self.root, int(number))
            return
        group = next((one for one in self.root.groups() if one.id == int(number)), None)
        if group is None or len(list(self.root.rows())) >= MOST:
            return
        if verb == "add":
            group.items.append(self._blank())
        elif verb == "group" and self._depth(group) < DEEPEST:
            made = DraftGroup(self._next(), "any")
            group.items.append(made)
            made.items.append(self._blank())

    def tree(self) -> Group:
        """The filter as it stands; rows that cannot be asked keep their error and are left out. See `is_valid`."""
        return self._tree(self.root)

    @property
    def is_valid(self) -> bool:
        return not any(row.error for row in self.root.rows())

    def first_value(self, path: str) -> int | None:
        """The number of the row or group at a path of the tree, so that the dialog begins there."""
        item: DraftRow | DraftGroup = self.root
        for step in path.split(".")[1::2]:
            if not isinstance(item, DraftGroup) or not step.isdigit() or int(step) >= len(item.items):
                return None
            item = item.items[int(step)]
        return item.id if isinstance(item, DraftRow) else next((row.id for row in item.rows()), None)

    def _tree(self, group: DraftGroup) -> Group:
        parts: list[Condition | Group] = []
        for item in group.items:
            if isinstance(item, DraftGroup):
                inner = self._tree(item)
                parts += [inner] if inner.parts else []
                continue
            found = self._condition(item)
            parts += [found] if found else []
        return Group(group.match, tuple(parts))

    def _condition(self, row: DraftRow) -> Condition | None:
        of = self.fields[row.field]
        op = operator_of(of, row.op)
        assert op is not None  # noqa: S101  # `_read` saw to it
        condition = Condition(row.field, row.op, _value(of, op, row), _within(of, row))
        try:
            asked(self.fields, condition)
        except ValueError as error:
            row.error = str(error).removeprefix(f"{of.label}: ")
            return None
        return condition

    def _blank(self) -> DraftRow:
        of = next(iter(self.fields.values()))
        return DraftRow(self._next(), of.key, operators_of(of)[0].key)

    def _next(self) -> int:
        return 1 + max([g.id for g in self.root.groups()] + [row.id for row in self.root.rows()])

    def _depth(self, group: DraftGroup) -> int:
        def deep(at: DraftGroup, level: int) -> int:
            if at is group:
                return level
            return max((deep(i, level + 1) for i in at.items if isinstance(i, DraftGroup)), default=0)

        return deep(self.root, 1)


def widget_of(of: FilterField, op: Operator) -> Widget:
    if op.takes == "nothing":
        return "nothing"
    match of.type:
        case Type.DATE:
            return "days" if op.takes == "two" else "period"
        case Type.CHOICE | Type.USER | Type.TAG:
            return "many"
        case Type.RECORD:
            return "many" if of.to == "team" else "search"
        case _:
            return cast(Widget, of.type.value)


def _row_of(number: int, of: FilterField, condition: Condition) -> DraftRow:
    row = DraftRow(number, of.key, condition.op)
    given = (
        condition.value
        if isinstance(condition.value, list)
        else []
        if condition.value is None
        else [condition.value]
    )
    match of.type:
        case Type.MONEY:
            row.values = [str(value).rpartition(" ")[0] for value in given]
            row.currency = str(given[0]).rpartition(" ")[2] if given else ""
        case Type.YESNO:
            row.values = ["yes" if value else "no" for value in given]
        case Type.TEXT:
            row.values = [f"{SEPARATOR} ".join(str(value) for value in given)]
        case _:
            row.values = [str(value) for value in given]
    period = condition.within or (
        str(condition.value) if of.type is Type.DATE and isinstance(condition.value, str) else ""
    )
    _set_period(row, period, of.type is Type.DATE)
    return row


def _set_period(row: DraftRow, text: str, is_date: bool) -> None:
    found = period_of(text)
    if isinstance(found, Period):
        row.when = found.way if found.count else str(found)
        row.count, row.unit = (str(found.count), found.unit) if found.count else (row.count, row.unit)
    elif is_date:
        row.when = "day"


def _read(shape: Any, data: QueryDict, fields: Mapping[str, FilterField], depth: int) -> DraftGroup:
    number, items = int(shape[0]), shape[1]
    match = data.get(f"g{number}", "all")
    if match not in MATCHES or depth > DEEPEST or len(items) > MOST:
        raise ValueError(match)
    group = DraftGroup(number, cast(Match, match))
    for item in items:
        group.items.append(
            _read(item, data, fields, depth + 1)
            if isinstance(item, list)
            else _read_row(int(item), data, fields)
        )
    return group


def _read_row(number: int, data: QueryDict, fields: Mapping[str, FilterField]) -> DraftRow:
    """Where another field was chosen meanwhile, what was typed for the one before is forgotten, if the type differs."""
    of = fields[data.get(f"f{number}", "")]
    before = fields.get(data.get(f"h{number}", ""))
    op = operator_of(of, data.get(f"o{number}", "")) or operators_of(of)[0]
    row = DraftRow(number, of.key, op.key)
    if (
        before is not None
        and (before.type, before.to) == (of.type, of.to)
        and (before is of or of.type is not Type.CHOICE)
    ):
        row.values = [str(value)[:300] for value in data.getlist(f"v{number}")]
    row.currency = data.get(f"c{number}", "")[:3]
    row.when = data.get(f"p{number}", "")
    if of.type is Type.DATE and not row.when:
        row.when = "last"
    row.count, row.unit = data.get(f"n{number}", "30")[:6], data.get(f"u{number}", "day")
    return row


def _value(of: FilterField, op: Operator, row: DraftRow) -> Any:
    values = [value.strip() for value in row.values]
    match widget_of(of, op):
        case "nothing":
            return None
        case "text" if op.takes == "many":
            found = [part.strip() for part in "".join(values[:1]).split(SEPARATOR) if part.strip()]
            return found[0] if len(found) == 1 else found
        case "money":
            found = [f"{value.replace(',', '')} {row.currency}" for value in values]
            return found if op.takes == "two" else found[0] if found else ""
        case "period":
            return _period_text(row) if row.when != "day" else "".join(values[:1])
        case "yesno":
            return values[:1] != ["no"]
        case "many" | "search":
            return values
        case "days":
            return values
        case _:
            return values if op.takes == "two" else "".join(values[:1])


def _within(of: FilterField, row: DraftRow) -> str:
    if of.aggregate is None or not of.aggregate.day or of.type is Type.DATE:
        return ""
    return _period_text(row) if row.when else ""


def _period_text(row: DraftRow) -> str:
    return f"{row.when}_{row.count.strip()}_{row.unit}s" if row.when in ("last", "next") else row.when


def _drop(group: DraftGroup, number: int) -> None:
    group.items = [item for item in group.items if item.id != number]
    for item in group.items:
        if isinstance(item, DraftGroup):
            _drop(item, number)
