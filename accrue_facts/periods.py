"""Periods as people write them: a day, an ISO week, a month, a year, or a running number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

type Every = Literal["day", "week", "month", "year", "number"]

WANTED = "is no period: write 2026-04-30, 2026-04, 2026-W14, 2026 or a running number"


@dataclass(frozen=True, slots=True)
class Written:
    """A period in one canonical writing. `start` is its first day, None for a running number."""

    text: str
    every: Every
    start: date | None


def read_period(text: str) -> Written:
    """What `text` names. ValueError, completing "<text> …", when it names no period."""
    try:
        if re.fullmatch(r"\d{4}", text):
            return Written(text, "year", date(int(text), 1, 1))
        if re.fullmatch(r"[+-]?\d{1,9}", text):
            return Written(str(int(text)), "number", None)
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return Written(text, "month", date.fromisoformat(f"{text}-01"))
        if re.fullmatch(r"\d{4}-?W\d{2}", text, re.IGNORECASE):
            week = text.upper().replace("-", "")
            return Written(f"{week[:4]}-{week[4:]}", "week", date.fromisoformat(week))
        day = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(WANTED) from None
    if day.tzinfo is not None:
        day -= day.utcoffset() or timedelta()
    return Written(day.date().isoformat(), "day", day.date())
