from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.quality import services
from accrue.quality.models import Merge
from accrue.quality.selectors.merges import merges
from accrue.quality.selectors.previewing import preview

router = Router(tags=["Merges"])
SORTS = {"when": "merged_at"}
Kind = Literal["person", "company"]
Id = Annotated[int, Field(ge=1, le=2**62)]


class MergeIn(Body):
    """`choices` say by field whose value is kept; fields not named follow the proposal of the preview."""

    kind: Kind
    keep_id: Id
    away_id: Id
    keep_version: Annotated[int, Field(ge=1, le=2**31)]
    away_version: Annotated[int, Field(ge=1, le=2**31)]
    choices: dict[str, Literal["keep", "away"]] = {}


class MergeOut(Schema):
    """One record standing for another. `days_left` is 0 once it can be undone no more."""

    id: int
    kind: str
    keep_id: int
    away_id: int
    merged_at: datetime
    undone_at: datetime | None
    days_left: int
    moved: dict[str, int]


class FieldOut(Schema):
    """Both values of a field, and which is proposed."""

    field: str
    keep: str
    away: str
    proposed: str


class PreviewOut(Schema):
    """What a merge would do. `along` counts the rows that go along, by relation, of records you may see."""

    keep_version: int
    away_version: int
    fields: list[FieldOut]
    along: dict[str, int]
    warnings: list[str]


def out(one: Merge) -> dict[str, Any]:
    names = ("kind", "keep_id", "away_id", "merged_at", "undone_at")
    moved = {row.relation: len(row.row_ids) for row in one.moved.all()}
    days = 0 if one.is_undone else one.days_left
    return {"id": one.pk, "days_left": days, "moved": moved} | {name: getattr(one, name) for name in names}


@router.get("/merges", response={200: Page[MergeOut]})
def list_merges(
    request: HttpRequest,
    kind: Kind = "person",
    sort: Annotated[str, Field(description="when; with - before it downwards.")] = "-when",
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """The merges into records you may see, undone ones too."""
    actor = actor_of(request)
    access.require(actor, "see", kind)
    found = merges(actor, kind).prefetch_related("moved")
    rows, following = page_of(found, sort=sort, sorts=SORTS, cursor=cursor, limit=limit)
    return {"items": [out(one) for one in rows], "next": following}


@router.get("/people/{int:keep_id}/merge/{int:away_id}", response={200: PreviewOut})
def preview_merge_of_people(request: HttpRequest, keep_id: int, away_id: int) -> dict[str, Any]:
    """Both values of each field, what goes along, and what stands against it. Changes nothing."""
    return _previewed(request, "person", keep_id, away_id)


@router.get("/companies/{int:keep_id}/merge/{int:away_id}", response={200: PreviewOut})
def preview_merge_of_companies(request: HttpRequest, keep_id: int, away_id: int) -> dict[str, Any]:
    """Both values of each field, what goes along, and what stands against it. Changes nothing."""
    return _previewed(request, "company", keep_id, away_id)


def _previewed(request: HttpRequest, kind: str, keep_id: int, away_id: int) -> dict[str, Any]:
    found = preview(actor_of(request), kind, keep_id, away_id)
    return {
        "keep_version": found.keep.version,
        "away_version": found.away.version,
        "fields": [
            {"field": row.name, "keep": row.keep, "away": row.away, "proposed": row.proposed}
            for row in found.rows
        ],
        "along": {one.key: one.number for one in found.along},
        "warnings": found.warnings,
    }


@router.post("/merges", response={201: MergeOut})
def merge(request: HttpRequest, body: MergeIn) -> Status[dict[str, Any]]:
    """Merge two records. 409 where somebody changed one of them since the versions you send."""
    made = services.merge(
        actor=actor_of(request),
        kind=body.kind,
        keep_id=body.keep_id,
        away_id=body.away_id,
        choices=dict(body.choices),
        versions=(body.keep_version, body.away_version),
    )
    return Status(201, out(made))


@router.post("/merges/{int:merge_id}/undo", response={200: MergeOut})
def undo_merge(request: HttpRequest, merge_id: int) -> dict[str, Any]:
    """Bring both records back, for 30 days. 409 with the reason where that is not possible (any more)."""
    return out(services.undo_merge(actor=actor_of(request), merge_id=merge_id))
