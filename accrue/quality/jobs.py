from __future__ import annotations

from django.urls import reverse
from procrastinate.contrib.django import app

from accrue.events.models import Progress
from accrue.events.services import advance_progress, begin_progress, finish_progress
from accrue.quality.selectors.scans import TITLE, scan_under_way
from accrue.quality.services.scanning import JOB, STEPS, scan


@app.task(name=JOB, queue="statements", lock=JOB)
def look(progress_id: int) -> None:
    """Look for duplicates and say how far it is."""
    progress = Progress.objects.get(pk=progress_id)
    if progress.is_over:
        return
    try:
        scan(lambda step, done: advance_progress(progress, done=done, total=STEPS, step=step))
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
