from __future__ import annotations

import time

from procrastinate.contrib.django import app

from accrue.bulk import services
from accrue.events.delivery import PATIENT

AT_A_TIME = 15.0


@app.task(name=services.JOB, queue="imports", retry=PATIENT)
def work(action_id: int) -> None:
    """Change, or put back, for a while; then hand over."""
    end = time.monotonic() + AT_A_TIME
    if services.run(action_id, until=lambda: time.monotonic() > end):
        services.defer(action_id)
