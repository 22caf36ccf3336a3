"""A filter as a tree: groups of conditions that all, any or none must hold.

Written as JSON: a group is `{"all": […]}`, `{"any": […]}` or `{"none": […]}`; a condition is
`[field, operator, value, within]`, of which the value is left out where the operator takes none, and `within` is a period
that some fields count in (`["orders", "gte", 3, "last_90_days"]`).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, cast

from accrue.errors import Invalid

LONGEST = 8_000
DEEPEST = 4
MOST = 50

type Match = Literal["all", "any", "none"]
MATCHES = ("all", "any", "none")


class BadFilter(Invalid):
    """A filter that cannot be asked. `fields` holds the path of each fault and what is wrong there."""

    status = 400

    def __init__(self, faults: dict[str, str]) -> None:
        path, first = next(iter(faults.items()))
        place = f" (at {path})" if path else ""
        super().__init__("filters.bad_filter", f"This filter cannot be used: {first}{place}", fields=faults)


@dataclass(frozen=True, slots=True)
class Condition:
    """One field, an operator and a value as plain JSON. `path` says where it stood, for messages."""

    field: str
    op: str
    value: Any = None
    within: str = ""
    path: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """`all` of nothing holds for every row, `any` of nothing for none, `none` of nothing for every row."""

    match: Match = "all"
    parts: tuple[Condition | Group, ...] = ()

    def conditions(self) -> Iterator[Condition]:
        """Every condition in it, however deep."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.conditions()
            else:
                yield part


EVERYTHING = Group()


def parse(data: Any) -> Group:
    """The tree of JSON text or of what JSON gives; "" and None ask for everything.

    Says nothing about fields yet: see `accrue.filters.checking`. Raises BadFilter with the path of each fault.
    """
    if data is None or data == "":
        return EVERYTHING
    if isinstance(data, str):
        data = _read(data)
    reader = _Reader()
    tree = reader.group(data, "", 1)
    if reader.faults:
        raise BadFilter(reader.faults)
    return tree


def data_of(tree: Group) -> dict[str, Any]:
    """The tree as plain JSON: what `parse` reads."""
    return {tree.match: [data_of(p) if isinstance(p, Group) else _row(p) for p in tree.parts]}


def text_of(tree: Group) -> str:
    """The tree as it stands in an address; empty where it asks for everything."""
    if not tree.parts and tree.match != "any":
        return ""
    return json.dumps(data_of(tree), separators=(",", ":"), ensure_ascii=False, default=str)


def _row(condition: Condition) -> list[Any]:
    row = [condition.field, condition.op]
    if condition.within:
        return [*row, condition.value, condition.within]
    return row if condition.value is None else [*row, condition.value]


def _read(text: str) -> Any:
    if len(text) > LONGEST:
        raise BadFilter({"": f"It is longer than {LONGEST:,} characters."})
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadFilter({"": 'It is no JSON. Write {"all": [["name", "contains", "acme"]]}.'}) from None


def _no_number(name: str) -> Any:
    raise ValueError(name)


class _Reader:
    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self.count = 0

    def group(self, data: Any, path: str, depth: int) -> Group:
        match = next(iter(data), None) if isinstance(data, dict) and len(data) == 1 else None
        if match not in MATCHES or not isinstance(data[match], list):
            self.faults[path] = "A group is written {“all”: […]}, {“any”: […]} or {“none”: […]}."
            return EVERYTHING
        if depth > DEEPEST:
            self.faults[path] = f"Groups may stand in each other {DEEPEST} deep."
            return EVERYTHING
        if len(data[match]) > MOST:
            self.faults[path] = f"A filter holds {MOST} conditions at most."
            return EVERYTHING
        stem = f"{path}." if path else ""
        parts = [self.part(part, f"{stem}{match}.{n}", depth) for n, part in enumerate(data[match])]
        return Group(cast(Match, match), tuple(parts))

    def part(self, data: Any, path: str, depth: int) -> Condition | Group:
        if isinstance(data, dict):
            return self.group(data, path, depth + 1)
        self.count += 1
        if self.count > MOST:
            self.faults[""] = f"A filter holds {MOST} conditions at most."
        is_row = isinstance(data, list) and 2 <= len(data) <= 4
        if not is_row or not all(isinstance(text, str) for text in (*data[:2], *data[3:])):
            self.faults[path] = "A condition is written [field, operator, value]."
            return EVERYTHING
        name, op, *rest = data
        return Condition(name, op, rest[0] if rest else None, rest[1] if len(rest) > 1 else "", path)
