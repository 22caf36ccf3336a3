from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.accounts.rest.records import version_of
from accrue.activities.carriers import record_of
from accrue.activities.models import Comment
from accrue.activities.selectors import comments as selectors
from accrue.activities.selectors import notices
from accrue.activities.services import edit_comment, mark_read, withdraw_comment, write_comment

router = Router(tags=["Comments"])


class CommentOut(Schema):
    """What somebody said of a record; withdrawn words are empty."""

    id: int
    text: str
    author_id: int
    written_at: datetime
    edited_at: datetime | None
    withdrawn_at: datetime | None
    version: int


class NewComment(Body):
    """`@` before a colleague's full name or e-mail address tells them, where they may see the record."""

    text: Annotated[str, Field(max_length=20_000)]


class CommentChange(Body):
    text: Annotated[str, Field(max_length=20_000)]
    version: int | None = None


class NoticeOut(Schema):
    id: int
    reason: str
    kind: str
    record_id: int
    comment_id: int | None
    created_at: datetime
    read_at: datetime | None


class Read(Body):
    """One of your notices; all of them without an id."""

    id: int | None = None


def out(comment: Comment) -> dict[str, Any]:
    return {name: getattr(comment, name) for name in CommentOut.model_fields}


@router.get("/records/{slug:kind}/{int:record_id}/comments", response={200: Page[CommentOut]})
def list_comments(
    request: HttpRequest,
    kind: str,
    record_id: int,
    sort: Annotated[str, Field(description="written; with - before it downwards.")] = "-written",
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """What was said of a record; `kind` is person, company, deal, order or product."""
    record = record_of(actor_of(request), kind, record_id)
    found = selectors.comments_on(kind, record.pk)
    rows, following = page_of(found, sort=sort, sorts={"written": "written_at"}, cursor=cursor, limit=limit)
    return {"items": [out(comment) for comment in rows], "next": following}


@router.post("/records/{slug:kind}/{int:record_id}/comments", response={201: CommentOut})
def post_comment(request: HttpRequest, kind: str, record_id: int, body: NewComment) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    record_of(actor, kind, record_id)
    access.require_writing(actor, kind)
    return Status(201, out(write_comment(actor=actor, kind=kind, record_id=record_id, text=body.text)))


@router.patch("/comments/{int:comment_id}", response={200: CommentOut})
def change_comment(request: HttpRequest, comment_id: int, body: CommentChange) -> dict[str, Any]:
    """Your own words only."""
    actor = actor_of(request)
    said = selectors.own_comment(actor, comment_id)
    access.require_writing(actor, said.kind)
    version = version_of(request, body.version)
    return out(edit_comment(actor=actor, comment_id=comment_id, version=version, text=body.text))


@router.delete("/comments/{int:comment_id}", response={204: None})
def remove_comment(request: HttpRequest, comment_id: int) -> Status[None]:
    """Your own words only; they are gone then."""
    actor = actor_of(request)
    access.require_writing(actor, selectors.own_comment(actor, comment_id).kind)
    withdraw_comment(actor=actor, comment_id=comment_id)
    return Status(204, None)


@router.get("/notifications", response={200: Page[NoticeOut]})
def list_notices(
    request: HttpRequest,
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Your own, the newest first."""
    found = notices.notices(actor_of(request))
    rows, following = page_of(
        found, sort="-created", sorts={"created": "created_at"}, cursor=cursor, limit=limit
    )
    names = NoticeOut.model_fields
    return {"items": [{name: getattr(one, name) for name in names} for one in rows], "next": following}


@router.post("/notifications/read", response={204: None})
def read_notices(request: HttpRequest, body: Read) -> Status[None]:
    mark_read(actor=actor_of(request), notice_id=body.id)
    return Status(204, None)
