"""Alerts of goals and budgets, and the designs that were chosen, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.roi.models import Alert, DesignPin
from accrue.roi.services.designs import pin_design, unpin_design

router = Router(tags=["Return"])

type Line = Literal["margin", "series"]


class AlertOut(Schema):
    """A goal that left its track (`goal_id`), or a budget that is overrun (`category`, `year`); open until it is back."""

    id: int
    said: str
    goal_id: int | None
    category: str
    year: int | None
    opened_at: datetime
    closed_at: datetime | None


class PinOut(Schema):
    """The design that somebody chose for a line, and why; it holds from the next statement on."""

    line: Line
    design: Literal["rollout", "donors", "control", "timeline"]
    reason: str


class PinIn(Body):
    """`margin` can have rollout, donors or timeline; `series` control or timeline."""

    design: Literal["rollout", "donors", "control", "timeline"]
    reason: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]


@router.get("/roi/alerts", response={200: Page[AlertOut]}, summary="Alerts of goals and budgets")
def list_alerts(
    request: HttpRequest,
    open_only: bool = False,
    sort: str = "-id",
    cursor: str | None = None,
    limit: int = 50,
) -> dict[str, object]:
    access.require(actor_of(request), "see", "programme")
    alerts = Alert.objects.filter(closed_at=None) if open_only else Alert.objects.all()
    rows, following = page_of(alerts, sort=sort, sorts={"id": "id"}, cursor=cursor, limit=limit)
    return {"items": rows, "next": following}


@router.get("/roi/designs", response={200: list[PinOut]}, summary="Designs that were chosen")
def list_pins(request: HttpRequest) -> list[DesignPin]:
    """Lines that are not here take the best design their data allow."""
    access.require(actor_of(request), "see", "programme")
    return list(DesignPin.objects.order_by("line"))


@router.put("/roi/designs/{line}", response={200: PinOut}, summary="Choose the design of a line")
def put_pin(request: HttpRequest, line: Line, body: PinIn) -> DesignPin:
    actor = actor_of(request)
    access.require(actor, "edit", "programme")
    return pin_design(actor=actor, line=line, design=body.design, reason=body.reason)


@router.delete("/roi/designs/{line}", response={204: None}, summary="Take the best design again")
def delete_pin(request: HttpRequest, line: Line) -> Status[None]:
    actor = actor_of(request)
    access.require(actor, "edit", "programme")
    unpin_design(actor=actor, line=line)
    return Status(204, None)
