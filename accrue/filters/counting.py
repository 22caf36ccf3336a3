"""Conditions on what points at a record: how many, how much, the last one.

Correlated, so that a page of rows costs a page of index look-ups. Where nothing at all would not do, an EXISTS stands
before the count: it is a join, so that a count over a million rows counts only for those that have any.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accrue.accounts import access
from accrue.filters.checking import Asked
from accrue.filters.comparing import COMPARE, span
from accrue.filters.fields import Aggregate, model_of
from accrue.filters.periods import period_of
from accrue.filters.reading import Reader
from accrue.money import Money

EXACT = DecimalField(max_digits=40, decimal_places=12)


def condition(asked: Asked, of: Aggregate, reader: Reader) -> Q:
    rows = rows_behind(asked, of, reader)
    if of.measure == "last":
        return _last(asked, of, rows, reader)
    if of.measure == "count":
        return _count(asked, rows)
    return _sum(asked, of, rows, reader)


def rows_behind(asked: Asked, of: Aggregate, reader: Reader) -> QuerySet[Any]:
    """Those that point at the row in question, that the reader may see and that lie in the period."""
    model = model_of(of.of)
    rows = access.visible(
        reader.actor, model._default_manager.filter(of.only or Q(), **{of.link: OuterRef("pk")})
    )
    within = asked.within or (period_of(of.within) if of.within else None)
    if within is None:
        return rows
    return rows.filter(reader.within(of.day, _is_moment(of), *reader.days(within)))


def _count(asked: Asked, rows: QuerySet[Any]) -> Q:
    some = Q(Exists(rows))
    if asked.op == "between":
        low, high = asked.value
        found = _compared(counted(rows), "gte", low) & _compared(counted(rows), "lte", high)
        return found if low <= 0 <= high else some & found
    if (asked.op, asked.value) in (("gt", 0), ("gte", 1)):
        return some
    if (asked.op, asked.value) in (("eq", 0), ("lt", 1), ("lte", 0)):
        return ~some
    found = _compared(counted(rows), asked.op, asked.value)
    return found if COMPARE[asked.op](0, asked.value) else some & found


def counted(rows: QuerySet[Any]) -> Any:
    number = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number), Value(0))


def _sum(asked: Asked, of: Aggregate, rows: QuerySet[Any], reader: Reader) -> Q:
    """Over all currencies at today's rates; of nothing it is 0."""
    values = asked.value if isinstance(asked.value, tuple) else (asked.value,)
    total, bounds = summed(of, rows, values, reader)
    if asked.op == "between":
        found = _compared(total, "gte", bounds[0]) & _compared(total, "lte", bounds[1])
        holds_for_nothing = bounds[0] <= 0 <= bounds[1]
    else:
        found = _compared(total, asked.op, bounds[0])
        holds_for_nothing = COMPARE[asked.op](0, bounds[0])
    return found if holds_for_nothing else Q(Exists(rows)) & found


def summed(of: Aggregate, rows: QuerySet[Any], values: Any, reader: Reader) -> tuple[Any, list[Decimal]]:
    if not of.currency:
        part: Any = F(of.value)
        bounds = list(values)
    else:
        worth = reader.worth_beside(values[0].currency)
        whens = [When(**{of.currency: code}, then=Value(unit, EXACT)) for code, unit in worth.items()]
        part = F(of.value) * Case(*whens, output_field=EXACT)
        bounds = [_worth(value, worth) for value in values]
    total = (
        rows.order_by()
        .annotate(all=Value(1))
        .values("all")
        .annotate(total=Sum(part, output_field=EXACT))
        .values("total")
    )
    return Coalesce(Subquery(total), Value(Decimal(0)), output_field=EXACT), bounds


def _worth(amount: Money, worth: dict[str, Decimal]) -> Decimal:
    return Decimal(amount.minor) * worth[amount.currency]


def _compared(left: Any, op: str, value: Any) -> Q:
    lookup = {"eq": "exact"}.get(op, op)
    return Q(left.output_field.get_lookup(lookup)(left, Value(value, EXACT)))


def _last(asked: Asked, of: Aggregate, rows: QuerySet[Any], reader: Reader) -> Q:
    """The newest day among them. After a day: one is later. Before it: there are some, and none is later."""
    moment, some = _is_moment(of), Q(Exists(rows))
    if asked.op == "filled":
        return some
    first, last = asked.value if asked.op == "between" else span(asked.op, *reader.days(asked.value))
    found = Q(Exists(rows.filter(reader.within(of.day, moment, first, None)))) if first else some
    if last is None:
        return found
    later = rows.filter(reader.within(of.day, moment, last + timedelta(days=1), None))
    return found & ~Q(Exists(later))


def _is_moment(of: Aggregate) -> bool:
    return isinstance(model_of(of.of)._meta.get_field(of.day), DateTimeField)
