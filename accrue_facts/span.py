"""The period a statement is drawn for, and its months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from accrue_facts.errors import FactsError
from accrue_facts.tables import Days, Facts, Flags, Floats, Ints
from accrue_facts.values import Period

FACT_TIMES = {
    "orders": "ordered_at",
    "experiments": "assigned_at",
    "costs": "incurred_at",
    "series": "period",
    "panel": "period",
}


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end`, both days inside."""

    start: date
    end: date
    why_start: str
    why_end: str
    is_end_asked: bool = False

    @property
    def months(self) -> tuple[str, ...]:
        first, last = month_number(self.start), month_number(self.end)
        return tuple(month_name(number) for number in range(first, last + 1))

    def holds(self, moments: Days) -> Flags:
        days = moments.astype("datetime64[D]")
        return np.asarray((days >= np.datetime64(self.start)) & (days <= np.datetime64(self.end)))

    def spread(self, first: date | None = None) -> Floats:
        """What part of an amount earned evenly by the day from `first` (or the start) to the end falls in each month."""
        start = max(first or self.start, self.start)
        days = np.arange(
            np.datetime64(min(start, self.end)), np.datetime64(self.end) + np.timedelta64(1, "D")
        )
        at = days.astype("datetime64[M]").astype(int) - (month_number(self.start))
        counted = np.bincount(at, minlength=len(self.months)).astype(np.float64)
        return counted / counted.sum()

    def month_of(self, days: Days) -> Ints:
        """The index into `months` of each day, cut at both ends."""
        at = days.astype("datetime64[M]").astype(int) - month_number(self.start)
        return np.asarray(np.clip(at, 0, len(self.months) - 1), dtype=np.int64)

    def as_value(self) -> Period:
        return Period(self.start.isoformat(), self.end.isoformat(), self.months, self.why_start, self.why_end)


def month_number(day: date) -> int:
    """Months since January 1970."""
    return (day.year - 1970) * 12 + day.month - 1


def month_name(number: int) -> str:
    year, month = divmod(number, 12)
    return f"{1970 + year:04d}-{month + 1:02d}"


def span_of(facts: Facts, start: str | date | None = None, end: str | date | None = None) -> Span:
    """From `start`, else the go-live, else the first fact; to `end`, else the last fact.

    Facts are the days of orders, assignments, costs, series, of a panel of money, and of tasks and cases where they make a
    line. FactsError when there is nothing in between.
    """
    days = [day for day in _fact_days(facts) if day is not None]
    asked_start, asked_end = as_day(start, "--from"), as_day(end, "--to")
    first, last = (min(days), max(days)) if days else (None, None)
    go_live = facts.settings.go_live
    begin, why_begin = (
        (asked_start, "as asked for") if asked_start
        else (go_live, "the go-live") if go_live
        else (first, "the first fact, for programme.toml names no go-live")
    )  # fmt: skip
    finish, why_finish = (asked_end, "as asked for") if asked_end else (last or begin, "the last fact")
    begin, finish = begin or finish, finish or begin
    if begin is None or finish is None:
        raise FactsError(
            "facts.no_period",
            f"{facts.source}: no fact has a day and programme.toml names no go_live; name it, or give --from and --to.",
        )
    if begin > finish:
        raise FactsError(
            "facts.no_period",
            f"{facts.source}: the period would begin on {begin} ({why_begin}) and end before it, on {finish} ({why_finish}).",
        )
    return Span(begin, finish, why_begin, why_finish, asked_end is not None)


def as_day(text: str | date | None, name: str) -> date | None:
    """ISO text as a day. FactsError naming `name` when it is none, or outside 1900 to 2200."""
    if text is None or (isinstance(text, date) and not isinstance(text, datetime)):
        return text
    try:
        day = datetime.fromisoformat(str(text)).date()
    except ValueError:
        raise FactsError(
            "facts.no_day", f"{name}: '{str(text)[:40]}' is not a day such as 2026-04-30."
        ) from None
    if not 1900 <= day.year <= 2200:
        raise FactsError("facts.no_day", f"{name}: {day} is not between 1900 and 2200.")
    return day


def _fact_days(facts: Facts) -> list[date | None]:
    found: list[date | None] = []
    settings = facts.settings
    saved = {"tasks": "done_at"} if settings.hours else {}
    saved |= {"cases": "opened_at"} if settings.cost_per_case is not None else {}
    for name, column in (FACT_TIMES | saved).items():
        if not facts.has(name, column):
            continue
        if name == "panel":
            found += _panel_days(facts)
            continue
        if name == "series":
            found += _series_days(facts)
            continue
        times = facts.tables[name].times(column)
        times = times[~np.isnat(times)]
        if times.size:
            found += [_day(times.min()), _day(times.max())]
    return found


def _series_days(facts: Facts) -> list[date | None]:
    from accrue_facts.series import series_days

    return list(series_days(facts.tables["series"]))


def _panel_days(facts: Facts) -> list[date | None]:
    """Only of a panel that is money, by days."""
    from accrue_facts.panel import read_panel
    from accrue_facts.series import day_of, next_start

    if facts.settings.panel_measure is None:
        return []
    panel = read_panel(facts.tables["panel"])
    if panel.every == "number":
        return []
    return [day_of(int(panel.starts[0])), day_of(next_start(panel.every, int(panel.starts[-1])) - 1)]


def _day(moment: np.datetime64) -> date:
    return date.fromisoformat(str(moment)[:10])
