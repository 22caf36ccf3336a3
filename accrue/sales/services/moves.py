"""A deal's way through the stages: move, win, lose, reopen."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import DealLost, DealMoved, DealReopened, DealWon
from accrue.events.facts import Fact
from accrue.events.services import record
from accrue.sales.guards import may_reopen
from accrue.sales.models import Deal, LossReason, Stage, StageChange, StageKind
from accrue.sales.services.checks import locked_deal
from accrue.sales.services.deals import DealFields, about, edit_deal, save_version
from accrue.sales.services.ranks import locked_stage, rank_in
from accrue.standards import inspecting


@transaction.atomic
def move_deal(
    *,
    actor: User,
    deal_id: int,
    stage_id: int,
    after: int | None = None,
    version: int | None = None,
    lost_reason_id: int | None = None,
    lost_note: str = "",
    fields: DealFields | None = None,
) -> Deal:
    """Put a deal into a stage, beneath the card `after` or on top; `fields` are filled in on the way.

    Into a won stage wins it, into a lost one loses it (`lost_reason_id` says why), out of either reopens it. Raises
    Conflict where somebody changed the deal since `version`, or where what it led to forbids reopening; Invalid with the
    details that rules ask for in that stage.
    """
    stage = locked_stage(stage_id)
    deal = locked_deal(actor, deal_id, version=version)
    inspection = inspecting.begin("deal", [deal.pk])
    if fields:
        deal = edit_deal(actor=actor, deal_id=deal_id, fields=fields, version=deal.version)
    if stage.pipeline_id != deal.pipeline_id:
        raise Invalid(
            "sales.other_pipeline",
            f"“{stage.name}” is a stage of {stage.pipeline.name}, not of {deal.pipeline.name}.",
        )
    deal.position = rank_in(stage, deal_id=deal.pk, after=after)
    if stage.pk == deal.stage_id:
        deal.save(update_fields=["position"])
        return deal
    _enter(deal, stage, actor, _reason(lost_reason_id) if stage.kind == StageKind.LOST else None, lost_note)
    inspecting.require(inspection, {deal.pk: ["stage"]})
    return deal


@transaction.atomic
def win_deal(
    *, actor: User, deal_id: int, version: int | None = None, fields: DealFields | None = None
) -> Deal:
    """The customer said yes. Raises Conflict where the deal is won already."""
    deal = _seen(actor, deal_id)
    if deal.stage.kind == StageKind.WON:
        raise Conflict("sales.deal_already_won", f"“{deal.name}” is won already.")
    stage = _stage_of_kind(deal, StageKind.WON)
    return move_deal(actor=actor, deal_id=deal_id, stage_id=stage.pk, version=version, fields=fields)


@transaction.atomic
def lose_deal(
    *,
    actor: User,
    deal_id: int,
    lost_reason_id: int | None,
    lost_note: str = "",
    version: int | None = None,
    fields: DealFields | None = None,
) -> Deal:
    """The customer said no. Raises Conflict where the deal is lost already, Invalid without a reason."""
    deal = _seen(actor, deal_id)
    if deal.stage.kind == StageKind.LOST:
        raise Conflict("sales.deal_already_lost", f"“{deal.name}” is lost already.")
    return move_deal(
        actor=actor,
        deal_id=deal_id,
        stage_id=_stage_of_kind(deal, StageKind.LOST).pk,
        version=version,
        lost_reason_id=lost_reason_id,
        lost_note=lost_note,
        fields=fields,
    )


@transaction.atomic
def reopen_deal(
    *,
    actor: User,
    deal_id: int,
    stage_id: int | None = None,
    version: int | None = None,
    fields: DealFields | None = None,
) -> Deal:
    """Take back a win or a loss: into `stage_id`, or the open stage the deal came from."""
    deal = _seen(actor, deal_id)
    if not deal.is_closed:
        raise Conflict("sales.deal_is_open", f"“{deal.name}” is open already.")
    came_from = (
        deal.stage_changes.filter(to_stage__kind=StageKind.OPEN, to_stage__pipeline=deal.pipeline)
        .order_by("-at", "-pk")
        .values_list("to_stage_id", flat=True)
        .first()
    )
    target = stage_id or came_from or _stage_of_kind(deal, StageKind.OPEN).pk
    if Stage.objects.filter(pk=target).exclude(kind=StageKind.OPEN).exists():
        raise Invalid("sales.reopen_into_closed", "A deal is reopened into an open stage.")
    return move_deal(actor=actor, deal_id=deal_id, stage_id=target, version=version, fields=fields)


def _seen(actor: User, deal_id: int) -> Deal:
    """The deal, not locked: the stage is locked first, so that two moves never wait for each other."""
    deal = Deal.objects.select_related("stage", "pipeline").filter(pk=deal_id).first()
    if deal is None:
        raise Missing
    access.require(actor, Action.EDIT, deal)
    return deal


def _enter(deal: Deal, stage: Stage, actor: User, reason: LossReason | None, note: str) -> None:
    left, now = deal.stage, clock.now()
    facts: list[Fact] = []
    if deal.is_closed:
        may_reopen(deal.pk)
        facts.append(DealReopened(**about(deal), was=left.kind))
    deal.stage, deal.lost_reason, deal.lost_note = stage, reason, note.strip() if reason else ""
    deal.closed_at = now if stage.is_closed else None
    StageChange.objects.create(
        deal=deal,
        from_stage=left,
        to_stage=stage,
        at=now,
        actor=actor,
        amount_minor=deal.amount_minor,
        currency=deal.currency,
        expected_close=deal.expected_close,
        seconds_in_stage=max(0, int((now - deal.stage_since).total_seconds())),
    )
    deal.stage_since = now
    save_version(deal)
    if stage.is_closed or not facts:
        facts.append(entered(deal, left, stage))
    for fact in facts:
        record(fact, actor=actor, occurred_at=now)


def entered(deal: Deal, left: Stage, stage: Stage) -> Fact:
    """The fact of entering `stage`: won, lost, or moved."""
    worth: dict[str, Any] = {"amount_minor": deal.amount_minor, "currency": deal.currency}
    if stage.kind == StageKind.WON:
        return DealWon(**about(deal), **worth)
    if stage.kind == StageKind.LOST:
        reason = deal.lost_reason.name if deal.lost_reason else "No reason given"
        return DealLost(**about(deal), **worth, reason=reason)
    return DealMoved(**about(deal), from_stage=left.name, to_stage=stage.name)


def _reason(reason_id: int | None) -> LossReason:
    reason = LossReason.objects.filter(pk=reason_id).first() if reason_id else None
    if reason is None:
        raise Invalid(
            "sales.reason_needed", "Say why the deal was lost.", fields={"lost_reason": "Choose a reason."}
        )
    return reason


def _stage_of_kind(deal: Deal, kind: StageKind) -> Stage:
    stage = Stage.objects.filter(pipeline=deal.pipeline, kind=kind).first()
    if stage is None:
        raise Conflict(
            "sales.no_such_stage",
            f"{deal.pipeline.name} has no stage that means {kind.label.lower()}. Add one to the pipeline first.",
        )
    return stage
