from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from accrue import clock
from accrue.activities.models import FileVersion
from accrue.activities.services import files
from accrue.events.delivery import PATIENT

SILENT = timedelta(minutes=10)
AT_ONCE = 200


@app.task(name=files.LOOK_JOB, queue="files", retry=PATIENT)
def look_at_file(version_id: int) -> None:
    try:
        files.look_at_file(version_id=version_id)
    except FileNotFoundError:
        return  # erased meanwhile


@app.task(name="activities.look_again", queue="schedule", queueing_lock="activities.look_again")
def look_again(timestamp: int = 0) -> None:
    """Files whose check got no verdict: the scanner was away, or the job was lost."""
    waiting = FileVersion.objects.filter(
        state=FileVersion.State.CHECKING, uploaded_at__lt=clock.now() - SILENT
    )
    for pk in waiting.order_by("uploaded_at").values_list("pk", flat=True)[:AT_ONCE]:
        look_at_file.defer(version_id=pk)


@app.task(name="activities.tidy_files", queue="schedule", queueing_lock="activities.tidy_files")
def tidy_files(timestamp: int = 0) -> None:
    files.tidy_files()
