from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.accounts.rest.records import version_of
from accrue.activities.carriers import changed_record, record_of
from accrue.activities.models import Tag
from accrue.activities.selectors import tags as selectors
from accrue.activities.services import add_tags, delete_tag, edit_tag, merge_tags, remove_tags

router = Router(tags=["Tags"])
SORTS = {"name": "sort_name", "created": "created_at"}
Names = Annotated[list[Annotated[str, Field(max_length=400)]], Field(max_length=20)]


class TagOut(Schema):
    """A tag; `colour` is one of neutral, primary, info, success, warning and error."""

    id: int
    name: str
    colour: str
    created_at: datetime
    version: int


class TagsOut(Schema):
    items: list[TagOut]


class TagChange(Body):
    """Only what is sent changes. `version` is the one you saw; instead it may come as If-Match."""

    name: str | None = None
    colour: str | None = None
    version: int | None = None


class Into(Body):
    into: int


class TagsChange(Body):
    """Names to put on the record and names to take off. Tags that are not there yet are made."""

    add: Names = []
    remove: Names = []


def out(tag: Tag) -> dict[str, Any]:
    return {name: getattr(tag, name) for name in ("id", "name", "colour", "created_at", "version")}


@router.get("/tags", response={200: Page[TagOut]})
def list_tags(
    request: HttpRequest,
    q: Annotated[str, Field(max_length=40, description="Any part of the name.")] = "",
    sort: Annotated[str, Field(description="name or created; with - before it downwards.")] = "name",
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "see", "tag")
    rows, following = page_of(selectors.tags(actor, q), sort=sort, sorts=SORTS, cursor=cursor, limit=limit)
    return {"items": [out(tag) for tag in rows], "next": following}


@router.patch("/tags/{int:tag_id}", response={200: TagOut})
def change_tag(request: HttpRequest, tag_id: int, body: TagChange) -> dict[str, Any]:
    """Another name or colour, on every record that carries it."""
    actor = actor_of(request)
    found = selectors.tag(actor, tag_id)
    access.require(actor, "edit", found)
    given = body.dict(exclude_none=True)
    version = version_of(request, given.pop("version", None))
    values = {"name": found.name, "colour": found.colour} | given
    return out(edit_tag(actor=actor, tag_id=tag_id, version=version, **values))


@router.post("/tags/{int:tag_id}/merge", response={200: TagOut})
def merge_tag(request: HttpRequest, tag_id: int, body: Into) -> dict[str, Any]:
    """Every record that carries this tag carries the other one instead; this one is gone."""
    actor = actor_of(request)
    access.require(actor, "delete", selectors.tag(actor, tag_id))
    return out(merge_tags(actor=actor, keep_id=body.into, away_id=tag_id))


@router.delete("/tags/{int:tag_id}", response={204: None})
def remove_tag(request: HttpRequest, tag_id: int) -> Status[None]:
    """The tag, and it from every record."""
    actor = actor_of(request)
    selectors.tag(actor, tag_id)
    delete_tag(actor=actor, tag_id=tag_id)
    return Status(204, None)


@router.get("/records/{slug:kind}/{int:record_id}/tags", response={200: TagsOut})
def record_tags(request: HttpRequest, kind: str, record_id: int) -> dict[str, Any]:
    """What a record carries; `kind` is person, company, deal, order or product."""
    actor = actor_of(request)
    record = record_of(actor, kind, record_id)
    return {"items": [out(tag) for tag in selectors.tags_on(kind, record.pk)]}


@router.post("/records/{slug:kind}/{int:record_id}/tags", response={200: TagsOut})
def change_record_tags(request: HttpRequest, kind: str, record_id: int, body: TagsChange) -> dict[str, Any]:
    actor = actor_of(request)
    record = changed_record(actor, kind, record_id)
    if body.add:
        add_tags(actor=actor, kind=kind, ids=[record.pk], names=body.add)
    if body.remove:
        remove_tags(actor=actor, kind=kind, ids=[record.pk], names=body.remove)
    return {"items": [out(tag) for tag in selectors.tags_on(kind, record.pk)]}
