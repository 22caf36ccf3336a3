"""The one place that reads the time, so that tests and simulations can set it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today in the zone of the person whose request or job this is."""
    return timezone.localdate()
