"""Freezing how things stood before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from procrastinate.contrib.django import app

from accrue.accounts import access
from accrue.accounts.models import Team, User
from accrue.errors import Invalid
from accrue.events.catalogue import BaselineFrozen
from accrue.events.models import Progress
from accrue.events.services import begin_progress, record
from accrue.metrics.services import measure_now
from accrue.roi.models import Baseline, Programme
from accrue.roi.selectors.programme import require_programme
from accrue.roi.selectors.windows import month_ends, questions_of, window_of
from accrue.roi.services.scope import missing_source, wrong_in_scope
from accrue_facts.measures.answer import Answer

JOB = "roi.freeze_baseline"
TITLE = "Freezing the baseline"


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure, of whom, and its window of whole months."""

    measure: str
    starts_on: date
    ends_on: date
    team: Team | None = None
    dimension: str = ""
    dimension_value: str = ""


@transaction.atomic
def request_baseline(*, actor: User, asked: Asked) -> Progress:
    """Let the worker measure the window and freeze it; what can be refused now is."""
    _check(actor, asked)
    progress = begin_progress(title=TITLE, started_by=actor, total=1)
    app.configure_task(JOB).defer(
        progress_id=progress.pk,
        actor_id=actor.pk,
        measure=asked.measure,
        starts_on=asked.starts_on.isoformat(),
        ends_on=asked.ends_on.isoformat(),
        team_id=asked.team.pk if asked.team else None,
        dimension=asked.dimension,
        dimension_value=asked.dimension_value,
    )
    return progress


@transaction.atomic
def freeze_baseline(*, actor: User, asked: Asked) -> Baseline:
    """Measure a window of whole months before go-live and keep it for ever. Runs in the worker.

    The last baseline of the same measure and scope is superseded.
    """
    programme = _check(actor, asked)
    kept = Baseline(
        measure=asked.measure,
        team=asked.team,
        dimension=asked.dimension,
        dimension_value=asked.dimension_value,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        frozen_by=actor,
    )
    _measure(kept, programme)
    Programme.objects.select_for_update().get(pk=programme.pk)
    last = (
        Baseline.objects.filter(
            measure=asked.measure,
            team=asked.team,
            dimension=asked.dimension,
            dimension_value=asked.dimension_value,
            superseded_by=None,
        )
        .order_by("-frozen_at", "-pk")
        .first()
    )
    kept.supersedes = last
    kept.save()
    record(
        BaselineFrozen(
            programme_id=programme.pk,
            baseline_id=kept.pk,
            measure=asked.measure,
            starts_on=asked.starts_on.isoformat(),
            ends_on=asked.ends_on.isoformat(),
            fingerprint=kept.fingerprint,
            supersedes_id=last.pk if last else None,
        ),
        actor=actor,
    )
    return kept


def _measure(kept: Baseline, programme: Programme) -> None:
    measured = measure_now(questions_of(kept.question), is_fresh=True)
    answers = []
    for one in measured.answers:
        if not isinstance(one, Answer):
            raise Invalid("roi.window_not_measurable", str(one), fields={"measure": str(one)})
        answers.append(one)
    found = window_of(kept.question, answers)
    if found is None:
        raise Invalid(
            "roi.window_empty",
            "There is nothing in this window.",
            fields={"starts_on": "No records between these days."},
        )
    kept.value, kept.low, kept.high = found.value, found.low, found.high
    kept.months, kept.records, kept.coverage = found.months, found.records, found.coverage
    kept.fingerprint, kept.facts_fingerprint = found.fingerprint, measured.fingerprint
    kept.currency = programme.currency if kept.defined.unit == "money" else ""


def _check(actor: User, asked: Asked) -> Programme:
    access.require(actor, "edit", "programme")
    programme = require_programme()
    wrong = wrong_in_scope(asked.measure, asked.team, asked.dimension, asked.dimension_value)
    if not wrong and (missing := missing_source(asked.measure)):
        wrong["measure"] = f"No {missing} are recorded yet, so there is nothing to freeze."
    if wrong:
        raise Invalid("roi.baseline_invalid", "This baseline cannot be frozen.", fields=wrong)
    month_ends(asked.starts_on, asked.ends_on)
    if programme.go_live and asked.ends_on >= programme.go_live:
        raise Invalid(
            "roi.window_after_go_live",
            "A baseline ends before go-live.",
            fields={"ends_on": f"Before {programme.go_live:%-d %B %Y}, the day you went live."},
        )
    return programme
