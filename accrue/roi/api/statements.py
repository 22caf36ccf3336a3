"""The return for programs: statements, the cost ledger, goals, the programme."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.errors import Conflict, Missing
from accrue.events.models import Progress
from accrue.money import Money
from accrue.roi.api.asked import id_of, number_of
from accrue.roi.models import Baseline, Cost, Goal, Statement
from accrue.roi.selectors.ledger import cost_numbered, costs
from accrue.roi.selectors.programme import require_programme
from accrue.roi.selectors.statements import Opened, statement_numbered, statements
from accrue.roi.services import approve_cost, enter_cost, set_goal
from accrue.roi.services.baselines import Asked, request_baseline
from accrue.roi.services.costs import CostEntry
from accrue.roi.services.files import form_called, kept_file, note_export, request_file
from accrue.roi.services.statements import request_statement
from accrue.roi.views.files import download
from accrue.roi.views.goals import goal_rows, team_of

router = Router(tags=["Return"])

type Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
type Minor = Annotated[int, Field(ge=-(10**15), le=10**15)]
type Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2200, 12, 31))]


class StatementOut(Schema):
    """A statement's headline. Money is in minor units of `currency`; `roi_percent*` are × 100, null when refused."""

    number: int
    currency: str
    starts_on: date
    ends_on: date
    roi_percent: float | None
    roi_percent_low: float | None
    roi_percent_high: float | None
    net_return_minor: int | None
    benefit_minor: int | None
    cost_minor: int | None
    is_simulated: bool
    state: Literal["drawn", "approved", "published"]
    fingerprint: str
    drawn_at: datetime

    @staticmethod
    def resolve_state(statement: Statement) -> str:
        return Opened(statement).state


class StatementWhole(StatementOut):
    """With `body`, the whole statement as `accrue measure roi` knows it (money in major units)."""

    body: dict[str, Any]

    @staticmethod
    def resolve_body(statement: Statement) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(statement.body)
        return found


class DrawIn(Body):
    """Without days: from go-live to the last record."""

    start: Day | None = None
    end: Day | None = None


class WorkOut(Schema):
    """Work of the worker. `url` tells how far it is; `result` is the statement's number once it is done."""

    id: int
    state: Literal["waiting", "running", "done", "failed"]
    step: str
    percent: int
    error: str
    url: str
    result: int | None

    @staticmethod
    def resolve_url(progress: Progress) -> str:
        return f"/api/v1/roi/work/{progress.pk}"

    @staticmethod
    def resolve_result(progress: Progress) -> int | None:
        parts = progress.result_url.partition("?")[0].strip("/").split("/")
        return int(parts[2]) if parts[:2] == ["roi", "statements"] and len(parts) == 3 else None


class CostOut(Schema):
    """A cost. Fields that you may not see are null."""

    id: int
    category: str | None
    amount_minor: int | None
    currency: str | None
    incurred_on: date | None
    recurs: str
    until: date | None
    spread_months: int
    per: str
    note: str | None
    is_approved: bool
    is_counted: bool
    replaces_id: int | None
    version: int


class CostIn(Body):
    """`amount_minor` is in minor units, negative for a credit; see the categories in the documentation."""

    category: Literal[
        "subscription", "implementation", "integration", "migration", "training", "maintenance", "administration",
        "user_time", "media", "exit",
    ]  # fmt: skip
    amount_minor: Minor
    currency: Currency
    incurred_on: Day
    recurs: Literal["once", "monthly", "yearly"] = "once"
    until: Day | None = None
    spread_months: Annotated[int, Field(ge=1, le=120)] = 1
    per: Literal["whole", "order", "won_deal"] = "whole"
    note: Annotated[str, Field(max_length=2000)] = ""


class GoalOut(Schema):
    """`target` is in the measure's unit, money in major units of the programme's currency; to be reached `at_most` or at
    least. Of the whole company, a team, or one value of a dimension.
    """

    id: int
    measure: str
    label: str
    unit: str
    team_id: int | None
    dimension: str
    dimension_value: str
    target: Decimal
    at_most: bool
    starts_on: date
    due_on: date
    owner_id: int
    note: str

    @staticmethod
    def resolve_unit(goal: Goal) -> str:
        return goal.defined.unit


class ScopeIn(Body):
    """`measure` is a name of the catalogue (`GET /measures`)."""

    measure: Annotated[str, Field(max_length=40)]
    team_id: int | None = None
    dimension: Annotated[str, Field(max_length=20)] = ""
    dimension_value: Annotated[str, Field(max_length=200)] = ""

    def scope(self) -> dict[str, Any]:
        team = team_of(self.team_id)
        return {
            "measure": self.measure,
            "team": team,
            "dimension": self.dimension,
            "dimension_value": self.dimension_value,
        }


class GoalIn(ScopeIn):
    """Without `at_most` it is at most where down is good. `without_source`: even where there is nothing to follow it by."""

    target: Annotated[Decimal, Field(max_digits=14, decimal_places=2)]
    at_most: bool | None = None
    starts_on: Day
    due_on: Day
    note: Annotated[str, Field(max_length=1000)] = ""
    without_source: bool = False


class GoalProgressOut(Schema):
    """How a goal stands, in the measure's unit. While `state` is `waiting` the worker is at it: ask again.

    `expected` with its 90 % interval is the figure on the goal's day by the trend of its whole weeks, where it has one.
    """

    state: str
    value: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    weeks: int = 0
    why: str = ""


class BaselineIn(ScopeIn):
    """A window of whole months before go-live."""

    starts_on: Day
    ends_on: Day


class BaselineOut(Schema):
    """Of what is added up the mean month, else the window's figure; in the measure's unit, with its 90 % interval."""

    id: int
    measure: str
    label: str
    unit: str
    team_id: int | None
    dimension: str
    dimension_value: str
    starts_on: date
    ends_on: date
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    currency: str
    months: int
    records: int
    coverage: Decimal | None
    fingerprint: str
    facts_fingerprint: str
    supersedes_id: int | None
    frozen_at: datetime

    @staticmethod
    def resolve_unit(baseline: Baseline) -> str:
        return baseline.defined.unit


class ProgrammeOut(Schema):
    """Rates are fractions."""

    currency: str
    go_live: date | None
    horizon_months: int
    discount_rate: Decimal
    margin_rate: Decimal | None
    loaded_hourly_rate_minor: int | None
    is_simulated: bool
    planted_effect: str
    version: int


@router.get("/roi/statements", response={200: Page[StatementOut]}, summary="Statements")
def list_statements(
    request: HttpRequest, sort: str = "-number", cursor: str | None = None, limit: int = 50
) -> dict[str, object]:
    actor = actor_of(request)
    access.require(actor, "see", "statement")
    sorts = {"number": "number", "drawn_at": "drawn_at"}
    rows, following = page_of(statements(actor), sort=sort, sorts=sorts, cursor=cursor, limit=limit)
    return {"items": rows, "next": following}


@router.post("/roi/statements", response={202: WorkOut}, summary="Draw a statement")
def draw(request: HttpRequest, body: DrawIn, response: HttpResponse) -> tuple[int, Progress]:
    progress = request_statement(actor=actor_of(request), start=body.start, end=body.end)
    response["Location"] = f"/api/v1/roi/work/{progress.pk}"
    return 202, progress


@router.get("/roi/work/{int:work_id}", response={200: WorkOut}, summary="How far a work is")
def work(request: HttpRequest, work_id: int) -> Progress:
    actor = actor_of(request)
    access.require(actor, "see", "statement")
    found = Progress.objects.filter(pk=id_of(work_id), started_by=actor).first()
    if found is None:
        raise Missing
    return found


@router.get("/roi/statements/{int:number}", response={200: StatementWhole}, summary="One statement")
def get_statement(request: HttpRequest, number: int) -> Statement:
    return statement_numbered(actor_of(request), number_of(number)).kept


@router.post(
    "/roi/statements/{int:number}/files/{form}",
    response={202: WorkOut},
    summary="Write a statement as a file",
)
def write_statement_file(
    request: HttpRequest, number: int, form: Literal["xlsx", "pptx"], response: HttpResponse
) -> tuple[int, Progress]:
    """A workbook with live formulas (`xlsx`) or slides (`pptx`); once the work is done, GET has the file."""
    actor = actor_of(request)
    opened = statement_numbered(actor, number_of(number))
    progress = request_file(actor=actor, statement=opened.kept, form=form_called(form))
    response["Location"] = f"/api/v1/roi/work/{progress.pk}"
    return 202, progress


@router.get("/roi/statements/{int:number}/files/{form}", summary="A statement as a file")
def get_statement_file(request: HttpRequest, number: int, form: Literal["xlsx", "pptx"]) -> HttpResponse:
    """The file itself, or 409 while nobody had it written since the statement was drawn or approved."""
    actor = actor_of(request)
    opened = statement_numbered(actor, number_of(number))
    access.require(actor, "export", opened.kept)
    kept = kept_file(opened.kept, form_called(form))
    if kept is None:
        raise Conflict("roi.file_not_written", "This file is not written yet. Ask for it with POST first.")
    note_export(actor=actor, statement=opened.kept, form=form)
    return download(bytes(kept.content), number, form)


@router.get("/roi/costs", response={200: Page[CostOut]}, summary="The cost ledger")
def list_costs(
    request: HttpRequest, sort: str = "-id", cursor: str | None = None, limit: int = 50
) -> dict[str, object]:
    actor = actor_of(request)
    access.require(actor, "see", "cost")
    rows, following = page_of(costs(actor), sort=sort, sorts={"id": "id"}, cursor=cursor, limit=limit)
    return {"items": [cost_out(request, row) for row in rows], "next": following}


@router.post("/roi/costs", response={201: CostOut}, summary="Enter a cost")
def create_cost(request: HttpRequest, body: CostIn) -> tuple[int, dict[str, Any]]:
    data = body.dict()
    amount = Money(data.pop("amount_minor"), data.pop("currency"))
    cost = enter_cost(actor=actor_of(request), entry=CostEntry(amount=amount, **data))
    return 201, cost_out(request, cost)


@router.get("/roi/costs/{int:cost_id}", response={200: CostOut}, summary="One cost")
def get_cost(request: HttpRequest, cost_id: int) -> dict[str, Any]:
    return cost_out(request, cost_numbered(actor_of(request), id_of(cost_id)))


@router.post("/roi/costs/{int:cost_id}/approve", response={200: CostOut}, summary="Approve a cost")
def approve(request: HttpRequest, cost_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    return cost_out(request, approve_cost(actor=actor, cost=cost_numbered(actor, id_of(cost_id))))


@router.get("/roi/goals", response={200: Page[GoalOut]}, summary="Goals")
def list_goals(
    request: HttpRequest, sort: str = "due_on", cursor: str | None = None, limit: int = 50
) -> dict[str, object]:
    access.require(actor_of(request), "see", "programme")
    rows, following = page_of(
        Goal.objects.filter(dropped_at=None),
        sort=sort,
        sorts={"due_on": "due_on"},
        cursor=cursor,
        limit=limit,
    )
    return {"items": rows, "next": following}


@router.post("/roi/goals", response={201: GoalOut}, summary="Set a goal")
def create_goal(request: HttpRequest, body: GoalIn) -> tuple[int, Goal]:
    access.require(actor_of(request), "edit", "programme")
    rest = {name: getattr(body, name) for name in ("target", "at_most", "starts_on", "due_on", "note")}
    return 201, set_goal(actor=actor_of(request), **body.scope(), **rest, without_source=body.without_source)


@router.get("/roi/goals/{int:goal_id}/progress", response={200: GoalProgressOut}, summary="How a goal stands")
def get_progress(request: HttpRequest, goal_id: int) -> dict[str, Any]:
    access.require(actor_of(request), "see", "programme")
    row = next((row for row in goal_rows(require_programme()) if row.goal.pk == goal_id), None)
    if row is None:
        raise Missing
    found = row.progress
    if found is None:
        return {"state": "waiting" if row.is_waiting else "unknown", "why": row.fault}
    names = ("state", "value", "expected", "low", "high", "weeks")
    return {name: getattr(found, name) for name in names}


@router.get("/roi/baselines", response={200: Page[BaselineOut]}, summary="Baselines")
def list_baselines(
    request: HttpRequest, sort: str = "-id", cursor: str | None = None, limit: int = 50
) -> dict[str, object]:
    access.require(actor_of(request), "see", "programme")
    rows, following = page_of(
        Baseline.objects.all(), sort=sort, sorts={"id": "id"}, cursor=cursor, limit=limit
    )
    return {"items": rows, "next": following}


@router.post("/roi/baselines", response={202: WorkOut}, summary="Freeze a baseline")
def create_baseline(request: HttpRequest, body: BaselineIn, response: HttpResponse) -> tuple[int, Progress]:
    """The worker measures it; follow `Location`."""
    actor = actor_of(request)
    access.require(actor, "edit", "programme")
    asked = Asked(**body.scope(), starts_on=body.starts_on, ends_on=body.ends_on)
    progress = request_baseline(actor=actor, asked=asked)
    response["Location"] = f"/api/v1/roi/work/{progress.pk}"
    return 202, progress


@router.get("/roi/programme", response={200: ProgrammeOut}, summary="The programme")
def get_programme(request: HttpRequest) -> Any:
    access.require(actor_of(request), "see", "programme")
    return require_programme()


def cost_out(request: HttpRequest, cost: Cost) -> dict[str, Any]:
    """A cost without the fields its reader may not see."""
    granted = access.access_of(actor_of(request))
    fields: dict[str, Any] = {
        name: getattr(cost, name) for name in ("category", "amount_minor", "currency", "incurred_on", "note")
    }
    hidden = {
        "amount_minor": "amount",
        "currency": "amount",
        "category": "category",
        "incurred_on": "incurred_on",
        "note": "note",
    }
    shown = {k: None if granted.hides("cost", hidden[k]) else v for k, v in fields.items()}
    rest = ("recurs", "until", "spread_months", "per", "is_approved", "replaces_id", "version")
    return (
        shown
        | {name: getattr(cost, name) for name in rest}
        | {
            "id": cost.pk,
            "is_counted": cost.withdrawn_at is None and not hasattr(cost, "replaced_by"),
        }
    )
