from __future__ import annotations

from datetime import timedelta

from accrue import clock
from accrue.events.models import Progress

TITLE = "Looking for duplicates"
GIVEN_UP = timedelta(hours=2)
"""Without news for so long, a scan is over: its worker died."""


def last_scan() -> Progress | None:
    return Progress.objects.filter(title=TITLE).order_by("-pk").first()


def scan_under_way() -> Progress | None:
    last = last_scan()
    if last is None or last.is_over or last.changed_at < clock.now() - GIVEN_UP:
        return None
    return last
