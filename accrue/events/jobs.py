"""The jobs that carry reactions, and the one that rescues jobs of killed workers."""

from __future__ import annotations

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from accrue.events.models import Event
from accrue.events.reacting import reaction_called

MAX_ATTEMPTS = 6
PATIENT = RetryStrategy(max_attempts=MAX_ATTEMPTS, exponential_wait=3)


@app.task(name="events.react", queue="reactions", retry=PATIENT)
def react(reaction: str, event_ids: list[int]) -> None:
    """Run one reaction for a chunk of events, each in a transaction of its own."""
    run = reaction_called(reaction).run
    for event in Event.objects.filter(pk__in=event_ids).select_related("actor").order_by("pk"):
        with transaction.atomic():
            run(event)


async def retry_stalled_jobs(timestamp: int) -> None:
    """Nothing else restarts the job of a worker that was killed: its heartbeat stops, and the job waits here."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=10):
        if job.attempts < MAX_ATTEMPTS:
            await manager.retry_job(job)
        else:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
    await manager.prune_stalled_workers(10)


async def delete_old_jobs(timestamp: int) -> None:
    """Jobs that succeeded are kept for a week, failed ones until somebody decides."""
    await app.job_manager.delete_old_jobs(nb_hours=24 * 7)
