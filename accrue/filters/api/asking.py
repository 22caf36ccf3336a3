"""What can be filtered by, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from accrue.accounts.access import require
from accrue.accounts.kinds import kinds
from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.filters.fields import fields_for, kinds_with_fields
from accrue.filters.operators import operators_of
from accrue.filters.schema import schema_for
from accrue.ui.commands import search

router = Router()


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


class ResultOut(Schema):
    """`url` is the record's page; `note` tells two of the same name apart."""

    kind: str
    id: int
    label: str
    note: str
    url: str


class SearchOut(Schema):
    """A handful of each kind. Where nothing matched, `instead` is the spelling that did."""

    items: list[ResultOut]
    instead: str


@router.get("/search", response=SearchOut, summary="Find records of every kind")
def search_everything(request: HttpRequest, q: Annotated[str, Field(max_length=100)]) -> dict[str, Any]:
    """Any part of a name, number, address or phone number, two letters or more; what you use most comes first."""
    matched = search(request, actor_of(request), q.strip())
    items = [
        {"kind": source.kind, "id": one.pk, "label": one.label, "note": one.note, "url": one.url}
        for source, results in matched.groups
        for one in results
    ]
    return {"items": items, "instead": matched.instead}


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
            "counted_by": (field.aggregate.day_label or None)
            if field.aggregate and not field.aggregate.within
            else None,
        }
        for field in fields_for(actor, kind).values()
    ]
    return {"kind": kind, "fields": fields, "filter_schema": schema_for(actor, kind)}
