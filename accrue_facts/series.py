"""A measure by period: read from the table series, or added up from orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

import numpy as np

from accrue_facts.complaint import error_of
from accrue_facts.errors import FactsError
from accrue_facts.periods import Every, Written, read_periods, unlike
from accrue_facts.tables import Days, Floats, Ints, Table

SEASONS: dict[Every, int | None] = {
    "day": 7, "week": 52, "month": 12, "quarter": 4, "year": None, "number": None,
}  # fmt: skip
MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "year": 12}
DAYS: dict[str, int] = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True, eq=False)
class Kpi:
    """`values[i]` is the measure in the period that begins at `starts[i]` (a day's number since 1970, or the running
    number) and ends before `starts[i + 1]`; periods are evenly spaced unless `gap` says which is missing.

    `rows[i]`: rows of the table (orders: those of the period; series: the one), for the records. `left_out`: how
    many orders fall into periods at either end that are not whole.
    """

    measure: str
    every: Every
    periods: tuple[str, ...]
    starts: Ints
    values: Floats
    control: Floats | None
    rows: tuple[Ints, ...]
    gap: str | None = None
    left_out: int = 0

    @property
    def season(self) -> int | None:
        return SEASONS[self.every]

    @property
    def ends(self) -> Ints:
        """The last day (or number) of each period."""
        return np.array([next_start(self.every, int(start)) - 1 for start in self.starts], dtype=np.int64)

    def first_after(self, go_live: int) -> int:
        """The index of the first period that ends on `go_live` or later: what comes of it begins there."""
        return int(np.searchsorted(self.ends, go_live))

    def until(self, last: int) -> Kpi:
        """Only the periods that end by `last`."""
        n = int(np.searchsorted(self.ends, last, side="right"))
        control = None if self.control is None else self.control[:n]
        return Kpi(
            self.measure, self.every, self.periods[:n], self.starts[:n], self.values[:n], control, self.rows[:n],
            self.gap, self.left_out,
        )  # fmt: skip


def day_number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def day_of(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(number))


def measures(table: Table) -> list[str]:
    return table.codes("measure")[0]


def series_kpi(table: Table, measure: str) -> Kpi:
    """The rows of `measure` in the order of their periods. FactsError when there are none, or periods of two kinds."""
    names, codes = table.codes("measure")
    if measure not in names:
        listed = ", ".join(names[:12])
        raise FactsError(
            "facts.no_measure", f"{table.file}, column measure: there is no {measure!r}; there are: {listed}."
        )
    rows = np.flatnonzero(codes == names.index(measure))
    texts = table.texts("period")
    written = read_periods(str(texts[int(row)]) for row in rows)
    starts = np.array([_start(one) for one in written], dtype=np.int64)
    _one_kind(table, rows, written)
    order = np.argsort(starts, kind="stable")
    starts, rows, written = starts[order], rows[order], [written[i] for i in order]
    every = spacing(written[0].every, starts)
    control = table.numbers("control")[rows] if table.has("control") else None
    if control is not None and np.isnan(control).all():
        control = None
    return Kpi(
        measure, every, tuple(one.text for one in written), starts, table.numbers("value")[rows], control,
        tuple(rows[i : i + 1] for i in range(rows.size)), gap_in(every, starts),
    )  # fmt: skip


def series_days(table: Table) -> tuple[date | None, date | None]:
    """The first and the last day the periods cover; None where they are running numbers."""
    firsts, lasts = [], []
    for measure in measures(table):
        kpi = series_kpi(table, measure)
        if kpi.every != "number":
            firsts.append(int(kpi.starts[0]))
            lasts.append(int(kpi.ends[-1]))
    return (day_of(min(firsts)), day_of(max(lasts))) if firsts else (None, None)


def orders_kpi(
    measure: str,
    moments: Days,
    amounts: Floats,
    *,
    go_live: date,
    end: date | None,
    every: Literal["day", "week", "month"],
) -> Kpi:
    """`amounts` of orders added up by whole periods: weeks are seven days counted from the go-live, both ways.

    Orders are known from the first day to the last, and beyond each as far as days without an order are usual
    (one less than the 95th percentile of the gaps), but not past `end`, where one is asked for. Periods that reach further are not whole, and left out.
    """
    days = moments.astype("datetime64[D]").astype(np.int64)
    number = _numbering(every, go_live)
    slack = _usual_gap(days) - 1
    first_day = int(days.min()) - slack
    last_day = int(days.max()) + slack
    last_day = last_day if end is None else min(last_day, day_number(end))
    index = number(days)
    low, high = int(index.min()), int(number(np.array([last_day]))[0])
    edges = np.array([_edge(every, go_live, k) for k in range(low, high + 2)], dtype=np.int64)
    if edges[0] < first_day and low < high:
        low, edges = low + 1, edges[1:]
    if edges[-1] - 1 > last_day:
        high, edges = high - 1, edges[:-1]
    inside = (index >= low) & (index <= high)
    rows = np.flatnonzero(inside)
    size = max(high - low + 1, 0)
    values = np.bincount(index[rows] - low, weights=amounts[rows], minlength=size) if size else np.zeros(0)
    by_period = np.split(
        rows[np.argsort(index[rows], kind="stable")], np.cumsum(np.bincount(index[rows] - low, minlength=size))[:-1]
    ) if size else []  # fmt: skip
    texts = tuple(day_of(edge).isoformat()[: 7 if every == "month" else 10] for edge in edges[:-1])
    return Kpi(
        measure,
        every,
        texts,
        edges[:-1],
        values,
        None,
        tuple(by_period),
        left_out=int((~inside & (days <= last_day)).sum()),
    )


def _usual_gap(days: Ints) -> int:
    """How many days after one with orders the next one is, in 95 of 100 cases at most."""
    gaps = np.diff(np.unique(days))
    return int(np.quantile(gaps, 0.95, method="higher")) if gaps.size >= 3 else 1


def _numbering(every: str, go_live: date) -> Callable[[Ints], Ints]:
    """A function from days to the numbers of their periods."""
    if every == "month":
        return lambda days: days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    width, origin = DAYS[every], day_number(go_live)
    return lambda days: np.asarray((days - origin) // width, dtype=np.int64)


def _edge(every: str, go_live: date, k: int) -> int:
    if every == "month":
        return int(np.datetime64(k, "M").astype("datetime64[D]").astype(np.int64))
    return day_number(go_live) + k * DAYS[every]


def _start(one: Written) -> int:
    return day_number(one.start) if one.start is not None else int(one.text)


def _one_kind(table: Table, rows: Ints, written: list[Written]) -> None:
    for row, one in zip(rows, written, strict=True):
        if reason := unlike(one, written[0]):
            raise error_of([table.complaint(int(row), "period", reason, "facts.mixed_periods")])


def spacing(kind: Every, starts: Ints) -> Every:
    """What periods written as `kind` are: days that stand a week, a month, a quarter or a year apart are that."""
    if kind != "day" or starts.size < 2:
        return kind
    step = float(np.median(np.diff(starts)))
    return (
        "day" if step < 4
        else "week" if step < 15
        else "month" if step < 60
        else "quarter" if step < 200
        else "year"
    )  # fmt: skip


def gap_in(every: Every, starts: Ints) -> str | None:
    """Which period is missing first, in words; None where the periods follow each other."""
    for before, after in pairwise(starts):
        expected = next_start(every, int(before))
        if every in MONTHS and _same_month(expected, int(after), every):
            continue
        if after != expected:
            shown = str(expected) if every == "number" else day_of(expected).isoformat()
            return f"a {every if every != 'number' else 'period'} is missing or out of step: {shown} was expected"
    return None


def _same_month(a: int, b: int, every: Every) -> bool:
    first, second = day_of(a), day_of(b)
    return first.year == second.year and (every == "year" or first.month == second.month)


def next_start(every: Every, start: int) -> int:
    """The first day (or the number) of the period after the one that begins at `start`."""
    if every == "number":
        return start + 1
    if every in DAYS:
        return start + DAYS[every]
    day = day_of(start)
    years, month = divmod(12 if every == "year" else day.month + MONTHS[every] - 1, 12)
    return day_number(date(day.year + years, month + 1, 1))
