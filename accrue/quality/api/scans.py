"""Looking for duplicates, and from when on two records are shown or merged, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, actor_of
from accrue.events.models import Progress
from accrue.quality import selectors, services
from accrue.quality.models import DuplicateRules
from accrue.quality.selectors.scans import last_scan

router = Router(tags=["Duplicates"])
Cost = Annotated[float, Field(gt=0, le=10_000)]


class ScanOut(Schema):
    """A look through all people and companies. `state` is waiting, running, done or failed."""

    id: int
    state: str
    step: str
    percent: int
    error: str
    started_at: datetime
    changed_at: datetime


class RulesOut(Schema):
    """Pairs are shown from `shown_from` on, which the two costs give, and merged by themselves from `automatic_from` on."""

    wrong_merge_cost: float
    missed_cost: float
    shown_from: float
    automatic_from: float | None
    version: int


class RulesIn(Body):
    """What a wrong merge costs against a missed duplicate; `automatic_from` null: never merge by itself."""

    wrong_merge_cost: Cost
    missed_cost: Cost
    automatic_from: Annotated[float, Field(ge=0.9, le=1)] | None
    version: Annotated[int, Field(ge=1, le=2**31)]


def out(work: Progress) -> dict[str, Any]:
    names = ("state", "step", "percent", "error", "changed_at")
    return {"id": work.pk, "started_at": work.created_at, **{name: getattr(work, name) for name in names}}


def rules_out(rules: DuplicateRules) -> dict[str, Any]:
    names = ("wrong_merge_cost", "missed_cost", "automatic_from", "version")
    return {"shown_from": rules.threshold, **{name: getattr(rules, name) for name in names}}


@router.post("/duplicates/scans", response={202: ScanOut})
def start_scan(request: HttpRequest) -> Status[dict[str, Any]]:
    """Look through everything now. Where that is under way, it answers with that one."""
    return Status(202, out(services.request_scan(actor=actor_of(request))))


@router.get("/duplicates/scans/latest", response={200: ScanOut | None})
def latest_scan(request: HttpRequest) -> dict[str, Any] | None:
    """How far the latest look is; null where there was none."""
    access.require(actor_of(request), "edit", "person")
    work = last_scan()
    return out(work) if work else None


@router.get("/duplicates/rules", response={200: RulesOut})
def get_rules(request: HttpRequest) -> dict[str, Any]:
    access.require(actor_of(request), "edit", "system")
    return rules_out(selectors.duplicate_rules())


@router.put("/duplicates/rules", response={200: RulesOut})
def change_rules(request: HttpRequest, body: RulesIn) -> dict[str, Any]:
    """Say how careful merging is. 409 where somebody changed it since the version you send."""
    return rules_out(services.change_thresholds(actor=actor_of(request), **body.dict()))
