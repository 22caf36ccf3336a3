"""Work of the same users, and cases of the same customers, by month before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.answers import Answer, estimate
from accrue_facts.cut import Cut
from accrue_facts.tables import Days, Facts, Flags, Floats, Ints, Table
from accrue_stats.estimate import Estimate
from accrue_stats.productivity import rate_change

NO_USERS = "Fewer than two users did tasks both before and after."


@dataclass(frozen=True, slots=True)
class Rate:
    """A figure per unit and month, before and after, and its change."""

    before: float
    after: float
    change: Estimate | None
    units: int

    @property
    def answer(self) -> Answer:
        return {
            "before": self.before,
            "after": self.after,
            "change": estimate(self.change),
            "units": self.units,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Users or customers who are compared with themselves, and the months each was there before and after."""

    names: list[str]
    before: Floats
    after: Floats

    def count(self, table: Table, column: str, chosen: Flags) -> Floats:
        """How many of the rows chosen are each one's."""
        names, codes = table.codes(column)
        place = {name: i for i, name in enumerate(self.names)}
        of = np.append(np.array([place.get(name, -1) for name in names], dtype=np.int64), -1)[codes]
        return np.bincount(of[chosen & (of >= 0)], minlength=len(self.names)).astype(np.float64)

    def rate(self, table: Table, column: str, when: Days, cut: Cut, level: float) -> Rate:
        """Rows of `table` of each, by month. Two or more are there."""
        early = self.count(table, column, cut.before(when))
        late = self.count(table, column, cut.after(when))
        change = rate_change(early, self.before, late, self.after, level=level)
        before, after = float(early.sum() / self.before.sum()), float(late.sum() / self.after.sum())
        return Rate(before, after, change, len(self.names))


def users_of(tasks: Table, cut: Cut) -> Units | None:
    """Who did tasks both before and after: there from their first task to their last. None with fewer than two."""
    names, codes = tasks.codes("user_id")
    done = tasks.times("done_at")
    inside = cut.before(done) | cut.after(done)
    first, last = _ends(codes[inside], done[inside], len(names))
    kept = np.flatnonzero((cut.months_before(first) > 0) & (cut.months_after(last) > 0) & ~np.isnat(first))
    if kept.size < 2:
        return None
    return Units([names[i] for i in kept], cut.months_before(first[kept]), cut.months_after(last[kept]))


def _ends(codes: Ints, days: Days, size: int) -> tuple[Days, Days]:
    """The first and last day of each code; NaT of one that is not there."""
    order = np.lexsort((days, codes))
    codes, days = codes[order], days[order]
    present, at, count = np.unique(codes, return_index=True, return_counts=True)
    first = np.full(size, np.datetime64("NaT", "us"), dtype="datetime64[us]")
    last = first.copy()
    first[present], last[present] = days[at], days[at + count - 1]
    return first, last


def deals_of(facts: Facts, cut: Cut, users: Units | None, level: float, told: dict[str, str]) -> Rate | None:
    """Deals each of these users opened; without, the reason is told."""
    deals = facts.get("deals")
    if deals is None or not deals.has("owner_id"):
        told["deals_per_user"] = "There is no table deals with an owner_id."
        return None
    if users is None:
        told["deals_per_user"] = NO_USERS
        return None
    return users.rate(deals, "owner_id", deals.times("created_at"), cut, level)


def interactions_of(facts: Facts, cut: Cut, users: Units | None, told: dict[str, str]) -> Rate | None:
    """Touches name no user: all of them over the months of those who are compared, so without an interval."""
    touches = facts.get("touches")
    if touches is None or users is None:
        told["interactions_per_user"] = "There is no table touches." if touches is None else NO_USERS
        return None
    when = touches.times("occurred_at")
    before = int(np.count_nonzero(cut.before(when))) / float(users.before.sum())
    after = int(np.count_nonzero(cut.after(when))) / float(users.after.sum())
    return Rate(before, after, None, len(users.names))


def cases_of(facts: Facts, cut: Cut, level: float, told: dict[str, str]) -> Rate | None:
    """Cases by month of the customers of before: each is there from their first order on."""
    cases, orders = facts.get("cases"), facts.get("orders")
    if cases is None or orders is None:
        told["cases_per_customer"] = "It needs the tables cases and orders."
        return None
    names, codes = orders.codes("person_id")
    opened = cases.times("opened_at")
    first, _ = _ends(codes, orders.times("ordered_at"), len(names))
    since = cut.months_before(np.maximum(first, opened.min()))
    until = cut.months_after(np.full(len(names), opened.max()))
    kept = np.flatnonzero((since > 0) & (until > 0))
    if kept.size < 2:
        told["cases_per_customer"] = (
            "Fewer than two customers had bought before, or the cases lie on one side."
        )
        return None
    customers = Units([names[i] for i in kept], since[kept], until[kept])
    # a case of somebody who had not bought yet belongs to no time that is counted
    place = {name: i for i, name in enumerate(names)}
    who, of = cases.codes("person_id")
    bought = np.append(first, np.datetime64("NaT", "us"))[np.array([place.get(one, -1) for one in who])[of]]
    started = opened.astype("datetime64[D]") >= bought.astype("datetime64[D]")
    early = customers.count(cases, "person_id", cut.before(opened) & started)
    late = customers.count(cases, "person_id", cut.after(opened))
    change = rate_change(early, customers.before, late, customers.after, level=level)
    return Rate(
        float(early.sum() / customers.before.sum()),
        float(late.sum() / customers.after.sum()),
        change,
        kept.size,
    )
