"""The settings the return is measured with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from accrue.accounts import access
from accrue.accounts.models import Team, User
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import ProgrammeChanged
from accrue.events.services import record
from accrue.money import Money
from accrue.money.currencies import is_currency
from accrue.roi.models import PerimeterExclusion, Programme


@transaction.atomic
def set_programme(
    *,
    actor: User,
    currency: str,
    go_live: date | None,
    horizon_months: int = 36,
    discount_rate: Decimal = Decimal(0),
    margin_rate: Decimal | None = None,
    loaded_hourly_rate: Money | None = None,
    version: int | None = None,
) -> Programme:
    """Set up the programme, or change it. `version` is the one the form showed; None takes what is there.

    Rates are fractions. Raises Invalid with the fields that cannot be used, Conflict where somebody was faster.
    """
    found = Programme.objects.select_for_update().first()
    access.require(actor, "edit" if found else "create", found or "programme")
    wanted = {
        "currency": currency,
        "go_live": go_live,
        "horizon_months": horizon_months,
        "discount_rate": discount_rate,
        "margin_rate": margin_rate,
        "loaded_hourly_rate_minor": loaded_hourly_rate.minor if loaded_hourly_rate else None,
    }
    _check(currency, horizon_months, discount_rate, margin_rate, loaded_hourly_rate)
    if found is None:
        programme = Programme.objects.create(**wanted)
        record(ProgrammeChanged(programme_id=programme.pk, fields=sorted(wanted)), actor=actor)
        return programme
    if version is not None and version != found.version:
        raise Conflict(
            "roi.changed_meanwhile", "Somebody changed the programme meanwhile. Look at it again, then save."
        )
    changed = sorted(name for name, value in wanted.items() if getattr(found, name) != value)
    if changed:
        Programme.objects.filter(pk=found.pk).update(**wanted, version=F("version") + 1)
        record(ProgrammeChanged(programme_id=found.pk, fields=changed), actor=actor)
        found.refresh_from_db()
    return found


def _check(
    currency: str, horizon: int, discount: Decimal, margin: Decimal | None, hourly: Money | None
) -> None:
    wrong = {}
    if not is_currency(currency):
        wrong["currency"] = "Use a three-letter code such as EUR."
    if not 1 <= horizon <= 120:
        wrong["horizon_months"] = "Between 1 and 120 months."
    if not 0 <= discount < 1:
        wrong["discount_rate"] = "At least 0 % and below 100 % a year."
    if margin is not None and not 0 < margin <= 1:
        wrong["margin_rate"] = "Above 0 % and at most 100 %."
    if hourly is not None and (hourly.minor < 0 or hourly.currency != currency):
        wrong["loaded_hourly_rate"] = f"An amount in {currency}, not below zero."
    if wrong:
        raise Invalid("roi.programme_invalid", "Some settings cannot be used.", fields=wrong)


@transaction.atomic
def exclude_team(*, actor: User, team: Team, reason: str) -> PerimeterExclusion:
    """Leave a team, its people and their orders out of what is measured; every statement says why."""
    programme = _programme()
    access.require(actor, "edit", programme)
    if not reason.strip():
        raise Invalid(
            "roi.reason_missing",
            "Say why the team is left out.",
            fields={"reason": "Say why, in a sentence."},
        )
    exclusion, _ = PerimeterExclusion.objects.update_or_create(
        team=team, defaults={"programme": programme, "reason": reason.strip()}
    )
    record(ProgrammeChanged(programme_id=programme.pk, fields=["perimeter"]), actor=actor)
    return exclusion


@transaction.atomic
def include_team(*, actor: User, team: Team) -> None:
    programme = _programme()
    access.require(actor, "edit", programme)
    if PerimeterExclusion.objects.filter(team=team).delete()[0]:
        record(ProgrammeChanged(programme_id=programme.pk, fields=["perimeter"]), actor=actor)


@transaction.atomic
def mark_simulated(*, actor: User, planted_effect: str) -> Programme:
    """Label the whole company as simulated, and say which effect was planted in it."""
    programme = _programme()
    access.require(actor, "edit", programme)
    Programme.objects.filter(pk=programme.pk).update(
        is_simulated=True, planted_effect=planted_effect.strip(), version=F("version") + 1
    )
    record(
        ProgrammeChanged(programme_id=programme.pk, fields=["is_simulated", "planted_effect"]), actor=actor
    )
    programme.refresh_from_db()
    return programme


def _programme() -> Programme:
    found = Programme.objects.select_for_update().first()
    if found is None:
        raise Conflict("roi.no_programme", "Set up the programme first: its currency and go-live.")
    return found
