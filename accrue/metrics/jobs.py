from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accrue.errors import Conflict
from accrue.events.outgoing import MOST_ATTEMPTS
from accrue.metrics.mailing import dashboard_mail
from accrue.metrics.services import answer_measures, rebuild_facts, refresh_values
from accrue.metrics.services.answering import JOB as ANSWER
from accrue.metrics.services.sending import JOB as SEND
from accrue.metrics.services.sending import send_dashboard_mail, send_due_dashboards


@app.task(
    name="metrics.refresh_values",
    queue="schedule",
    queueing_lock="metrics.refresh_values",
    lock="metrics.values",
)
def refresh(timestamp: int = 0) -> None:
    """What every person will buy; nothing to do before there is a programme."""
    try:
        refresh_values()
    except Conflict as error:
        if error.code != "roi.no_programme":
            raise


@app.task(
    name="metrics.rebuild_facts",
    queue="schedule",
    queueing_lock="metrics.rebuild_facts",
    lock="metrics.rebuild_facts",
)
def rebuild(timestamp: int = 0) -> None:
    """Every night: read all facts anew, and see that they are what was kept; nothing to do before there is a programme."""
    try:
        rebuild_facts()
    except Conflict as error:
        if error.code not in ("roi.no_programme", "metrics.no_rate"):
            raise


@app.task(name=ANSWER, queue="statements", queueing_lock=ANSWER, lock=ANSWER)
def answer() -> None:
    """Every question that waits, on facts of now."""
    answer_measures()


@app.task(
    name="metrics.send_due_dashboards",
    queue="schedule",
    queueing_lock="metrics.send_due_dashboards",
    lock="metrics.send_due_dashboards",
)
def send_due(timestamp: int = 0) -> None:
    """Every hour: the mails of the dashboards whose slot is due."""
    send_due_dashboards()


@app.task(name=SEND, queue="mail", retry=RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=5))
def send_mail(mail_id: int) -> None:
    send_dashboard_mail(mail_id=mail_id, write=dashboard_mail)
