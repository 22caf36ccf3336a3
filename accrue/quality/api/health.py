"""How clean records are, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status

from accrue.accounts.rest import actor_of
from accrue.quality.models import HealthScore, Mending
from accrue.quality.selectors import health as selectors
from accrue.quality.services import health, mending

router = Router(tags=["Data health"])
type Kind = Literal["person", "company", "product", "deal"]


class ScoreOut(Schema):
    """Shares of 0 to 1. `key` is the id of a team or the name of a source."""

    at: datetime
    scope: str
    key: str
    records: int
    score: float
    completeness: float
    validity: float
    uniqueness: float
    freshness: float


class ProblemOut(Schema):
    """`list` is the address of the list that shows exactly these records."""

    id: int
    what: str
    field: str
    message: str
    count: int
    list: str


class HealthOut(Schema):
    scores: list[ScoreOut]
    history: list[ScoreOut]
    problems: list[ProblemOut]


class MendingOut(Schema):
    id: int
    kind: str
    field: str
    state: str
    total: int
    done: int
    changed: int
    restored: int


def out(score: HealthScore) -> dict[str, Any]:
    return {name: getattr(score, name) for name in ScoreOut.model_fields}


def mending_out(found: Mending) -> dict[str, Any]:
    return {
        "id": found.pk,
        **{name: getattr(found, name) for name in MendingOut.model_fields if name != "id"},
    }


@router.get("/health/{kind}", response={200: HealthOut})
def get_health(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """The figures of the last look, teams and sources with the worst first, and what to mend."""
    actor = actor_of(request)
    problems = [
        {"id": one.problem.pk, "what": one.problem.what, "field": one.problem.field, "message": one.label,
         "count": one.problem.count, "list": one.url}
        for one in selectors.to_mend(actor, kind)
    ]  # fmt: skip
    scores, past = selectors.latest(actor, kind), selectors.history(actor, kind)
    return {
        "scores": [out(one) for one in scores],
        "history": [out(one) for one in past],
        "problems": problems,
    }


@router.post("/health/{kind}/look", response={202: None})
def ask_for_look(request: HttpRequest, kind: Kind) -> Status[None]:
    """Let all records of a kind be looked at now."""
    health.ask_for_look(actor=actor_of(request), kind=kind)
    return Status(202, None)


@router.post("/health/problems/{int:problem_id}/standardise", response={202: MendingOut})
def standardise(request: HttpRequest, problem_id: int) -> Status[dict[str, Any]]:
    """Bring the field of all these records into standard form, by a job."""
    return Status(202, mending_out(mending.standardise_all(actor=actor_of(request), problem_id=problem_id)))


@router.get("/health/mendings/{int:mending_id}", response={200: MendingOut})
def get_mending(request: HttpRequest, mending_id: int) -> dict[str, Any]:
    return mending_out(selectors.mending(actor_of(request), mending_id))


@router.post("/health/mendings/{int:mending_id}/undo", response={202: MendingOut})
def undo_mending(request: HttpRequest, mending_id: int) -> Status[dict[str, Any]]:
    return Status(202, mending_out(mending.undo_mending(actor=actor_of(request), mending_id=mending_id)))
