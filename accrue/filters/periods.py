"""Periods of days that move with the calendar: "this month", "the last 90 days"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

UNITS = ("day", "week", "month", "quarter", "year")
_LONGEST = {"day": 10_000, "week": 1_000, "month": 1_000, "year": 80}
_NAMED = {"yesterday": ("last", "day"), "today": ("this", "day"), "tomorrow": ("next", "day")}
_COUNTED = re.compile(r"(last|next)_([1-9][0-9]{0,4})_(day|week|month|year)s")
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """`last`, `this` or `next`, a unit, and how many of them; 0 means the whole calendar unit.

    `last_90_days` begins 90 days ago and ends with today; `next_2_weeks` begins today.
    """

    way: str
    unit: str
    count: int = 0

    def __str__(self) -> str:
        if self.count:
            return f"{self.way}_{self.count}_{self.unit}s"
        if self.unit == "day":
            return next(name for name, (way, _) in _NAMED.items() if way == self.way)
        return f"{self.way}_{self.unit}"

    @property
    def label(self) -> str:
        """“in the last 90 days”, “this month”."""
        if self.count == 1:
            return f"in the {self.way} {self.unit}"
        if self.count:
            return f"in the {self.way} {self.count:,} {self.unit}s"
        return str(self).replace("_", " ")

    def days(self, today: date) -> tuple[date, date]:
        """Its first and last day."""
        if self.count:
            ahead = self.way == "next"
            other = moved(today, self.unit, self.count if ahead else -self.count)
            return (today, other) if ahead else (other, today)
        first = beginning(today, self.unit)
        first = moved(first, self.unit, {"last": -1, "this": 0, "next": 1}[self.way])
        return first, moved(first, self.unit, 1) - timedelta(days=1)


def period_of(text: str) -> Period | None:
    """The period written so (`this_month`, `last_90_days`), or None."""
    if text in _NAMED:
        return Period(*_NAMED[text])
    way, _, unit = text.partition("_")
    if way in ("last", "this", "next") and unit in UNITS[1:]:
        return Period(way, unit)
    if found := _COUNTED.fullmatch(text):
        way, count, unit = found[1], int(found[2]), found[3]
        return Period(way, unit, count) if count <= _LONGEST[unit] else None
    return None


def day_of(text: str) -> date | None:
    """A day written 2026-11-22, between 1900 and 2199, or None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def beginning(day: date, unit: str) -> date:
    """The first day of the unit that the day lies in; weeks begin on Monday."""
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def moved(day: date, unit: str, count: int) -> date:
    """So many units later. The 31st becomes the last day of a shorter month."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * {"month": 1, "quarter": 3, "year": 12}[unit]
    first = date(months // 12, months % 12 + 1, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
