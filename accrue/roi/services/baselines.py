"""Freezing how things stood before."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Invalid
from accrue.events.catalogue import BaselineFrozen
from accrue.events.services import record
from accrue.roi.models import Baseline
from accrue.roi.models.goals import Measure
from accrue.roi.selectors.measuring import month_ends, window
from accrue.roi.selectors.programme import require_programme


@transaction.atomic
def freeze_baseline(*, actor: User, measure: str, starts_on: date, ends_on: date) -> Baseline:
    """Measure a window of whole months before go-live and keep it for ever. The measure's last baseline is superseded."""
    access.require(actor, "edit", "programme")
    programme = require_programme()
    if measure not in Measure.values:
        raise Invalid("roi.unknown_measure", "Choose one of the measures.", fields={"measure": "Choose one."})
    month_ends(starts_on, ends_on)
    if programme.go_live and ends_on >= programme.go_live:
        raise Invalid(
            "roi.window_after_go_live",
            "A baseline ends before go-live.",
            fields={"ends_on": f"Before {programme.go_live:%-d %B %Y}, the day you went live."},
        )
    found = window(programme, measure, starts_on, ends_on)
    if not found.records:
        raise Invalid(
            "roi.window_empty",
            "There is nothing in this window.",
            fields={"starts_on": "No records between these days."},
        )
    last = Baseline.objects.filter(measure=measure, superseded_by=None).order_by("-frozen_at", "-pk").first()
    kept = Baseline.objects.create(
        measure=measure,
        starts_on=starts_on,
        ends_on=ends_on,
        value=found.value,
        low=found.low,
        high=found.high,
        currency=programme.currency if Measure(measure).is_money else "",
        months=found.months,
        records=found.records,
        coverage=found.coverage,
        fingerprint=found.fingerprint,
        supersedes=last,
        frozen_by=actor,
    )
    record(
        BaselineFrozen(
            programme_id=programme.pk,
            baseline_id=kept.pk,
            measure=measure,
            starts_on=starts_on.isoformat(),
            ends_on=ends_on.isoformat(),
            fingerprint=found.fingerprint,
            supersedes_id=last.pk if last else None,
        ),
        actor=actor,
    )
    return kept
