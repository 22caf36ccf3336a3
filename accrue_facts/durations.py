"""How long things last, out of the table durations: curves by group, their test and their means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.answers import Answer, estimate
from accrue_facts.complaint import error_of
from accrue_facts.errors import FactsError
from accrue_facts.schema import CONTROL
from accrue_facts.tables import Flags, Floats, Ints, Table
from accrue_stats.estimate import Estimate, Refusal
from accrue_stats.survival.checks import event_refusals, horizon_refusals
from accrue_stats.survival.curve import Survival, survival_curve
from accrue_stats.survival.log_rank import LogRank, log_rank
from accrue_stats.survival.restricted import contract_value, difference, restricted_mean

EVERYBODY = "everybody"
NO_GROUP = "(no group)"
MOST_GROUPS = 100


@dataclass(frozen=True, slots=True)
class Contract:
    """What a contract pays: `margin` a period, for at most `periods`, at the `discount` per period."""

    margin: float
    periods: int
    discount: float


@dataclass(frozen=True, slots=True, eq=False)
class Durations:
    """`curves` by group, `whole` of everybody; `means`, `differences` and `worth` only of groups not refused."""

    curves: dict[str, Survival]
    whole: Survival
    test: LogRank | None
    horizon: float
    means: dict[str, Estimate]
    differences: dict[str, Estimate]
    against: str | None
    contract: Contract | None
    worth: dict[str, Estimate]
    refusals: tuple[tuple[str | None, Refusal], ...]

    @property
    def has_groups(self) -> bool:
        return len(self.curves) > 1

    @property
    def mean(self) -> Estimate | None:
        """Of everybody; None where any group is refused."""
        return restricted_mean(self.whole, self.horizon) if self.means and not self.refusals else None

    def rows(self) -> list[Answer]:
        """The table `survival` of the answer."""
        found = []
        for name, curve in self.curves.items():
            group = {"group": name} if self.has_groups else {}
            columns = (curve.times, curve.survival, curve.se, curve.low, curve.high, curve.at_risk)
            lists = (column.tolist() for column in columns)
            found += [
                {**group, "time": t, "survival": s, "se": se, "low": low, "high": high, "at_risk": n}
                for t, s, se, low, high, n in zip(*lists, strict=True)
            ]
        return found

    def groups(self) -> Answer:
        """The keys `groups` of the answer."""
        return {
            name: {
                "n": int(curve.at_risk[0]),
                "events": int(curve.events.sum()),
                "median": curve.median,
                "last": curve.last,
                "rmst": estimate(self.means.get(name), with_se=True),
                "difference": estimate(self.differences.get(name), with_se=True),
                "lifetime_value": estimate(self.worth.get(name), with_se=True),
            }
            for name, curve in self.curves.items()
        }


def measure_durations(
    table: Table, *, horizon: float | None, against: str | None, contract: Contract | None, level: float
) -> Durations:
    """Curves, log-rank test and means of the table durations; `horizon` None: the longest that every group was watched.

    FactsError for a time below 0, over 100 groups, or an `against` that is no group.
    """
    time, event = _times(table), table.numbers("event")
    names, group = _groups(table)
    members = {name: group == i for i, name in enumerate(names)}
    curves = {name: survival_curve(time[m], event[m], level=level) for name, m in members.items()}
    whole = survival_curve(time, event, level=level)
    reference = _reference(names, against, table)
    horizon = min(curve.last for curve in curves.values()) if horizon is None else horizon
    refused = _refusals(curves, members, event, horizon, contract)
    bad = {name for name, _ in refused}
    told = {name: c for name, c in curves.items() if name not in bad and horizon > 0}
    means = {name: restricted_mean(c, horizon) for name, c in told.items()}
    worth = {name: _worth(c, contract) for name, c in told.items()} if contract else {}
    differences = {
        name: difference(mean, means[reference])
        for name, mean in means.items()
        if reference is not None and reference in means and name != reference
    }
    test = log_rank(time, event, group) if len(names) > 1 else None
    return Durations(curves, whole, test, horizon, means, differences, reference, contract, worth, refused)


def _times(table: Table) -> Floats:
    time = table.numbers("time")
    below = np.flatnonzero(time < 0)
    if below.size:
        row = int(below[0])
        reason = f"{time[row]:g} is below 0; write how long it lasted."
        raise error_of([table.complaint(row, "time", reason, "facts.negative_time")])
    return time


def _groups(table: Table) -> tuple[list[str], Ints]:
    """The names of the groups and each row's; one group of everybody without the column."""
    if not table.has("group"):
        return [EVERYBODY], np.zeros(table.rows, dtype=np.int64)
    names, codes = table.codes("group")
    if not names:
        return [EVERYBODY], np.zeros(table.rows, dtype=np.int64)
    if len(names) > MOST_GROUPS:
        raise FactsError(
            "facts.too_many_groups",
            f"{table.file}, column group: {len(names):,} groups; at most {MOST_GROUPS} can be compared.",
        )
    if (codes < 0).any():
        names = [*names, NO_GROUP]
        codes = np.where(codes < 0, len(names) - 1, codes)
    return names, codes


def _reference(names: list[str], against: str | None, table: Table) -> str | None:
    """The group the others are held against: as asked, else control, else the first in order."""
    if against is not None and against not in names:
        listed = ", ".join(names[:12])
        raise FactsError(
            "facts.no_group",
            f"{table.file}, column group: there is no {against!r}; there are: {listed}.",
        )
    if len(names) == 1:
        return None
    return against or (CONTROL if CONTROL in names else names[0])


def _refusals(
    curves: dict[str, Survival],
    members: dict[str, Flags],
    event: Floats,
    horizon: float,
    contract: Contract | None,
) -> tuple[tuple[str | None, Refusal], ...]:
    until = max(horizon, contract.periods - 1 if contract else 0)
    found: list[tuple[str | None, Refusal]] = []
    for name, curve in curves.items():
        few = event_refusals({name: int(event[members[name]].sum())})
        found += [(name, one) for one in (*few, *horizon_refusals({name: curve}, until))]
    return tuple(found)


def _worth(curve: Survival, contract: Contract) -> Estimate:
    return contract_value(curve, margin=contract.margin, periods=contract.periods, discount=contract.discount)
