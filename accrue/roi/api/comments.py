"""What is said of a statement, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import Body, actor_of
from accrue.errors import Forbidden
from accrue.roi.api.asked import id_of, number_of
from accrue.roi.models import StatementComment
from accrue.roi.selectors.comments import comments_of, own_comment
from accrue.roi.selectors.statements import statement_numbered
from accrue.roi.services.comments import LONGEST, comment, edit_comment, withdraw_comment

router = Router(tags=["Return"])

type Said = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*$")]


class CommentOut(Schema):
    """`line` is the key of a line, or `cost:` and a category; empty for the whole. A withdrawn comment has no text."""

    id: int
    line: str
    text: str
    author_id: int
    written_at: datetime
    edited_at: datetime | None
    withdrawn_at: datetime | None

    @staticmethod
    def resolve_text(said: StatementComment) -> str:
        return "" if said.withdrawn_at else said.text


class CommentIn(Body):
    """`line` is the key of a line of the statement, or `cost:` and a category; empty for the whole."""

    text: Said
    line: Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")] = ""


class CommentEdit(Body):
    text: Said


@router.get(
    "/roi/statements/{int:number}/comments",
    response={200: list[CommentOut]},
    summary="Comments on a statement",
)
def list_comments(request: HttpRequest, number: int) -> list[StatementComment]:
    actor = actor_of(request)
    return [one.comment for one in comments_of(actor, statement_numbered(actor, number_of(number)))]


@router.post("/roi/statements/{int:number}/comments", response={201: CommentOut}, summary="Comment on it")
def create_comment(request: HttpRequest, number: int, body: CommentIn) -> tuple[int, StatementComment]:
    """`@` and somebody's name or address tells them by mail."""
    actor = actor_of(request)
    opened = statement_numbered(actor, number_of(number))
    _require_writing(actor)
    return 201, comment(actor=actor, statement=opened.kept, text=body.text, line=body.line)


@router.patch("/roi/comments/{int:comment_id}", response={200: CommentOut}, summary="Change one's comment")
def change_comment(request: HttpRequest, comment_id: int, body: CommentEdit) -> StatementComment:
    """Within 15 minutes, and only one's own."""
    actor = actor_of(request)
    said = own_comment(actor, id_of(comment_id))
    _require_writing(actor)
    return edit_comment(actor=actor, said=said, text=body.text)


@router.delete("/roi/comments/{int:comment_id}", response={204: None}, summary="Withdraw one's comment")
def delete_comment(request: HttpRequest, comment_id: int) -> Status[None]:
    """That something was said stays; what was said does not."""
    actor = actor_of(request)
    said = own_comment(actor, id_of(comment_id))
    _require_writing(actor)
    withdraw_comment(actor=actor, said=said)
    return Status(204, None)


def _require_writing(actor: User) -> None:
    """Whoever sees a statement may comment on it, but a token that only reads writes nothing."""
    scopes = access.access_of(actor).token_scopes
    if scopes is not None and not {"statement:write", "*:write"} & scopes:
        raise Forbidden("forbidden", "This token may not write: it needs the scope statement:write.")
