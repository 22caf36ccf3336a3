"""What can be filtered by, for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from accrue.accounts.access import require
from accrue.accounts.kinds import kinds
from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.filters.fields import fields_for, kinds_with_fields
from accrue.filters.operators import operators_of
from accrue.filters.schema import schema_for

router = Router(tags=["Filters"])


class OperatorOut(Schema):
    key: str
    label: str
    takes: str


class ChoiceOut(Schema):
    value: int | str
    label: str


class FieldOut(Schema):
    """`to` is the kind a record link leads to; `counted_by` says what a period is laid over, where one may be given."""

    key: str
    label: str
    type: str
    operators: list[OperatorOut]
    choices: list[ChoiceOut]
    to: str | None
    counted_by: str | None


class FiltersOut(Schema):
    """`filter_schema` describes a whole filter as JSON Schema 2020-12."""

    kind: str
    fields: list[FieldOut]
    filter_schema: dict[str, Any]


@router.get("/filters/{kind}", response=FiltersOut, summary="What a kind of record can be filtered by")
def filters_of(request: HttpRequest, kind: str) -> dict[str, Any]:
    """Only what the token's user may see. Send a filter as `filter` to the list of that kind."""
    actor = actor_of(request)
    if kind not in kinds_with_fields() or kind not in {known.key for known in kinds()}:
        raise Missing
    require(actor, "see", kind)
    fields = [
        {
            "key": field.key,
            "label": field.label,
            "type": field.type.value,
            "operators": [
                {"key": op.key, "label": op.label, "takes": op.takes} for op in operators_of(field)
            ],
            "choices": [{"value": value, "label": label} for value, label in field.choices_for(actor)],
            "to": field.to or None,
            "counted_by": (field.aggregate.day_label or None) if field.aggregate else None,
        }
        for field in fields_for(actor, kind).values()
    ]
    return {"kind": kind, "fields": fields, "filter_schema": schema_for(actor, kind)}
