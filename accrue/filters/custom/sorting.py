"""Custom fields as orders of lists: what rows are put in order by, typed, with what is empty at the end."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    DecimalField,
    F,
    Func,
    IntegerField,
    JSONField,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Collate

from accrue.accounts.models import User
from accrue.filters.custom.definitions import Definition
from accrue.filters.custom.filter_fields import NUMBER, column, filter_field
from accrue.filters.custom.models import FieldType
from accrue.filters.fields import Type
from accrue.filters.reading import Reader
from accrue.filters.search import Folded
from accrue.ui.paging import Sort

SORTED = (
    FieldType.TEXT,
    FieldType.NUMBER,
    FieldType.MONEY,
    FieldType.DATE,
    FieldType.CHOICE,
    FieldType.CHOICES,
    FieldType.YESNO,
    FieldType.FORMULA,
)

_KEPT = "is kept as a number, not as the name that it shows, so a list cannot be read in its order. Export the list to sort it."
WHY_NOT: dict[FieldType, str] = {
    FieldType.RECORD: f"A link {_KEPT}",
    FieldType.USER: f"A colleague {_KEPT}",
    FieldType.ROLLUP: "This is counted from other records when it is shown, so a list cannot be read in its order. Export the list to sort it.",
}
"""What a heading says of the types that have no order: each row's place stands in rows of other tables, so every one of them would
be looked up there before the first page is shown."""

PLACES = 12
ANY_SIZE = DecimalField(max_digits=2_000, decimal_places=PLACES)
"""Of what a formula gives. A cursor holds it exactly, so it is rounded where it is worked out."""


class Worth(Func):
    """What one minor unit is worth times the number of them; empty where no rate is known of."""

    template = "(%(expressions)s)"
    arg_joiner = " * "
    output_field = NUMBER


class Holds(Func):
    """Whether a JSON list of texts has this one."""

    template = "(%(expressions)s)"
    arg_joiner = " ? "
    output_field = BooleanField()


class RateOf(Func):
    """The number that a JSON object holds under a key."""

    template = "(%(expressions)s)::numeric"
    arg_joiner = " ->> "
    output_field = NUMBER


def sort_of(actor: User, field: Definition) -> Sort | None:
    """The order by a field, for a reader who may see it; None where its type has none, or its formula asks for what is gone."""
    if field.type not in SORTED or (field.type == FieldType.FORMULA and filter_field(field) is None):
        return None
    return Sort(field.name, f"custom_sort_{field.pk}", nullable=True, value=lambda: _value(actor, field))


def custom_sorts(actor: User, kind: str) -> dict[str, Sort]:
    """The orders by custom fields that this user may ask a list for, by the fields' names."""
    from accrue.filters.custom.reading import readable

    sorts = [sort_of(actor, field) for field in readable(actor, kind).values()]
    return {sort.key: sort for sort in sorts if sort is not None}


def _value(actor: User, field: Definition) -> Any:
    text = KeyTextTransform(field.key, F("custom"), output_field=TextField())
    match field.type:
        case FieldType.TEXT:
            return Collate(Folded(text), "C")
        case FieldType.DATE:
            return Collate(
                text, "C"
            )  # as 2026-11-22 is written; an index cannot hold what a cast to a day gives
        case FieldType.CHOICE:
            keys = Value([one.key for one in field.choices], ArrayField(TextField()))
            return Func(keys, text, function="array_position", output_field=IntegerField())
        case FieldType.CHOICES:
            return _first_of(field)
        case FieldType.MONEY:
            return _in_base_currency(actor, field)
        case FieldType.FORMULA:
            return _worked_out(field)
    return column(field)(F)


def _first_of(field: Definition) -> Any:
    """The place among the field's choices of the first that a record has, however they were put in order when it was kept."""
    kept = KeyTransform(field.key, F("custom"), output_field=JSONField())
    places = [When(Holds(kept, Value(one.key)), then=Value(place)) for place, one in enumerate(field.choices)]
    return Case(*places, default=None, output_field=IntegerField())


def _worked_out(field: Definition) -> Any:
    found = filter_field(field)
    if found is None or not callable(found.column):  # what `sort_of` has looked for
        raise RuntimeError(f"{field.name} has no formula")
    value = found.column(F)
    if found.type is Type.NUMBER:
        return Func(value, Value(PLACES), function="round", output_field=ANY_SIZE)
    return Collate(Folded(value), "C") if found.type is Type.TEXT else value


def _in_base_currency(actor: User, field: Definition) -> Any:
    """At today's rates, as filters compare amounts."""
    rates = {code: str(worth) for code, worth in Reader(actor).worth.items()}
    currency = KeyTextTransform("currency", KeyTransform(field.key, F("custom")))
    rate = RateOf(Cast(Value(rates, JSONField()), JSONField()), currency)
    return Worth(rate, Cast(column(field)(F), NUMBER))
