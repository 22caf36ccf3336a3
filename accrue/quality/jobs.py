from __future__ import annotations

import time

from django.urls import reverse
from procrastinate.contrib.django import app

from accrue.events.delivery import PATIENT
from accrue.events.models import Progress
from accrue.events.services import advance_progress, begin_progress, finish_progress
from accrue.quality.selectors.rules import KINDS
from accrue.quality.selectors.scans import TITLE, scan_under_way
from accrue.quality.services import health, mending
from accrue.quality.services.scanning import JOB, STEPS, scan
from accrue_facts.errors import FactsError

AT_A_TIME = 15.0


@app.task(name=JOB, queue="statements", lock=JOB)
def look(progress_id: int) -> None:
    """Look for duplicates and say how far it is."""
    progress = Progress.objects.get(pk=progress_id)
    if progress.is_over:
        return
    try:
        scan(lambda step, done: advance_progress(progress, done=done, total=STEPS, step=step))
    except FactsError as error:
        finish_progress(progress, error=f"The scan did not begin (ACCRUE_DUPLICATES_ENGINE): {error}")
        raise
    except Exception:
        finish_progress(
            progress, error="The scan broke off. An administrator finds the reason among the failed jobs."
        )
        raise
    finish_progress(progress, result_url=reverse("quality:duplicates"))


@app.task(name="quality.scan_weekly", queue="schedule", queueing_lock="quality.scan_weekly")
def look_weekly(timestamp: int = 0) -> None:
    """Each week, unless somebody just does."""
    if scan_under_way() is None:
        look.defer(progress_id=begin_progress(title=TITLE, started_by=None, total=STEPS).pk)


@app.task(name=health.LOOK_JOB, queue="statements", retry=PATIENT)
def look_at_kind(kind: str) -> None:
    """How clean the records of a kind are."""
    health.look(kind)


@app.task(name="quality.look_nightly", queue="schedule", queueing_lock="quality.look_nightly")
def look_nightly(timestamp: int = 0) -> None:
    for kind in KINDS:
        look_at_kind.defer(kind=kind)


@app.task(name=mending.MEND_JOB, queue="imports", retry=PATIENT)
def mend(mending_id: int) -> None:
    """Standardise, or put back, for a while; then hand over."""
    end = time.monotonic() + AT_A_TIME
    if mending.run(mending_id, until=lambda: time.monotonic() > end):
        mending.defer(mending_id)
