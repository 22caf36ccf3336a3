"""Changes of many records, for programs: begin one, ask how far it is, take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.bulk import selectors, services
from accrue.bulk.models import BulkAction
from accrue.filters.selection import Selection
from accrue.filters.tree import parse

router = Router(tags=["Changes of many records"])
LARGEST_ID = 2**63 - 1


class BulkOut(Schema):
    """`state`: gathering, running, done, undoing, undone. `refused` and, of an undoing, `left` can be read row by row."""

    id: int
    kind: str
    do: str
    said: str
    state: str
    total: int
    done: int
    changed: int
    same: int
    refused: int
    restored: int
    left: int
    created_at: datetime
    finished_at: datetime | None


class BulkRowOut(Schema):
    """`state`: waiting, changed, same, refused, restored, left."""

    record_id: int
    state: str
    reason: str


class NewBulk(Body):
    """Which records: up to 1,000 `ids`, or all rows of the kind's list, narrowed by `q`, `filter` and `archived` as there.

    `values` for `edit`: fields as the kind's PATCH takes them (`owner_id`, `source`, `custom`, …); for `tag` and `untag`:
    `{"tags": ["VIP"]}`; else nothing.
    """

    kind: Annotated[str, Field(max_length=40)]
    do: Literal["edit", "tag", "untag", "archive", "restore"]
    values: dict[str, Any] = {}
    ids: Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_ID)]], Field(max_length=1000)] | None = None
    q: Annotated[str, Field(max_length=200)] = ""
    filter: dict[str, Any] | None = None
    archived: bool = False


def out(found: BulkAction) -> dict[str, Any]:
    names = set(BulkOut.model_fields) - {"id", "do"}
    return {"id": found.pk, "do": found.what, **{name: getattr(found, name) for name in names}}


@router.get("", response=Page[BulkOut], summary="Your changes of many records, the latest first")
def list_bulk(
    request: HttpRequest, cursor: str | None = None, limit: Annotated[int, Field(ge=1, le=200)] = 50
) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "see", "bulk")
    found = selectors.bulk_actions(actor)
    rows, following = page_of(
        found, sort="-created", sorts={"created": "created_at"}, cursor=cursor, limit=limit
    )
    return {"items": [out(one) for one in rows], "next": following}


@router.post("", response={202: BulkOut}, summary="Do one thing with many records")
def start_bulk(request: HttpRequest, body: NewBulk) -> Status[dict[str, Any]]:
    """Up to 100 ids are done at once, all else by a job: ask for it until it is done. Records you may not change, or that
    a rule keeps as they are, are told with why; they stop nothing."""
    selection = (
        None if body.ids is not None else Selection(body.kind, body.q, parse(body.filter), body.archived)
    )
    made = services.start(
        actor=actor_of(request),
        kind=body.kind,
        what=body.do,
        values=body.values,
        ids=body.ids,
        selection=selection,
    )
    return Status(202, out(made))


@router.get("/{int:action_id}", response=BulkOut, summary="How far a change of many records is")
def get_bulk(request: HttpRequest, action_id: int) -> dict[str, Any]:
    return out(selectors.bulk_action(actor_of(request), action_id))


@router.get("/{int:action_id}/rows", response=Page[BulkRowOut], summary="What became of each record")
def list_bulk_rows(
    request: HttpRequest,
    action_id: int,
    state: Literal["", "waiting", "changed", "same", "refused", "restored", "left"] = "",
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    found = selectors.rows_in(selectors.bulk_action(actor_of(request), action_id), state)
    rows, following = page_of(found, sort="row", sorts={"row": "id"}, cursor=cursor, limit=limit)
    items = [{"record_id": one.record_id, "state": one.state, "reason": one.reason} for one in rows]
    return {"items": items, "next": following}


@router.post("/{int:action_id}/undo", response={202: BulkOut}, summary="Take a change of many records back")
def undo_bulk(request: HttpRequest, action_id: int) -> Status[dict[str, Any]]:
    """Each record as it was, where nobody changed it since."""
    return Status(202, out(services.undo(actor=actor_of(request), action_id=action_id)))
