"""Measures and dashboards for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from accrue import clock
from accrue.accounts import access
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.errors import AccrueError, Invalid
from accrue.metrics.asking import asked
from accrue.metrics.laid import laid
from accrue.metrics.models import Dashboard
from accrue.metrics.periods import PERIODS, USUAL, days_of
from accrue.metrics.reach import require_measures
from accrue.metrics.selectors import dashboard_seen, dashboards_seen
from accrue.metrics.services import ask_measures
from accrue.metrics.services.dashboards import (
    MOST_TILES,
    delete_dashboard,
    edit_dashboard,
    make_dashboard,
    require_edit,
)
from accrue.metrics.showing import Shown
from accrue.metrics.tiles import Tile, checked
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import Measure

router = Router(tags=["measures"])


class MeasureOut(Schema):
    """What a measure means. `direction` says which way is good."""

    name: str
    label: str
    group: str
    question: str
    formula: str
    unit: str
    grain: str
    direction: str
    dimensions: list[str]
    tables: list[str]


class MeasuresOut(Schema):
    items: list[MeasureOut]


class AnswerOut(Schema):
    """While `state` is `waiting` the worker is at it: ask again. `answer` is null until there is one.

    In it `total` and `against` hold `value` (null where there is nothing to divide by), `top` and `below`, the sums it is
    made of, and `rows`; `steps` and `groups` hold such figures by name; `missing` names a table that holds nothing yet.
    """

    measure: MeasureOut
    question: dict[str, Any]
    state: Literal["waiting", "ready", "failed"]
    as_of: str | None
    error: str
    answer: dict[str, Any] | None


@router.get("/measures", response={200: MeasuresOut}, summary="Measures")
def list_measures(request: HttpRequest) -> dict[str, list[Measure]]:
    require_measures(actor_of(request))
    return {"items": list(MEASURES.values())}


@router.get("/measures/{slug:name}", response={200: AnswerOut}, summary="Ask a measure")
def ask_measure(
    request: HttpRequest,
    name: str,
    first: date,
    last: date,
    step: str = "",
    split: str = "",
    against: str = "",
    only: Annotated[list[str], Query()] = [],  # noqa: B006  (read, never changed)
) -> dict[str, object]:
    """`only` is a dimension and a value, such as `team=North`, and may be repeated."""
    actor = actor_of(request)
    require_measures(actor)
    question = asked(name, first=first, last=last, step=step, split=split, against=against, only=only)
    kept = ask_measures(actor=actor, questions=[question])[0]
    if isinstance(kept, AccrueError):
        raise kept
    return {
        "measure": question.defined,
        "question": kept.question,
        "state": "waiting" if kept.is_waiting else "failed" if kept.error else "ready",
        "as_of": kept.answered_at.isoformat() if kept.answered_at else None,
        "error": kept.error,
        "answer": kept.answer,
    }


class TileIn(Body):
    """A question and how it is drawn: `number`, `line` over the period or `bars` by `split`.

    `only` maps a dimension to the values that count; `period` is empty for the one asked for.
    """

    measure: Annotated[str, Field(max_length=40)]
    form: Literal["number", "line", "bars"] = "number"
    split: Annotated[str, Field(max_length=20)] = ""
    only: dict[str, list[str]] = {}
    period: Annotated[str, Field(max_length=20)] = ""
    against: Literal["", "previous", "year"] = "year"
    is_wide: bool = False

    def tile(self) -> Tile:
        only = tuple((name, tuple(sorted(set(values)))) for name, values in sorted(self.only.items()))
        return checked(
            Tile(self.measure, self.form, self.split, only, self.period, self.against, self.is_wide)
        )


class TileOut(Schema):
    key: str
    title: str
    measure: str
    form: str
    split: str
    only: dict[str, list[str]]
    period: str
    against: str
    is_wide: bool

    @staticmethod
    def resolve_only(tile: Tile) -> dict[str, list[str]]:
        return {name: list(values) for name, values in tile.only}


class DashboardOut(Schema):
    """`sharing` is mine, team or everyone; `version` is sent back by whoever changes it."""

    id: int
    name: str
    about: str
    owner_id: int
    sharing: str
    tiles: list[TileOut]
    version: int

    @staticmethod
    def resolve_tiles(dashboard: Dashboard) -> list[Tile]:
        return list(dashboard.drawn)


class DashboardIn(Body):
    name: Annotated[str, Field(max_length=80)]
    about: Annotated[str, Field(max_length=200)] = ""
    tiles: Annotated[list[TileIn], Field(max_length=MOST_TILES)] = []


class DashboardEdit(Body):
    """What is left out stays. `tiles` are all of them, in their order."""

    version: int
    name: Annotated[str, Field(max_length=80)] | None = None
    about: Annotated[str, Field(max_length=200)] | None = None
    sharing: Literal["mine", "team", "everyone"] | None = None
    tiles: Annotated[list[TileIn], Field(max_length=MOST_TILES)] | None = None


class TileValueOut(Schema):
    """A tile with its answer, as `GET /measures/{name}` gives it; `error` says why there is none."""

    tile: TileOut
    question: dict[str, Any]
    state: Literal["waiting", "ready", "failed"]
    as_of: datetime | None
    error: str
    answer: dict[str, Any] | None


class ValuesOut(Schema):
    first: date
    last: date
    items: list[TileValueOut]


@router.get("/dashboards", response={200: Page[DashboardOut]}, summary="Dashboards")
def list_dashboards(
    request: HttpRequest, sort: str = "name", cursor: str | None = None, limit: int = 50
) -> dict[str, object]:
    """One's own and those shared with one; the built-in ones are not among them."""
    require_measures(actor_of(request))
    rows, following = page_of(
        dashboards_seen(actor_of(request)).order_by(), sort=sort, sorts={"name": "name", "id": "id"},
        cursor=cursor, limit=limit,
    )  # fmt: skip
    return {"items": rows, "next": following}


@router.post("/dashboards", response={201: DashboardOut}, summary="Make a dashboard")
def create_dashboard(request: HttpRequest, body: DashboardIn) -> tuple[int, Dashboard]:
    actor = actor_of(request)
    access.require(actor, "create", "dashboard")
    tiles = [one.tile() for one in body.tiles]
    return 201, make_dashboard(actor=actor, name=body.name, about=body.about, tiles=tiles)


@router.get("/dashboards/{int:dashboard_id}", response={200: DashboardOut}, summary="A dashboard")
def get_dashboard(request: HttpRequest, dashboard_id: int) -> Dashboard:
    return dashboard_seen(actor_of(request), dashboard_id)


@router.patch("/dashboards/{int:dashboard_id}", response={200: DashboardOut}, summary="Change a dashboard")
def patch_dashboard(request: HttpRequest, dashboard_id: int, body: DashboardEdit) -> Dashboard:
    actor = actor_of(request)
    require_edit(actor, dashboard_id)
    tiles = None if body.tiles is None else [one.tile() for one in body.tiles]
    edit_dashboard(
        actor=actor,
        dashboard_id=dashboard_id,
        version=body.version,
        name=body.name,
        about=body.about,
        sharing=body.sharing,
        tiles=tiles,
    )
    return dashboard_seen(actor, dashboard_id)


@router.delete("/dashboards/{int:dashboard_id}", response={204: None}, summary="Delete a dashboard")
def remove_dashboard(request: HttpRequest, dashboard_id: int) -> tuple[int, None]:
    delete_dashboard(actor=actor_of(request), dashboard_id=dashboard_id)
    return 204, None


@router.get(
    "/dashboards/{int:dashboard_id}/values", response={200: ValuesOut}, summary="A dashboard's figures"
)
def get_values(request: HttpRequest, dashboard_id: int, period: str = USUAL) -> dict[str, Any]:
    """Every tile's figure, as the token's owner may see it. While a `state` is `waiting`, ask again."""
    actor = actor_of(request)
    found = dashboard_seen(actor, dashboard_id)
    if period not in PERIODS:
        raise Invalid("metrics.bad_period", f"The period is one of {', '.join(PERIODS)}.")
    days = days_of(period, clock.now().date())
    return {
        "first": days[0],
        "last": days[1],
        "items": [_value_out(one) for one in laid(actor, found.drawn, period, days).tiles],
    }


def _value_out(one: Shown) -> dict[str, Any]:
    return {
        "tile": one.tile,
        "question": one.question.to_plain(),
        "state": "failed" if one.fault else "waiting" if one.is_waiting else "ready",
        "as_of": one.at,
        "error": one.fault,
        "answer": one.kept.answer if one.kept else None,
    }
