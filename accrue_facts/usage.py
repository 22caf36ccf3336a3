"""`accrue measure usage-drop`: whose use of the product fell, out of the table usage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from accrue_facts.answers import Answer, refusals
from accrue_facts.errors import FactsError
from accrue_facts.periods import read_period, read_periods
from accrue_facts.tables import Facts, Floats, Ints, Table
from accrue_stats.usage.drop import NOMINAL, Drops, usage_drops

TABLES = ("usage",)
MONDAY = date(1969, 12, 29).toordinal()
LARGEST = 400_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Usage:
    """`counts`, shape (people, weeks); `first`, shape (people,), the week of each person's first row."""

    people: list[str]
    counts: Floats
    first: Floats
    start: int
    is_number: bool

    def week(self, column: int) -> str:
        """The name of a week: its ISO writing, or its running number."""
        if self.is_number:
            return str(self.start + column)
        year, week, _ = date.fromordinal(MONDAY + 7 * (self.start + column)).isocalendar()
        return f"{year}-W{week:02d}"


@dataclass(frozen=True, slots=True, eq=False)
class UsageDrop:
    """The drops of the last `recent` weeks."""

    usage: Usage
    found: Drops
    recent: int

    @property
    def answer(self) -> Answer:
        """`accrue measure usage-drop --json`."""
        found, usage = self.found, self.usage
        tested = ~np.isnan(found.p)
        at = np.flatnonzero(found.alarm)
        last = usage.week(usage.counts.shape[1] - 1)
        alarms = [
            {
                "person_id": usage.people[i],
                "week": last,
                "expected": float(found.expected[i]),
                "seen": int(found.seen[i]),
                "p": float(found.p[i]),
            }
            for i in at[np.argsort(found.p[at], kind="stable")]
        ]
        refused = bool(found.refusals)
        return {
            "weeks": {"from": usage.week(0), "to": last, "recent": self.recent},
            "people": len(usage.people),
            "tested": int(tested.sum()),
            "too_few_weeks": int((~tested).sum()),
            "alarms": None if refused else alarms,
            "false_alarm_rate": found.false_alarms,
            "false_alarm_rate_nominal": found.false_alarms_nominal,
            "placebos": found.placebos,
            "nominal": NOMINAL,
            "threshold": None if refused else found.threshold,
            "refused": refusals(found.refusals),
        }


def measure_usage_drop(facts: Facts, *, recent: int = 1, until: str | None = None) -> UsageDrop:
    """Who used the product improbably little in the `recent` weeks up to `until` (the last in the table).

    A person's weeks run from their first row to the last week of all; those without a row count as zero.
    """
    usage = read_usage(facts.tables["usage"], until)
    return UsageDrop(usage, usage_drops(usage.counts, usage.first, recent=recent), recent)


def read_usage(table: Table, until: str | None = None) -> Usage:
    """Counts by person and week; days are added up to ISO weeks. FactsError for months or years, weeks written both as
    days and numbers, no week up to `until`, or more than can be held."""
    texts, codes = table.codes("week")
    numbers, is_number = _week_numbers(table, texts, codes)
    week = numbers[codes]
    end = int(week.max()) if until is None else _until(until, is_number)
    kept = week <= end
    if not kept.any():
        raise FactsError("facts.no_weeks", f"{table.file}, column week: there is none up to {until!r}.")
    people, who = table.codes("person_id")
    present, row = np.unique(who[kept], return_inverse=True)
    start = int(week[kept].min())
    weeks = end - start + 1
    if present.size * weeks > LARGEST:
        raise FactsError(
            "facts.too_large",
            f"{table.file}: {present.size:,} people in {weeks:,} weeks are more than can be held.",
        )
    column = week[kept] - start
    flat = np.bincount(row * weeks + column, table.numbers("count")[kept], present.size * weeks)
    first = np.full(present.size, weeks, dtype=np.int64)
    np.minimum.at(first, row, column)
    return Usage(
        [people[i] for i in present], flat.reshape(-1, weeks), first.astype(np.float64), start, is_number
    )


def _week_numbers(table: Table, texts: list[str], codes: Ints) -> tuple[Ints, bool]:
    found = read_periods(texts)
    if all(one.every in ("number", "year", "month") and one.is_whole for one in found):
        # four and six digits are running numbers here
        return np.array([int(one.text) for one in found], dtype=np.int64), True
    for i, one in enumerate(found):
        if one.start is None or one.every in ("month", "quarter", "year"):
            reason = f"'{one.text}' is no week; write 2026-W14, its Monday, or running numbers throughout."
            row = int(np.flatnonzero(codes == i)[0])
            raise FactsError("facts.no_week", str(table.complaint(row, "week", reason, "facts.no_week")))
    starts = [one.start.toordinal() for one in found if one.start is not None]
    return (np.array(starts, dtype=np.int64) - MONDAY) // 7, False


def _until(text: str, is_number: bool) -> int:
    try:
        found = read_period(text.strip())
    except ValueError as error:
        raise FactsError("facts.no_week", f"--until: {text[:40]!r} {error}.") from None
    if is_number and found.is_whole:
        return int(found.text)
    if is_number or found.start is None or found.every not in ("day", "week"):
        raise FactsError(
            "facts.no_week", f"--until: {text[:40]!r} is not written like the weeks of the table."
        )
    return (found.start.toordinal() - MONDAY) // 7
