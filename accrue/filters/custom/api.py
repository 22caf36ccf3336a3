"""Custom fields themselves, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from accrue.accounts.access import require
from accrue.accounts.rest import Body, actor_of
from accrue.accounts.rest.records import refuse_nulls, version_of
from accrue.errors import Missing
from accrue.filters.custom import selectors, services
from accrue.filters.custom.definitions import customised_kinds
from accrue.filters.custom.models import CustomField

router = Router(tags=["Custom fields"])
Line = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
TypeKey = Literal[
    "text", "number", "money", "date", "choice", "choices", "user", "yesno", "record", "formula", "rollup"
]


class ChoiceOut(Schema):
    key: str
    label: str
    retired: bool


class CustomFieldOut(Schema):
    """A field that your company made. Records carry its value under `custom`, filters ask for `custom_<key>`."""

    id: int
    kind: str
    key: str
    label: str
    type: str
    help_text: str
    is_required: bool
    is_unique: bool
    is_searched: bool
    default: Any
    choices: list[ChoiceOut]
    to: str
    formula: str
    rollup: str
    within: str
    position: int
    archived_at: datetime | None
    version: int


class ChoiceIn(Body):
    """Without `key` a choice is new, or found by its label."""

    label: Line
    key: Line = ""
    retired: bool = False


class FieldIn(Body):
    """`choices` as they are to be: one that is left out is retired, for records may hold it.

    `to` is the kind a link leads to, `rollup` the key of a count, sum or last day among `GET /api/v1/filters/{kind}`, `within` its
    period such as `last_90_days`.
    """

    label: Line = ""
    help_text: Line = ""
    is_required: bool = False
    is_unique: bool = False
    is_searched: bool = False
    default: Any = None
    choices: list[ChoiceIn] = []
    to: Line = ""
    formula: Line = ""
    rollup: Line = ""
    within: Line = ""


class NewField(FieldIn):
    type: TypeKey


class FieldChange(FieldIn):
    """Only what is sent changes; key and type stay. `version` is the one you saw; instead it may come as If-Match."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class OrderIn(Body):
    keys: list[Line]


def shown(field: CustomField) -> dict[str, Any]:
    return {name: getattr(field, name) for name in CustomFieldOut.model_fields}


def _declared(kind: str) -> None:
    if kind not in {one.key for one in customised_kinds()}:
        raise Missing


@router.get("/{slug:kind}", response=list[CustomFieldOut], summary="The custom fields of a kind of record")
def list_fields(request: HttpRequest, kind: str, archived: bool = False) -> list[dict[str, Any]]:
    found = selectors.fields_of_kind(actor_of(request), kind, archived=archived)
    _declared(kind)
    return [shown(field) for field in found]


@router.post("/{slug:kind}", response={201: CustomFieldOut}, summary="Make a field")
def make_field(request: HttpRequest, kind: str, body: NewField) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    require(actor, "create", "custom_field")
    field = services.make_field(actor=actor, kind=kind, **body.dict(exclude_unset=True))
    return Status(201, shown(field))


@router.put("/{slug:kind}/order", response=list[CustomFieldOut], summary="Put the fields of a kind in order")
def order_fields(request: HttpRequest, kind: str, body: OrderIn) -> list[dict[str, Any]]:
    actor = actor_of(request)
    require(actor, "edit", "custom_field")
    _declared(kind)
    services.order_fields(actor=actor, kind=kind, keys=body.keys)
    return [shown(field) for field in selectors.fields_of_kind(actor, kind)]


@router.patch("/fields/{int:field_id}", response=CustomFieldOut, summary="Change a field")
def change_field(request: HttpRequest, field_id: int, body: FieldChange) -> dict[str, Any]:
    actor = actor_of(request)
    require(actor, "edit", selectors.custom_field(actor, field_id))
    given = body.dict(exclude_unset=True)
    version = version_of(request, given.pop("version", None))
    refuse_nulls(name for name, value in given.items() if value is None and name != "default")
    return shown(services.change_field(actor=actor, field_id=field_id, version=version, **given))


@router.post("/fields/{int:field_id}/archive", response=CustomFieldOut, summary="Archive a field")
def archive_field(request: HttpRequest, field_id: int) -> dict[str, Any]:
    return shown(services.archive_field(actor=actor_of(request), field_id=field_id))


@router.post("/fields/{int:field_id}/restore", response=CustomFieldOut, summary="Restore a field")
def restore_field(request: HttpRequest, field_id: int) -> dict[str, Any]:
    return shown(services.restore_field(actor=actor_of(request), field_id=field_id))


@router.delete(
    "/fields/{int:field_id}", response={204: None}, summary="Delete an archived field and what stands in it"
)
def delete_field(
    request: HttpRequest,
    field_id: int,
    values: Annotated[int, Field(ge=0, description="In how many records it stands, as you were told.")] = 0,
) -> Status[None]:
    services.delete_field(actor=actor_of(request), field_id=field_id, values=values)
    return Status(204, None)
