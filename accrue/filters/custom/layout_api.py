"""Page layouts for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, actor_of
from accrue.errors import Missing
from accrue.filters.custom.laying_out import lay_out, lay_out_as_usual
from accrue.filters.custom.layouts import kinds_laid_out
from accrue.filters.custom.models import PageLayout

router = Router(tags=["Page layouts"])
Id = Annotated[int, Field(ge=1, le=2**62)]
Name = Annotated[str, Field(max_length=80)]


class Section(Body):
    title: Name
    fields: list[Name]


class LayoutOut(Schema):
    """How a role, or everybody where `role_id` is null, is shown the details of a kind. It protects nothing."""

    kind: str
    role_id: int | None
    sections: list[Section]
    hidden: list[str]
    version: int


class LayoutIn(Body):
    """`fields` and `hidden` hold names of details; your own fields are called `custom_<key>`. `version` 0: there is none."""

    role_id: Id | None = None
    sections: Annotated[list[Section], Field(max_length=50)]
    hidden: Annotated[list[Name], Field(max_length=400)] = []
    version: Annotated[int, Field(ge=0, le=2**31)] = 0


def _require_kind(kind: str) -> None:
    if kind not in kinds_laid_out():
        raise Missing


def out(one: PageLayout) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("kind", "role_id", "sections", "hidden", "version")}


@router.get("/{slug:kind}", response={200: list[LayoutOut]})
def list_layouts(request: HttpRequest, kind: str) -> list[dict[str, Any]]:
    """The layouts of a kind, everybody's first; a role that is not among them has everybody's, or the usual one."""
    access.require(actor_of(request), "see", "custom_field")
    _require_kind(kind)
    rows = PageLayout.objects.filter(kind=kind)
    return [out(one) for one in sorted(rows, key=lambda one: one.role_id or 0)]


@router.put("/{slug:kind}", response={200: LayoutOut})
def keep_layout(request: HttpRequest, kind: str, body: LayoutIn) -> dict[str, Any]:
    """Lay a kind out. 409 where somebody changed it since the version you send."""
    access.require(actor_of(request), "edit", "custom_field")
    return out(lay_out(actor=actor_of(request), kind=kind, **body.dict()))


@router.delete("/{slug:kind}", response={204: None})
def drop_layout(request: HttpRequest, kind: str, role_id: Id | None = None) -> Status[None]:
    """A role has everybody's layout again, everybody the usual one."""
    lay_out_as_usual(actor=actor_of(request), kind=kind, role_id=role_id)
    return Status(204, None)
