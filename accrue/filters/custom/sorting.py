"""Custom fields as orders of lists: what rows are put in order by, typed, with what is empty at the end."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, IntegerField, JSONField, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Collate

from accrue.accounts.models import User
from accrue.filters.custom.definitions import Definition, definitions_for
from accrue.filters.custom.filter_fields import NUMBER, column
from accrue.filters.custom.models import FieldType
from accrue.filters.reading import Reader
from accrue.filters.search import Folded
from accrue.ui.paging import Sort

SORTED = (
    FieldType.TEXT,
    FieldType.NUMBER,
    FieldType.MONEY,
    FieldType.DATE,
    FieldType.CHOICE,
    FieldType.YESNO,
)

_KEPT = "is kept as a number, not as the name that it shows, so a list cannot be read in its order. Export the list to sort it."
_WORKED_OUT = (
    "This is worked out when it is shown, so a list cannot be read in its order. Export the list to sort it."
)
WHY_NOT: dict[FieldType, str] = {
    FieldType.CHOICES: "Several choices have no one order. Filter by them instead.",
    FieldType.RECORD: f"A link {_KEPT}",
    FieldType.USER: f"A colleague {_KEPT}",
    FieldType.FORMULA: _WORKED_OUT,
    FieldType.ROLLUP: _WORKED_OUT,
}
"""What a heading says of the types that have no order."""


class Worth(Func):
    """What one minor unit is worth times the number of them; empty where no rate is known of."""

    template = "(%(expressions)s)"
    arg_joiner = " * "
    output_field = NUMBER


class RateOf(Func):
    """The number that a JSON object holds under a key."""

    template = "(%(expressions)s)::numeric"
    arg_joiner = " ->> "
    output_field = NUMBER


def sort_of(actor: User, field: Definition) -> Sort | None:
    """The order by a field, for a reader who may see it; None where its type has none."""
    if field.type not in SORTED:
        return None
    return Sort(field.name, f"custom_sort_{field.pk}", nullable=True, value=lambda: _value(actor, field))


def custom_sorts(actor: User, kind: str) -> dict[str, Sort]:
    """The orders by custom fields that this user may ask a list for, by the fields' names."""
    sorts = [sort_of(actor, field) for field in definitions_for(actor, kind).values()]
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
        case FieldType.MONEY:
            return _in_base_currency(actor, field)
    return column(field)(F)


def _in_base_currency(actor: User, field: Definition) -> Any:
    """At today's rates, as filters compare amounts."""
    rates = {code: str(worth) for code, worth in Reader(actor).worth.items()}
    currency = KeyTextTransform("currency", KeyTransform(field.key, F("custom")))
    rate = RateOf(Cast(Value(rates, JSONField()), JSONField()), currency)
    return Worth(rate, Cast(column(field)(F), NUMBER))
