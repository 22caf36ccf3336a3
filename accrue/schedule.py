"""Every timed job, in one list. Cron lines have seconds where they begin with six fields; times are UTC."""

from __future__ import annotations

from procrastinate import App

from accrue.events import jobs as events

TIMETABLE = [
    # cron, name, job
    ("*/10 * * * * *", "events.retry_stalled_jobs", events.retry_stalled_jobs),
    ("17 3 * * *", "events.delete_old_jobs", events.delete_old_jobs),
]


def register(app: App) -> None:
    for cron, name, job in TIMETABLE:
        task = app.task(job, name=name, queue="schedule", queueing_lock=name, pass_context=False)
        app.periodic(cron=cron, periodic_id=name)(task)
