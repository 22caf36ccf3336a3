"""Who buys again, out of the table orders: the grid of cohorts by month, and before against after go-live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from accrue_facts.answers import Answer, checks, estimate
from accrue_facts.series import day_number
from accrue_facts.tables import Floats, Ints, Table
from accrue_stats.estimate import Check, Estimate, Refusal
from accrue_stats.survival.checks import event_refusals
from accrue_stats.survival.cohorts import CohortGrid, cohort_grid, mix_check
from accrue_stats.survival.curve import survival_curve
from accrue_stats.survival.log_rank import LogRank, log_rank
from accrue_stats.survival.restricted import difference, survival_at

LONGEST = 365
"""Days within which somebody must have bought again, where both sides were watched for as long."""
BEFORE, AFTER = "before go-live", "after go-live"


@dataclass(frozen=True, slots=True, eq=False)
class Returning:
    """The share of first-time buyers who bought again within `days`, before and after go-live; None where refused."""

    go_live: date
    days: int
    people: dict[str, int]
    before: Estimate | None
    after: Estimate | None
    change: Estimate | None
    test: LogRank | None
    mix: Check
    refused: tuple[Refusal, ...]

    @property
    def answer(self) -> Answer:
        """The key `before_after`."""
        return {
            "go_live": self.go_live.isoformat(),
            "days": self.days,
            "people": {"before": self.people[BEFORE], "after": self.people[AFTER]},
            "before": estimate(self.before, with_se=True),
            "after": estimate(self.after, with_se=True),
            "change": estimate(self.change, with_se=True),
            "log_rank": log_rank_answer(self.test),
            "checks": checks([self.mix]),
            "grade": "D",
        }


def log_rank_answer(test: LogRank | None) -> Answer | None:
    """A log-rank test as JSON."""
    return None if test is None else {"chi2": test.chi2, "df": test.df, "p": test.p}


def purchases(orders: Table) -> tuple[Ints, Ints]:
    """Who bought (numbered) and on which day, a row per order that is no refund."""
    days = orders.times("ordered_at").astype("datetime64[D]").astype(np.int64)
    bought = orders.numbers("amount") > 0
    return orders.codes("person_id")[1][bought], days[bought]


def monthly_grid(person: Ints, day: Ints) -> CohortGrid | None:
    """Cohorts by the month of the first order, up to the last whole month; None where no month is whole."""
    if not day.size:
        return None
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    tomorrow = np.datetime64(int(day.max()) + 1, "D").astype("datetime64[M]").astype(np.int64)
    last = int(tomorrow) - 1  # the month of the last order, if that was its last day, else the one before
    return cohort_grid(person, months, last=last) if months.min() <= last else None


def grid_answer(grid: CohortGrid) -> list[Answer]:
    """The key `cohorts`: what is not over yet is left out."""
    return [
        {
            "cohort": str(np.datetime64(int(cohort), "M")),
            "people": int(size),
            "retained": [float(share) for share in row if not np.isnan(share)],
        }
        for cohort, size, row in zip(grid.cohorts, grid.size, grid.retained, strict=True)
    ]


def kinds_of(people: Table | None, orders: Table) -> Ints | None:
    """The kind of each of orders' people, numbered as by `purchases` (−1 not known): by segment, source or country,
    the first of them there; None without any."""
    column = next((c for c in ("segment", "source", "country") if people is not None and people.has(c)), None)
    if people is None or column is None:
        return None
    kind_of = dict(zip(people.texts("person_id"), people.codes(column)[1].tolist(), strict=True))
    return np.array([kind_of.get(one, -1) for one in orders.codes("person_id")[0]], dtype=np.int64)


def before_and_after(
    person: Ints, day: Ints, go_live: date, *, kinds: Ints | None, level: float
) -> Returning | None:
    """Time from each person's first day with an order to the next, for people who came before go-live and after.

    Who came before is watched until go-live only, so that no time with the CRM counts as time without. None where one
    side is empty. A description (grade D): who comes after may differ from who came before.
    """
    if not day.size:
        return None
    first, time, event = _until_next(person, day, day_number(go_live))
    late = first >= day_number(go_live)
    people = {BEFORE: int((~late).sum()), AFTER: int(late.sum())}
    if not all(people.values()):
        return None
    sides = {BEFORE: ~late, AFTER: late}
    curves = {name: survival_curve(time[m], event[m], level=level) for name, m in sides.items()}
    days = int(min(LONGEST, *(curve.last for curve in curves.values())))
    refused = event_refusals({name: int(event[m].sum()) for name, m in sides.items()})
    test = log_rank(time, event, late)
    known = np.unique(person)
    mix = mix_check(np.zeros(known.size) if kinds is None else kinds[known], late)
    if refused or days < 1:
        return Returning(go_live, days, people, None, None, None, test, mix, refused)
    before, after = (_returned(survival_at(curve, days)) for curve in curves.values())
    return Returning(go_live, days, people, before, after, difference(after, before), test, mix, ())


def _until_next(person: Ints, day: Ints, go_live: int) -> tuple[Ints, Floats, Floats]:
    """Each person's first day, the days until the next one or until they are no longer watched, and which it was."""
    both = np.unique(np.stack([person, day], axis=1), axis=0)
    starts = np.flatnonzero(np.concatenate([[True], both[1:, 0] != both[:-1, 0]]))
    first = both[starts, 1]
    again = np.append(starts[1:], both.shape[0]) > starts + 1
    second = np.where(again, both[np.minimum(starts + 1, both.shape[0] - 1), 1], np.iinfo(np.int64).max)
    end = np.where(first < go_live, min(go_live - 1, int(day.max())), int(day.max()))
    seen = again & (second <= end)
    return first, (np.where(seen, second, end) - first).astype(np.float64), seen.astype(np.float64)


def _returned(stayed_away: Estimate) -> Estimate:
    return Estimate(
        1 - stayed_away.value, 1 - stayed_away.high, 1 - stayed_away.low, stayed_away.level, stayed_away.se
    )
