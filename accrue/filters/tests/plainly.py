"""The filter language once more, in plain Python over plain rows: what the compiled condition is compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from accrue.filters.periods import day_of, period_of
from accrue.filters.tree import Condition, Group


@dataclass
class World:
    """Everything as lists of records, and what one reader may see of it."""

    reader: int
    teams: set[int]
    mates: set[int]
    sees_all: bool
    today: date
    zone: ZoneInfo
    companies: dict[int, Any]
    orders: list[Any]
    worth: dict[str, Fraction]

    def sees(self, record: Any) -> bool:
        return self.sees_all or record.owner_id == self.reader or record.team_id in self.teams

    def company(self, person: Any) -> Any:
        found = self.companies.get(person.company_id)
        return found if found and self.sees(found) else None

    def day(self, at: datetime | None) -> date | None:
        return at.astimezone(self.zone).date() if at else None

    def span(self, text: str) -> tuple[date, date]:
        period = period_of(text)
        day = day_of(text)
        if period:
            return period.days(self.today)
        assert day
        return day, day

    def orders_of(self, person: Any, within: str) -> list[Any]:
        mine = [
            o for o in self.orders if o.person_id == person.pk and o.state == "confirmed" and self.sees(o)
        ]
        if within:
            first, last = self.span(within)
            mine = [o for o in mine if first <= self.day(o.ordered_at) <= last]
        return mine

    def euros(self, amount: str) -> Fraction:
        number, currency = amount.split()
        return Fraction(Decimal(number)) * self.worth[currency]


def holds(tree: Group | Condition, person: Any, world: World) -> bool:
    if isinstance(tree, Condition):
        return _condition(tree, person, world)
    found = [holds(part, person, world) for part in tree.parts]
    return {"all": all(found), "any": any(found), "none": not any(found)}[tree.match]


def _condition(asked: Condition, person: Any, world: World) -> bool:
    kind, read = FIELDS[asked.field]
    value = read(person, world, asked.within)
    return TESTS[kind](asked.op, value, asked.value, world)


def _text(op: str, has: str | None, asked: Any, world: World) -> bool:
    has = (has or "").lower()
    if op in ("is_not", "not_contains", "empty"):
        return not _text(
            {"is_not": "is", "not_contains": "contains", "empty": "filled"}[op], has, asked, world
        )
    if op == "filled":
        return has != ""
    if op == "is":
        return has in [text.lower() for text in (asked if isinstance(asked, list) else [asked])]
    asked = asked.lower()
    return {"contains": asked in has, "starts": has.startswith(asked), "ends": has.endswith(asked)}[op]


def _number(op: str, has: Any, asked: Any, world: World) -> bool:
    if op == "ne":
        return not _number("eq", has, asked, world)
    if op in ("empty", "filled"):
        return (has is None) == (op == "empty")
    if has is None:
        return False
    if op == "between":
        return Fraction(asked[0]) <= has <= Fraction(asked[1])
    bound = Fraction(asked)
    return {
        "eq": has == bound,
        "gt": has > bound,
        "gte": has >= bound,
        "lt": has < bound,
        "lte": has <= bound,
    }[op]


def _money(op: str, has: Fraction, asked: Any, world: World) -> bool:
    bounds = [world.euros(one) for one in asked] if isinstance(asked, list) else world.euros(asked)
    return _number(op, has, bounds, world)


def _date(op: str, has: date | None, asked: Any, world: World) -> bool:
    if op == "not_on":
        return not _date("on", has, asked, world)
    if op in ("empty", "filled"):
        return (has is None) == (op == "empty")
    if has is None:
        return False
    if op == "between":
        return bool(day_of(asked[0]) <= has <= day_of(asked[1]))  # type: ignore[operator]
    first, last = world.span(asked)
    return {"on": first <= has <= last, "before": has < first, "after": has > last}[op]


def _one_of(op: str, has: Any, asked: Any, world: World) -> bool:
    if op in ("is_not", "empty"):
        return not _one_of({"is_not": "is", "empty": "filled"}[op], has, asked, world)
    if op == "filled":
        return has not in (None, "")
    return has is not None and has in asked


def _user(op: str, has: int | None, asked: Any, world: World) -> bool:
    if op in ("is", "is_not"):
        words = {"me": {world.reader}, "my_team": world.mates | {world.reader}}
        asked = set().union(*[words.get(one, {one}) for one in asked])
    return _one_of(op, has, asked, world)


def _of_company(name: str) -> Callable[[Any, World, str], Any]:
    return lambda person, world, within: getattr(world.company(person), name, None)


def _last(person: Any, world: World, within: str) -> date | None:
    return max((world.day(o.ordered_at) for o in world.orders_of(person, "")), default=None)  # type: ignore[type-var]


def _sum(person: Any, world: World, within: str) -> Fraction:
    rows = world.orders_of(person, within)
    return sum(
        (Fraction(o.amount_minor, 100) * world.worth[o.currency] for o in rows if o.currency in world.worth),
        Fraction(0),
    )


TESTS: dict[str, Callable[..., bool]] = {
    "text": _text, "number": _number, "money": _money, "date": _date, "choice": _one_of, "user": _user, "record": _one_of,
}  # fmt: skip
FIELDS: dict[str, tuple[str, Callable[[Any, World, str], Any]]] = {
    "email": ("text", lambda p, w, _: p.email),
    "segment": ("text", lambda p, w, _: p.segment),
    "country": ("choice", lambda p, w, _: p.country),
    "created": ("date", lambda p, w, _: w.day(p.created_at)),
    "owner": ("user", lambda p, w, _: p.owner_id),
    "company": ("record", lambda p, w, _: getattr(w.company(p), "pk", None)),
    "company.industry": ("text", _of_company("industry")),
    "company.employees": ("number", _of_company("employees")),
    "company.owner": ("user", _of_company("owner_id")),
    "orders": ("number", lambda p, w, within: len(w.orders_of(p, within))),
    "order_value": ("money", _sum),
    "last_order": ("date", _last),
}
