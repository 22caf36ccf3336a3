"""Periods as people write them: a day, an ISO week, a month, a quarter, a year, or a running number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Literal

type Every = Literal["day", "week", "month", "quarter", "year", "number"]

WANTED = "is no period: write 2026-04-30, 2026-04, 2026-Q2, 2026-W14, 2026 or a running number"
FIRST_YEAR, LAST_YEAR = 1900, 2200
WHOLE: dict[int, Every] = {4: "year", 6: "month", 8: "day"}
"""What whole numbers of so many digits can be."""
WIDEST_STEP = 100
"""Running numbers do not step further than this; a year with a digit too many does."""


@dataclass(frozen=True, slots=True)
class Written:
    """A period in one canonical writing. `start` is its first day, None for a running number."""

    text: str
    every: Every
    start: date | None

    @property
    def is_whole(self) -> bool:
        """Whether it is written as a whole number."""
        return self.text.lstrip("-").isdigit()


def read_period(text: str) -> Written:
    """What `text` names. ValueError, completing "<text> …", when it names no period.

    Whole numbers are years from 1900 to 2200, months such as 202604 and days such as 20260430 where they can be, and
    running numbers otherwise; spreadsheets write 2004 as 2004.0 where cells beside it are empty. A moment is the day it
    stands for, in its own zone: a month that begins at midnight in Berlin begins the day before in UTC.
    """
    try:
        if re.fullmatch(r"[+-]?\d{1,9}(\.0*)?", text):
            return _whole(text.split(".")[0])
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return Written(text, "month", date.fromisoformat(f"{text}-01"))
        if found := re.fullmatch(r"(\d{4})[- ]?Q([1-4])|Q([1-4])[- ]?(\d{4})", text, re.IGNORECASE):
            year, quarter = found[1] or found[4], int(found[2] or found[3])
            return Written(f"{year}-Q{quarter}", "quarter", date(int(year), 3 * quarter - 2, 1))
        if re.fullmatch(r"\d{4}-?W\d{2}", text, re.IGNORECASE):
            week = text.upper().replace("-", "")
            return Written(f"{week[:4]}-{week[4:]}", "week", date.fromisoformat(week))
        day = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(WANTED) from None
    return Written(day.date().isoformat(), "day", day.date())


def read_periods(texts: Iterable[str]) -> list[Written]:
    """A column of periods. Whole numbers of which some are no years, months or days are all running numbers: 1899,
    1900, 1901."""
    found = [read_period(text) for text in texts]
    if len({one.every for one in found}) < 2 or not all(one.is_whole for one in found):
        return found
    numbers = sorted({int(one.text) for one in found})
    if any(after - before > WIDEST_STEP for before, after in pairwise(numbers)):
        return found
    return [replace(one, every="number", start=None) for one in found]


def unlike(one: Written, first: Written) -> str | None:
    """Why the two cannot stand in one column, in words."""
    if one.every != first.every:
        return f"'{one.text}' is a {one.every}, while others are written as a {first.every}; write all alike."
    if one.is_whole != first.is_whole:
        return f"'{one.text}' is written another way than '{first.text}'; write all alike."
    return None


def _whole(text: str) -> Written:
    number = Written(str(int(text)), "number", None)
    every = WHOLE.get(len(text))
    if every is None or not text.isdigit() or not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        return number
    try:
        return Written(text, every, date(int(text[:4]), int(text[4:6] or 1), int(text[6:] or 1)))
    except ValueError:
        return number
