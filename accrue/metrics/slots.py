"""Moments of a schedule: every week, month or quarter, on a day from an hour on, in the organisation's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

QUARTERS = (1, 4, 7, 10)
LONGEST = 100  # days between two slots, with some to spare
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def last_slot(every: str, day: int, hour: int, now: datetime) -> datetime | None:
    """The latest moment that is not after `now`, in UTC; None for "never".

    `day` is a weekday (1 is Monday) every week, else a day of the month (of a quarter's first month every quarter).
    """
    if every == "never":
        return None
    zone = ZoneInfo(settings.TIME_ZONE)
    today = now.astimezone(zone).date()
    for back in range(LONGEST):
        one = today - timedelta(days=back)
        at = datetime.combine(one, time(hour), zone).astimezone(UTC)
        is_on = one.isoweekday() == day if every == "week" else one.day == day
        if at <= now and is_on and (every != "quarter" or one.month in QUARTERS):
            return at
    return None


def wrong_in_schedule(every: str, day: int, hour: int) -> dict[str, str]:
    """What is wrong, by field."""
    wrong = {}
    if every not in ("never", "week", "month", "quarter"):
        wrong["every"] = "Choose one of the options."
    if not 1 <= day <= (7 if every == "week" else 28):
        wrong["day"] = "1 (Monday) to 7 (Sunday)." if every == "week" else "A day of the month, 1 to 28."
    if not 0 <= hour <= 23:
        wrong["hour"] = "0 to 23."
    return wrong


def in_words(every: str, day: int, hour: int) -> str:
    """Every week, on Monday, from 7:00; empty for "never"."""
    if every == "never":
        return ""
    on = WEEKDAYS[day - 1] if every == "week" else f"day {day}"
    return f"every {every}, on {on}, from {hour}:00 ({settings.TIME_ZONE})"
