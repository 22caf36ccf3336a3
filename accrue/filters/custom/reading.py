"""What stands in the custom fields of records, as one reader may see it. Queries do not grow with rows or fields.

Formulas and roll-ups are worked out by the database, for a page of records in one query; links are named in one query for
each kind they lead to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db.models import F, Max, Subquery, Value
from django.urls import reverse

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.filters.checking import Asked
from accrue.filters.counting import counted, rows_behind, summed
from accrue.filters.custom.definitions import Definition, definitions_for
from accrue.filters.custom.filter_fields import filter_field
from accrue.filters.custom.models import FieldType
from accrue.filters.custom.values import in_words
from accrue.filters.fields import FilterField, Type, fields_for, model_of
from accrue.filters.reading import Reader
from accrue.money import Money
from accrue.money.currencies import exponent
from accrue.money.format import format_money

DIGITS = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Read:
    """A field of one record: its value as JSON, the same in words, and where a link leads."""

    field: Definition
    value: Any
    text: str
    url: str = ""


def readable(actor: User, kind: str) -> dict[str, Definition]:
    """The fields this user may see, by key. What is worked out is seen by who may see all that it is worked out of."""
    fields = definitions_for(actor, kind)
    if not any(field.is_computed for field in fields.values()):
        return fields
    asked = fields_for(actor, kind)
    return {key: field for key, field in fields.items() if not field.is_computed or field.name in asked}


def values_of(actor: User, kind: str, records: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """For each record, by id, the JSON values of its fields by key; None where a field is empty."""
    fields = readable(actor, kind)
    worked_out = computed(actor, kind, fields, [record.pk for record in records])
    return {
        record.pk: {
            key: worked_out[record.pk].get(key) if field.is_computed else record.custom.get(key)
            for key, field in fields.items()
        }
        for record in records
    }


def read(actor: User, kind: str, records: Sequence[Any]) -> dict[int, dict[str, Read]]:
    """As `values_of`, with what people read."""
    fields, values = readable(actor, kind), values_of(actor, kind, records)
    names = _names(actor, fields, values.values())
    return {
        pk: {key: _read(fields[key], value, names) for key, value in row.items()}
        for pk, row in values.items()
    }


def _read(field: Definition, value: Any, names: Mapping[tuple[str, int], str]) -> Read:
    if isinstance(value, dict) and "minor" in value:
        return Read(field, value, format_money(Money(value["minor"], value["currency"])))
    text = in_words(field, value, names)
    url = ""
    if field.type == FieldType.RECORD and text:
        url = reverse(kind_called(field.to).url_name, args=[value])
    return Read(field, value, text, url)


def _names(
    actor: User, fields: Mapping[str, Definition], rows: Iterable[Mapping[str, Any]]
) -> dict[tuple[str, int], str]:
    """What linked colleagues and records are called, as far as the reader may see them."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for key, field in fields.items():
            if field.type in (FieldType.USER, FieldType.RECORD) and row.get(key):
                wanted["user" if field.type == FieldType.USER else field.to].add(row[key])
    found: dict[tuple[str, int], str] = {}
    for kind, ids in wanted.items():
        seen = access.visible(actor, model_of(kind)._default_manager.filter(pk__in=ids))
        found |= {(kind, record.pk): str(record) for record in seen}
    return found


def computed(
    actor: User, kind: str, fields: Mapping[str, Definition], ids: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """What formulas and roll-ups give for these records, in one query; in none where there are none."""
    found: dict[int, dict[str, Any]] = {pk: {} for pk in ids}
    asked = {key: filter_field(field) for key, field in fields.items() if field.is_computed}
    known = {key: field for key, field in asked.items() if field is not None}
    if not known or not ids:
        return found
    reader = Reader(actor)
    columns = {f"_x{n}": _expression(field, reader) for n, field in enumerate(known.values())}
    rows = model_of(kind)._default_manager.filter(pk__in=ids).order_by().annotate(**columns)
    for pk, *values in rows.values_list("pk", *columns):
        for (key, field), value in zip(known.items(), values, strict=True):
            found[pk][key] = _plain(field, value, reader)
    return found


def _expression(field: FilterField, reader: Reader) -> Any:
    of = field.aggregate
    if of is None:
        return field.column(F)
    rows = rows_behind(Asked(field, "eq", None), of, reader)
    if of.measure == "count":
        return counted(rows)
    if of.measure == "last":
        latest = (
            rows.order_by().annotate(all=Value(1)).values("all").annotate(last=Max(of.day)).values("last")
        )
        return Subquery(latest)
    return summed(of, rows, [Money(0, reader.base) if of.currency else Decimal(0)], reader)[0]


def _plain(field: FilterField, value: Any, reader: Reader) -> Any:
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, datetime):
        return value.astimezone(reader.zone).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if field.type is Type.MONEY:
        minor = Decimal(value).scaleb(exponent(reader.base)).to_integral_value(ROUND_HALF_EVEN)
        return {"minor": int(minor), "currency": reader.base}
    number = Decimal(value)
    rounded = number if number.adjusted() > 20 else number.quantize(DIGITS, ROUND_HALF_EVEN)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)
