from __future__ import annotations

from procrastinate.contrib.django import app

from accrue.errors import Conflict
from accrue.metrics.services import refresh_values


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
