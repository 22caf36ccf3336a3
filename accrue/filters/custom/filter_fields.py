"""Custom fields as what can be filtered by: typed, by an expression on the record's JSON column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import BigIntegerField, BooleanField, DateField, DecimalField, JSONField, TextField
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from accrue.filters.custom.definitions import Definition, definitions
from accrue.filters.custom.models import FieldType
from accrue.filters.fields import FilterField, Type, own_declared

GROUP = "Custom fields"
NUMBER = DecimalField(max_digits=40, decimal_places=12)
TYPES: dict[FieldType, Type] = {
    FieldType.TEXT: Type.TEXT,
    FieldType.NUMBER: Type.NUMBER,
    FieldType.MONEY: Type.MONEY,
    FieldType.DATE: Type.DATE,
    FieldType.CHOICE: Type.CHOICE,
    FieldType.CHOICES: Type.CHOICE,
    FieldType.USER: Type.USER,
    FieldType.YESNO: Type.YESNO,
    FieldType.RECORD: Type.RECORD,
}
CASTS: dict[FieldType, Any] = {
    FieldType.NUMBER: NUMBER,
    FieldType.DATE: DateField(),
    FieldType.USER: BigIntegerField(),
    FieldType.RECORD: BigIntegerField(),
    FieldType.YESNO: BooleanField(),
}


def filter_fields(kind: str) -> Iterator[FilterField]:
    """Every custom field of a kind that can be asked."""
    for field in definitions(kind).values():
        if found := filter_field(field):
            yield found


def filter_field(field: Definition) -> FilterField | None:
    if field.type == FieldType.ROLLUP:
        return _rolled_up(field)
    if field.type == FieldType.FORMULA:
        return _formula(field)
    return FilterField(
        field.kind,
        field.name,
        field.label,
        TYPES[field.type],
        column(field),
        detail=field.name,
        group=GROUP,
        choices=[(one.key, one.label) for one in field.choices],
        currency=f"custom__{field.key}__currency" if field.type == FieldType.MONEY else "",
        to=field.to if field.type == FieldType.RECORD else "",
        several=field.type == FieldType.CHOICES,
    )


def column(field: Definition) -> Callable[[Any], Any]:
    """What makes the SQL of a field's value out of `F` or `OuterRef`."""

    def text(ref: Any) -> Any:
        return KeyTextTransform(field.key, ref("custom"), output_field=TextField())

    if field.type == FieldType.MONEY:
        return lambda ref: Cast(
            KeyTextTransform("minor", KeyTransform(field.key, ref("custom"))), BigIntegerField()
        )
    if field.type == FieldType.CHOICES:
        return lambda ref: KeyTransform(field.key, ref("custom"), output_field=JSONField())
    if field.type in CASTS:
        return lambda ref: Cast(text(ref), CASTS[field.type])
    return text


def _formula(field: Definition) -> FilterField | None:
    """The formula's answer; nothing while it asks for a field that is archived."""
    from accrue.filters.custom.formulas import fields_in_formulas, formula_of

    try:
        formula = formula_of(field.kind, field.formula)
    except ValueError:
        return None
    known = fields_in_formulas(field.kind)
    sources = tuple(known[name].detail for name in formula.fields)
    return FilterField(
        field.kind,
        field.name,
        field.label,
        formula.type,
        formula.sql,
        detail=field.name,
        details=sources,
        group=GROUP,
    )


def _rolled_up(field: Definition) -> FilterField | None:
    """The same question as the aggregate behind it, over the period that the field names."""
    behind = own_declared(field.kind).get(field.rollup)
    if behind is None or behind.aggregate is None:
        return None
    aggregate = replace(behind.aggregate, within=field.within)
    return replace(
        behind, key=field.name, label=field.label, detail=field.name, group=GROUP, aggregate=aggregate
    )
