from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import Page, actor_of, page_of
from accrue.quality import selectors, services
from accrue.quality.models import Pair

router = Router(tags=["Duplicates"])
SORTS = {"certainty": "certainty", "found": "found_at"}


class PairOut(Schema):
    """Two records of one kind that may be the same. `reasons` leave out details that your role hides."""

    id: int
    kind: str
    left_id: int
    right_id: int
    certainty: float
    reasons: list[str]
    state: str
    found_at: datetime
    decided_at: datetime | None


def out(actor: User, pair: Pair) -> dict[str, Any]:
    names = ("kind", "left_id", "right_id", "certainty", "state", "found_at", "decided_at")
    shown = {name: getattr(pair, name) for name in names}
    return {"id": pair.pk, **shown, "reasons": selectors.shown_reasons(actor, pair)}


@router.get("/duplicates", response={200: Page[PairOut]})
def list_pairs(
    request: HttpRequest,
    kind: Literal["person", "company"] = "person",
    sort: Annotated[str, Field(description="certainty or found; with - before it downwards.")] = "-certainty",
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """The pairs to be looked at, as far as you may see both records."""
    actor = actor_of(request)
    access.require(actor, "see", kind)
    rows, following = page_of(
        selectors.open_pairs(actor, kind), sort=sort, sorts=SORTS, cursor=cursor, limit=limit
    )
    return {"items": [out(actor, pair) for pair in rows], "next": following}


@router.get("/duplicates/{int:pair_id}", response={200: PairOut})
def get_pair(request: HttpRequest, pair_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    return out(actor, selectors.pair(actor, pair_id))


@router.post("/duplicates/{int:pair_id}/apart", response={200: PairOut})
def keep_apart(request: HttpRequest, pair_id: int) -> dict[str, Any]:
    """Say that these two are not the same; no scan asks again."""
    actor = actor_of(request)
    return out(actor, services.keep_apart(actor=actor, pair_id=pair_id))


@router.post("/duplicates/{int:pair_id}/reopen", response={200: PairOut})
def reopen(request: HttpRequest, pair_id: int) -> dict[str, Any]:
    """Take back that these two are not the same."""
    actor = actor_of(request)
    return out(actor, services.reopen_pair(actor=actor, pair_id=pair_id))
