"""Deals and pipelines for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import StringConstraints

from accrue.accounts.access import Access, access_of, require
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.filters.custom.rest import Custom, CustomOut, with_custom
from accrue.filters.custom.sorting import custom_sorts
from accrue.filters.rest import Filter, filtered
from accrue.money.selectors import base_currency
from accrue.sales import selectors, services
from accrue.sales.models import Deal
from accrue.sales.selectors import DealFilters
from accrue.sales.services import DealFields

router = Router(tags=["Deals"])
SORTS = {"created_at": "created_at", "amount": "amount_minor", "name": "name"}

type Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
type Minor = Annotated[int, Field(ge=0, lt=10**15)]
type Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
type Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


def line(longest: int) -> Any:
    return StringConstraints(max_length=longest, pattern=r"^[^\x00]*$")


type Name = Annotated[str, line(160)]
type Short = Annotated[str, line(60)]
type Note = Annotated[str, line(300)]


class StageOut(Schema):
    """`kind` is what the stage means: open, won or lost. `probability` in percent."""

    id: int
    name: str
    kind: Literal["open", "won", "lost"]
    probability: int
    rot_days: int | None


class PipelineOut(Schema):
    id: int
    name: str
    stages: list[StageOut]


class ReasonOut(Schema):
    id: int
    name: str


class DealOut(Schema):
    """Amounts in minor units of `currency`. A field that the token's user may not see is null."""

    id: int
    name: str
    amount_minor: int | None
    currency: str | None
    expected_close: date | None
    pipeline_id: int
    stage_id: int
    outcome: Literal["open", "won", "lost"]
    person_id: int | None
    company_id: int | None
    owner_id: int | None
    team_id: int | None
    source: str | None
    lost_reason: str | None
    lost_note: str
    stage_since: datetime
    closed_at: datetime | None
    created_at: datetime
    archived_at: datetime | None
    version: int
    custom: CustomOut = {}


class DealIn(Body):
    """A new deal. Without `currency` the base currency stands, without `owner_id` it is one's own."""

    name: Name
    stage_id: Id
    amount_minor: Minor = 0
    currency: Code | None = None
    expected_close: date | None = None
    person_id: Id | None = None
    company_id: Id | None = None
    owner_id: Id | None = None
    source: Short = ""
    custom: Custom = {}


class DealChange(Body):
    """Only what is sent changes. With `version` the change is refused (409) where somebody was quicker."""

    version: Version | None = None
    name: Name | None = None
    amount_minor: Minor | None = None
    currency: Code | None = None
    expected_close: date | None = None
    person_id: Id | None = None
    company_id: Id | None = None
    owner_id: Id | None = None
    source: Short | None = None
    custom: Custom = {}


class MoveIn(Body):
    """Into `stage_id`, beneath the card `after` or on top. A lost stage needs `lost_reason_id`."""

    stage_id: Id
    after: Id | None = None
    version: Version | None = None
    lost_reason_id: Id | None = None
    lost_note: Note = ""


class VersionIn(Body):
    version: Version | None = None


class LoseIn(Body):
    lost_reason_id: Id
    lost_note: Note = ""
    version: Version | None = None


class ReopenIn(Body):
    stage_id: Id | None = None
    version: Version | None = None


def shown(held: Access, deal: Deal) -> dict[str, Any]:
    """The deal without what this reader may not see."""

    def seen(name: str, value: Any) -> Any:
        return None if held.hides("deal", name) else value

    return {
        "id": deal.pk,
        "name": deal.name,
        "amount_minor": seen("amount", deal.amount_minor),
        "currency": seen("amount", deal.currency),
        "expected_close": seen("expected_close", deal.expected_close),
        "pipeline_id": deal.pipeline_id,
        "stage_id": deal.stage_id,
        "outcome": deal.stage.kind,
        "person_id": seen("person", deal.person_id),
        "company_id": seen("company", deal.company_id),
        "owner_id": seen("owner", deal.owner_id),
        "team_id": deal.team_id,
        "source": seen("source", deal.source),
        "lost_reason": deal.lost_reason.name if deal.lost_reason else None,
        "lost_note": deal.lost_note,
        "stage_since": deal.stage_since,
        "closed_at": deal.closed_at,
        "created_at": deal.created_at,
        "archived_at": deal.archived_at,
        "version": deal.version,
    }


def _answer(request: HttpRequest, deal_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    deal = selectors.deal(actor, deal_id)
    return with_custom(actor, "deal", [(deal, shown(access_of(actor), deal))])[0]


@router.get("/pipelines", response={200: list[PipelineOut]}, summary="Pipelines with their stages")
def list_pipelines(request: HttpRequest) -> list[dict[str, Any]]:
    laid = selectors.pipelines(actor_of(request))
    return [{"id": one.pipeline.pk, "name": one.pipeline.name, "stages": one.stages} for one in laid]


@router.get("/loss-reasons", response={200: list[ReasonOut]}, summary="Why deals are lost")
def list_reasons(request: HttpRequest) -> list[Any]:
    require(actor_of(request), "see", "pipeline")
    return list(selectors.loss_reasons())


@router.get("/deals", response={200: Page[DealOut]}, summary="Deals")
def list_deals(
    request: HttpRequest,
    q: str = "",
    pipeline_id: int | None = None,
    stage_id: int | None = None,
    owner_id: int | None = None,
    archived: bool = False,
    filter: Filter = "",
    sort: str = "-created_at",
    cursor: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    actor = actor_of(request)
    require(actor, "see", "deal")
    found = selectors.deals(actor, DealFilters(q=q, owner_id=owner_id, archived=archived))
    found = filtered(actor, "deal", found, filter)
    for name, value in (("pipeline_id", pipeline_id), ("stage_id", stage_id)):
        found = found if value is None else found.filter(**{name: value})
    known = {k: v for k, v in SORTS.items() if k != "amount" or not access_of(actor).hides("deal", "amount")}
    sorts = known | custom_sorts(actor, "deal")
    rows, following = page_of(
        found.select_related("stage", "lost_reason"), sort=sort, sorts=sorts, cursor=cursor, limit=limit
    )
    held = access_of(actor)
    items = with_custom(actor, "deal", [(deal, shown(held, deal)) for deal in rows])
    return {"items": items, "next": following}


@router.post("/deals", response={201: DealOut}, summary="Open a deal")
def open_deal(request: HttpRequest, body: DealIn) -> tuple[int, dict[str, Any]]:
    given = body.dict(exclude_unset=True, exclude={"stage_id"})
    given = {name: value for name, value in given.items() if value is not None}
    if "amount_minor" in given or "currency" in given:
        given.setdefault("currency", base_currency())
    made = services.open_deal(actor=actor_of(request), stage_id=body.stage_id, fields=cast(DealFields, given))
    return 201, _answer(request, made.pk)


@router.get("/deals/{int:deal_id}", response=DealOut, summary="One deal")
def get_deal(request: HttpRequest, deal_id: int) -> dict[str, Any]:
    return _answer(request, deal_id)


@router.patch("/deals/{int:deal_id}", response=DealOut, summary="Change a deal")
def edit_deal(request: HttpRequest, deal_id: int, body: DealChange) -> dict[str, Any]:
    given = body.dict(exclude_unset=True, exclude={"version"})
    emptied = {"expected_close", "person_id", "company_id"}
    given = {name: value for name, value in given.items() if value is not None or name in emptied}
    services.edit_deal(
        actor=actor_of(request), deal_id=deal_id, fields=cast(DealFields, given), version=body.version
    )
    return _answer(request, deal_id)


@router.post("/deals/{int:deal_id}/move", response=DealOut, summary="Move a deal to a stage")
def move_deal(request: HttpRequest, deal_id: int, body: MoveIn) -> dict[str, Any]:
    services.move_deal(actor=actor_of(request), deal_id=deal_id, **body.dict())
    return _answer(request, deal_id)


@router.post("/deals/{int:deal_id}/win", response=DealOut, summary="Win a deal")
def win_deal(request: HttpRequest, deal_id: int, body: VersionIn) -> dict[str, Any]:
    services.win_deal(actor=actor_of(request), deal_id=deal_id, version=body.version)
    return _answer(request, deal_id)


@router.post("/deals/{int:deal_id}/lose", response=DealOut, summary="Lose a deal")
def lose_deal(request: HttpRequest, deal_id: int, body: LoseIn) -> dict[str, Any]:
    services.lose_deal(actor=actor_of(request), deal_id=deal_id, **body.dict())
    return _answer(request, deal_id)


@router.post("/deals/{int:deal_id}/reopen", response=DealOut, summary="Reopen a closed deal")
def reopen_deal(request: HttpRequest, deal_id: int, body: ReopenIn) -> dict[str, Any]:
    services.reopen_deal(actor=actor_of(request), deal_id=deal_id, **body.dict())
    return _answer(request, deal_id)


@router.post("/deals/{int:deal_id}/archive", response=DealOut, summary="Archive a deal")
def archive_deal(request: HttpRequest, deal_id: int, body: VersionIn) -> dict[str, Any]:
    services.archive_deal(actor=actor_of(request), deal_id=deal_id, version=body.version)
    return _answer(request, deal_id)


@router.post("/deals/{int:deal_id}/restore", response=DealOut, summary="Restore a deal")
def restore_deal(request: HttpRequest, deal_id: int, body: VersionIn) -> dict[str, Any]:
    services.restore_deal(actor=actor_of(request), deal_id=deal_id, version=body.version)
    return _answer(request, deal_id)
