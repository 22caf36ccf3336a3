"""Open, edit, archive and restore a deal."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.merged import follow
from accrue.accounts.models import User
from accrue.errors import Conflict, Forbidden, Invalid
from accrue.events.catalogue import DealArchived, DealEdited, DealOpened, DealRestored
from accrue.events.services import record
from accrue.filters.custom.writing import changed_names, claim, merged_values
from accrue.sales.models import Deal, Stage, StageChange
from accrue.sales.services.checks import check_fields, locked_deal, must_be_open
from accrue.sales.services.ranks import locked_stage, rank_in
from accrue.standards import inspecting

MERGED = ("person", "company")


class DealFields(TypedDict, total=False):
    """What a person may set on a deal. Amounts in minor units of `currency`."""

    name: str
    amount_minor: int
    currency: str
    expected_close: date | None
    person_id: int | None
    company_id: int | None
    owner_id: int | None
    source: str
    custom: dict[str, Any]


@transaction.atomic
def open_deal(*, actor: User, stage_id: int, fields: DealFields) -> Deal:
    """A new deal on top of its lane, owned by `actor` unless `fields` name somebody else."""
    access.require(actor, Action.CREATE, "deal")
    given: dict[str, Any] = {"owner_id": actor.pk, "currency": "EUR", **fields}
    custom = given.pop("custom", None)
    follow(given, MERGED)
    check_fields(
        actor,
        {name: given[name] for name in given if name in fields}
        | {"name": given.get("name", ""), "currency": given["currency"]},
    )
    stage = locked_stage(stage_id)
    if stage.is_closed:
        raise Invalid(
            "sales.opened_closed",
            "A deal begins in an open stage. Win or lose it afterwards.",
            fields={"stage": "Choose an open stage."},
        )
    now = clock.now()
    deal = Deal(**given, stage=stage, pipeline=stage.pipeline, created_at=now, stage_since=now)
    deal.custom = merged_values(actor, "deal", custom)
    deal.name, deal.team_id = deal.name.strip(), _team_of(deal)
    if not access.access_of(actor).may("deal", Action.CREATE, deal):
        raise Forbidden("sales.not_yours", "You may open deals only for yourself or your team.")
    deal.position = rank_in(stage, deal_id=None, after=None)
    inspection = inspecting.begin("deal")
    deal.save(force_insert=True)
    claim("deal", deal.pk, deal.custom)
    inspecting.require(inspection, {deal.pk: None})
    enter_first(deal, actor)
    record(opened(deal), actor=actor)
    return deal


def enter_first(deal: Deal, actor: User | None) -> None:
    StageChange.objects.create(
        deal=deal,
        to_stage=deal.stage,
        at=deal.created_at,
        actor=actor,
        amount_minor=deal.amount_minor,
        currency=deal.currency,
        expected_close=deal.expected_close,
    )


def opened(deal: Deal, stage: Stage | None = None) -> DealOpened:
    return DealOpened(
        **about(deal),
        stage=(stage or deal.stage).name,
        amount_minor=deal.amount_minor,
        currency=deal.currency,
    )


def about(deal: Deal) -> dict[str, Any]:
    """The fields that every fact on a deal's way carries."""
    return {
        "deal_id": deal.pk,
        "person_id": deal.person_id,
        "company_id": deal.company_id,
        "name": deal.name,
    }


@transaction.atomic
def edit_deal(*, actor: User, deal_id: int, fields: DealFields, version: int | None = None) -> Deal:
    """Change some fields. A value set by hand stops following the product lines."""
    deal = locked_deal(actor, deal_id, version=version)
    given: dict[str, Any] = {name: value for name, value in fields.items() if name != "custom"}
    follow(given, MERGED)
    check_fields(actor, given)
    before = deal.custom
    given["custom"] = merged_values(actor, "deal", fields.get("custom"), before, record_id=deal.pk)
    changed = {name: value for name, value in given.items() if getattr(deal, name) != value}
    if not changed:
        return deal
    if changed.keys() & {"amount_minor", "currency"}:
        must_be_open(deal)
    if "currency" in changed and deal.lines.exists():
        raise Conflict(
            "sales.currency_of_lines",
            "The products are priced in this currency. Remove them before you change it.",
        )
    for name, value in changed.items():
        setattr(deal, name, value.strip() if isinstance(value, str) else value)
    if "amount_minor" in changed:
        deal.follows_lines = False
    if "owner_id" in changed:
        _hand_over(actor, deal)
    inspection = inspecting.begin("deal", [deal.pk])
    save_version(deal)
    if "custom" in changed:
        claim("deal", deal.pk, deal.custom)
    names = sorted({said(name) for name in changed if name != "custom"})
    names += changed_names(before, deal.custom)
    inspecting.require(inspection, {deal.pk: names})
    record(DealEdited(deal_id=deal.pk, fields=names), actor=actor)
    return deal


def said(field: str) -> str:
    """The field's name as levels and timelines know it."""
    return "amount" if field in ("amount_minor", "currency") else field.removesuffix("_id")


def save_version(deal: Deal) -> None:
    """Write a locked deal as its next version."""
    deal.version += 1
    deal.save()


def _hand_over(actor: User, deal: Deal) -> None:
    deal.owner = User.objects.filter(pk=deal.owner_id or 0).first()
    deal.team_id = _team_of(deal) or deal.team_id
    if not access.access_of(actor).may("deal", Action.EDIT, deal):
        raise Forbidden("sales.hand_over", "You may hand deals over only within your team.")


def _team_of(deal: Deal) -> int | None:
    return User.objects.filter(pk=deal.owner_id or 0).values_list("team_id", flat=True).first()


@transaction.atomic
def archive_deal(*, actor: User, deal_id: int, version: int | None = None) -> Deal:
    deal = locked_deal(actor, deal_id, version=version, action=Action.DELETE)
    deal.archived_at = clock.now()
    save_version(deal)
    record(DealArchived(**about(deal)), actor=actor)
    return deal


@transaction.atomic
def restore_deal(*, actor: User, deal_id: int, version: int | None = None) -> Deal:
    deal = locked_deal(actor, deal_id, version=version, action=Action.DELETE, archived=True)
    if deal.archived_at is None:
        return deal
    deal.archived_at = None
    save_version(deal)
    record(DealRestored(**about(deal)), actor=actor)
    return deal
