from __future__ import annotations

import time
from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from accrue import clock
from accrue.errors import AccrueError
from accrue.events.delivery import PATIENT
from accrue.exchange.models import Import, State
from accrue.exchange.services import exporting, reverting, running, uploading

AT_A_TIME = 15.0
"""Seconds that a job works before it hands over to the next, so that one attempt is never long."""
LOST_AFTER = timedelta(minutes=2)
GONE = "The uploaded file is not there any more. Begin again with the file; what is done stays done."


@app.task(name=uploading.READ_JOB, queue="imports", retry=PATIENT)
def read_file(import_id: int) -> None:
    """Read a large upload. What cannot be read is told, not tried again."""
    try:
        uploading.read_file(import_id=import_id)
    except AccrueError as error:
        uploading.could_not_read(import_id=import_id, message=error.message)
    except FileNotFoundError:
        uploading.could_not_read(import_id=import_id, message=GONE)
    except ObjectDoesNotExist:
        return


@app.task(name=running.RUN_JOB, queue="imports", retry=PATIENT)
def run_import(import_id: int) -> None:
    """Bring rows in for a while, then hand over: a worker that dies costs one attempt of one short job."""
    end = time.monotonic() + AT_A_TIME
    try:
        if running.run(import_id, until=lambda: time.monotonic() > end):
            running.defer(import_id)
    except FileNotFoundError:
        running.stopped(import_id=import_id, message=GONE)
    except AccrueError as error:
        running.stopped(import_id=import_id, message=error.message)
    except ObjectDoesNotExist:
        return


@app.task(name=reverting.REVERT_JOB, queue="imports", retry=PATIENT)
def revert_import(import_id: int) -> None:
    end = time.monotonic() + AT_A_TIME
    if reverting.run(import_id, until=lambda: time.monotonic() > end):
        reverting.defer(import_id)


@app.task(name="exchange.pick_up", queue="schedule", queueing_lock="exchange.pick_up")
def pick_up(timestamp: int = 0) -> None:
    """Imports that nobody works on although they are not over: their job was lost with its worker or the database."""
    silent = Import.objects.filter(
        state__in=[State.READING, State.RUNNING, State.REVERTING], changed_at__lt=clock.now() - LOST_AFTER
    )
    jobs = {State.RUNNING: running.defer, State.REVERTING: reverting.defer, State.READING: uploading.defer}
    for batch in silent:
        waiting = ProcrastinateJob.objects.filter(lock=f"import-{batch.pk}", status__in=["todo", "doing"])
        if not waiting.exists():
            jobs[State(batch.state)](batch.pk)


@app.task(name="exchange.forget_old", queue="schedule", queueing_lock="exchange.forget_old")
def forget_old(timestamp: int = 0) -> None:
    """Drafts nobody touched for a month go with their files; cells of imports are kept for a quarter, exports a week."""
    uploading.forget_old()
    exporting.forget_expired()


@app.task(name=exporting.WRITE_JOB, queue="imports", retry=PATIENT)
def write_export(export_id: int) -> None:
    exporting.write_export(export_id)
