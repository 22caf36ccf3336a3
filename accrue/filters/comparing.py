"""Conditions on a record's own columns, each true or false for every row."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    BooleanField,
    DateTimeField,
    Exists,
    F,
    Field,
    Func,
    IntegerField,
    OuterRef,
    Q,
    TextField,
    Value,
)
from django.db.models.functions import Lower

from accrue.accounts import access
from accrue.accounts.merged import kept_ids
from accrue.filters.checking import Asked
from accrue.filters.fields import FilterField, Tagged, Type, model_of
from accrue.filters.reading import Reader, look
from accrue.money import Money

LARGEST = 2**63 - 1
NONE = Q(pk__in=[])


class Like(Func):
    """`a LIKE b`; the pattern escapes what was typed."""

    arg_joiner = " LIKE "
    template = "%(expressions)s"
    output_field = BooleanField()


def condition(asked: Asked, reader: Reader) -> Q:
    """An operator that does not negate. What is empty fulfils none but those that ask for it."""
    field = asked.field
    if field.tagged is not None:
        return _tags(asked, field.tagged)
    if field.having is not None:
        return field.having(asked.value)
    if asked.op == "filled":
        return _filled(field, reader)
    found = BY_TYPE[field.type](field, asked.op, asked.value, reader)
    return found & _there(field.left)


def _there(column: Any) -> Q:
    return look(column, "isnull", False)


def _filled(field: FilterField, reader: Reader) -> Q:
    if field.type is Type.RECORD:
        return _linked(field, Q(), reader)
    is_texts = field.type is Type.TEXT or (
        field.type is Type.CHOICE and not field.by_id and not field.several
    )
    return _there(field.left) & (~look(field.left, "exact", "") if is_texts else Q())


def _text(field: FilterField, op: str, value: Any, reader: Reader) -> Q:
    folded = _lower(F(field.left) if isinstance(field.left, str) else field.left)
    if op == "is":
        return Q(folded.get_lookup("in")(folded, [_lower(Value(text)) for text in value]))
    before, after = ("" if op == "starts" else "%"), ("" if op == "ends" else "%")
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Q(Like(folded, _lower(Value(f"{before}{escaped}{after}"))))


def _lower(of: Any) -> Any:
    """Folded on both sides by the database, so that text and needle cannot be folded differently."""
    return Lower(of, output_field=TextField())


def _number(field: FilterField, op: str, value: Any, reader: Reader) -> Q:
    is_whole = isinstance(_type_of(field), IntegerField)
    return amounts(field.left, op, value, is_whole)


def _money(field: FilterField, op: str, value: Any, reader: Reader) -> Q:
    """Amounts of other currencies are compared at today's rates; what has no rate fulfils nothing."""
    first = value[0] if isinstance(value, tuple) else value
    worth = reader.worth_beside(first.currency)
    found = NONE
    for code, unit in worth.items():
        bounds = [_minor(one, worth, unit) for one in (value if isinstance(value, tuple) else (value,))]
        bound = tuple(bounds) if isinstance(value, tuple) else bounds[0]
        found |= Q(**{field.currency: code}) & amounts(field.left, op, bound, True)
    return found


def _minor(amount: Money, worth: dict[str, Decimal], unit: Decimal) -> Fraction:
    """So many minor units of another currency, exactly."""
    return Fraction(amount.minor) * Fraction(worth[amount.currency]) / Fraction(unit)


def amounts(column: Any, op: str, value: Any, is_whole: bool) -> Q:
    """A comparison of numbers; on whole numbers a bound between two of them moves to the right one."""
    if op == "between":
        return amounts(column, "gte", value[0], is_whole) & amounts(column, "lte", value[1], is_whole)
    if not is_whole:
        return look(column, "exact" if op == "eq" else op, value)
    exact = Fraction(value)
    if op == "eq":
        if exact.denominator != 1 or abs(exact) > LARGEST:
            return NONE
        return look(column, "exact", int(exact))
    bound = floor(exact) if op in ("gt", "lte") else ceil(exact)
    return look(column, op, max(-LARGEST, min(LARGEST, bound)))


def _date(field: FilterField, op: str, value: Any, reader: Reader) -> Q:
    is_moment = isinstance(_type_of(field), DateTimeField)
    if op == "between":
        return reader.within(field.left, is_moment, value[0], value[1])
    return reader.within(field.left, is_moment, *span(op, *reader.days(value)))


def span(op: str, first: Any, last: Any) -> tuple[Any, Any]:
    """The days, open at one side or none, that “on”, “before” or “after” a period means."""
    one = timedelta(days=1)
    return {"on": (first, last), "before": (None, first - one), "after": (last + one, None)}[op]


def _choice(field: FilterField, op: str, value: Any, reader: Reader) -> Q:
    if field.several:
        return look(field.left, "has_any_keys", list(value))
    return look(field.left, "in", value)


def _user(field: FilterField, op: str, value: Any, reader: Reader) -> Q:
    return reader.users(field.left, value)


def _record(field: FilterField, op: str, value: Any, reader: Reader) -> Q:
    if field.to == "team" and "mine" in value:
        value = {one for one in value if one != "mine"} | reader.team_ids
    kept = kept_ids(field.to, value)
    return _linked(field, Q(pk__in={kept.get(one, one) for one in value}), reader)


def _linked(field: FilterField, which: Q, reader: Reader) -> Q:
    """The link leads to such a record, and to one that the reader may see."""
    model = model_of(field.to)
    seen = access.visible(reader.actor, model._default_manager.filter(which, pk=field.outside))
    return Q(Exists(seen))


def _yesno(field: FilterField, op: str, value: Any, reader: Reader) -> Q:
    return look(field.left, "exact", value)


def _tags(asked: Asked, tagged: Tagged) -> Q:
    rows = tagged.model._default_manager.filter(tagged.only or Q(), **{tagged.link: OuterRef("pk")})
    if asked.op == "filled":
        return Q(Exists(rows))
    if asked.op == "any":
        return Q(Exists(rows.filter(**{f"{tagged.column}__in": asked.value})))
    return Q(*[Q(Exists(rows.filter(**{tagged.column: one}))) for one in asked.value])


def _type_of(field: FilterField) -> Field[Any, Any] | None:
    """The type of the column behind a field, where it is one."""
    if not isinstance(field.left, str):
        found: Field[Any, Any] = field.left.output_field
        return found
    model: Any = model_of(field.kind)
    step: Any = None
    for name in field.left.split("__"):
        try:
            step = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None  # a key inside a JSON column
        model = step.related_model
    return step  # type: ignore[no-any-return]  # Django's options are untyped here


type Compare = Callable[[FilterField, str, Any, Reader], Q]
BY_TYPE: dict[Type, Compare] = {
    Type.TEXT: _text,
    Type.NUMBER: _number,
    Type.MONEY: _money,
    Type.DATE: _date,
    Type.CHOICE: _choice,
    Type.USER: _user,
    Type.RECORD: _record,
    Type.YESNO: _yesno,
}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}
