"""Every timed job, in one list. A cron line of six fields ends in seconds; times are UTC."""

from __future__ import annotations

from procrastinate import App

TIMETABLE = [
    # cron, job
    ("* * * * * */10", "events.retry_stalled_jobs"),
    ("17 3 * * *", "events.delete_old_jobs"),
    ("21 3 * * *", "accounts.forget_expired"),
    ("27 3 * * *", "operations.forget_old_failures"),
    ("31 2 * * *", "filters.learn_all_words"),
    ("*/5 * * * *", "filters.learn_new_words"),
    ("41 2 * * *", "metrics.refresh_values"),
    ("7 2 * * *", "metrics.rebuild_facts"),
    ("37 1 * * 0", "quality.scan_weekly"),
    ("23 4 * * 1", "roi.draw_due_statements"),
    ("13 4 * * *", "roi.watch"),
    ("0 * * * *", "roi.send_due_statements"),
    ("* * * * *", "exchange.pick_up"),
    ("33 3 * * *", "exchange.forget_old"),
    ("47 2 * * *", "quality.look_nightly"),
    ("3 * * * *", "metrics.send_due_dashboards"),
    ("51 2 * * *", "privacy.run_rules"),
    ("*/5 * * * *", "activities.look_again"),
    ("39 3 * * *", "activities.tidy_files"),
    ("* * * * *", "activities.gather_mails"),
    ("0 * * * *", "activities.gather_digests"),
]


def register(app: App) -> None:
    for cron, job in TIMETABLE:
        app.periodic(cron=cron, periodic_id=job)(app.tasks[job])
