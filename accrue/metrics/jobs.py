from __future__ import annotations

from procrastinate.contrib.django import app

from accrue.errors import Conflict
from accrue.metrics.services import answer_measures, refresh_values
from accrue.metrics.services.answering import JOB as ANSWER


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


@app.task(name=ANSWER, queue="statements", queueing_lock=ANSWER, lock=ANSWER)
def answer() -> None:
    """Every question that waits, on facts of now."""
    answer_measures()
