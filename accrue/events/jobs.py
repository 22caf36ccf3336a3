"""Timed jobs that keep the others going."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from accrue.events.delivery import MAX_ATTEMPTS

SILENT_FOR = 10


@app.task(name="events.retry_stalled_jobs", queue="schedule", queueing_lock="events.retry_stalled_jobs")
async def retry_stalled_jobs(timestamp: int) -> None:
    """Nothing else restarts the job of a worker that was killed: its heartbeat stops, and the job waits here."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_FOR):
        if job.attempts < MAX_ATTEMPTS:
            await manager.retry_job(job)
        else:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
    await manager.prune_stalled_workers(SILENT_FOR)


@app.task(name="events.delete_old_jobs", queue="schedule", queueing_lock="events.delete_old_jobs")
async def delete_old_jobs(timestamp: int) -> None:
    """Jobs that succeeded are kept for a week, failed ones until somebody decides."""
    await app.job_manager.delete_old_jobs(nb_hours=24 * 7)
