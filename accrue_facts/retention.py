"""`accrue measure retention`: how long customers stay, who buys again, how long deals take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accrue_facts.answers import Answer, estimate
from accrue_facts.cohorts import (
    Returning,
    before_and_after,
    grid_answer,
    kinds_of,
    log_rank_answer,
    monthly_grid,
    purchases,
)
from accrue_facts.deal_cycle import DealCycle, deal_cycle
from accrue_facts.durations import Contract, Durations, measure_durations
from accrue_facts.errors import FactsError
from accrue_facts.tables import Facts
from accrue_stats.survival.cohorts import CohortGrid

TABLES = ("durations", "orders", "deals", "people")
ONE_GROUP = "There is one group only."
NOTHING_ENDED = "Nothing ended while two groups were watched."


@dataclass(frozen=True, slots=True, eq=False)
class Retention:
    """What each table said; None where it is not there."""

    durations: Durations | None
    grid: CohortGrid | None
    returning: Returning | None
    deals: DealCycle | None
    level: float
    notes: tuple[str, ...]

    @property
    def answer(self) -> Answer:
        """`accrue measure retention --json`."""
        d, r = self.durations, self.returning
        told = [*(d.refusals if d else ()), *(("before_after", one) for one in (r.refused if r else ()))]
        refused = [{"code": one.code, "reason": one.reason, "line": line} for line, one in told]
        worth = None
        if d is not None and d.contract is not None:
            terms = {
                "margin": d.contract.margin,
                "periods": d.contract.periods,
                "discount": d.contract.discount,
            }
            worth = (
                None
                if not d.worth
                else terms | {"by_group": {k: estimate(v, with_se=True) for k, v in d.worth.items()}}
            )
        return {
            "survival": d.rows() if d else None,
            "rmst": self._mean(d),
            "log_rank": log_rank_answer(d.test) if d else None,
            "groups": d.groups() if d else None,
            "lifetime_value": worth,
            "cohorts": grid_answer(self.grid) if self.grid else None,
            "before_after": self.returning.answer if self.returning else None,
            "deals": self.deals.answer if self.deals else None,
            "level": self.level,
            "undefined": self.undefined,
            "notes": list(self.notes),
            "refused": refused or None,
        }  # fmt: skip

    @property
    def undefined(self) -> dict[str, str]:
        """What is null though nothing was refused, and why."""
        d = self.durations
        if d is None:
            return {}
        why: dict[str, str] = {}
        if d.test is None:
            why["log_rank"] = NOTHING_ENDED if d.has_groups else ONE_GROUP
        if not d.means and not d.refusals:
            why["rmst"] = "Nobody was watched for any time."
        return why

    @staticmethod
    def _mean(d: Durations | None) -> Answer | None:
        mean = d.mean if d else None
        if d is None or mean is None:
            return None
        found: Answer = {"horizon": d.horizon, **(estimate(mean, with_se=True) or {})}
        return found | {"against": d.against}


def measure_retention(
    facts: Facts, *, horizon: float | None, against: str | None, contract: Contract | None, go_live: date | None,
    level: float,
) -> Retention:  # fmt: skip
    """What durations, orders and deals say; FactsError where none of them is there."""
    durations, orders, deals, people = (facts.get(name) for name in TABLES)
    if durations is None and orders is None and deals is None:
        raise FactsError(
            "facts.table_missing", f"{facts.source}: no durations.csv, orders.csv or deals.csv to read how long things last from."
        )  # fmt: skip
    if durations is None and (horizon is not None or against is not None or contract is not None):
        raise FactsError(
            "facts.table_missing",
            f"{facts.source}/durations.csv: no such file; --horizon, --against and --margin speak of it.",
        )
    lasted = None
    if durations is not None:
        lasted = measure_durations(
            durations, horizon=horizon, against=against, contract=contract, level=level
        )
    grid, returning, notes = None, None, []
    if orders is not None:
        person, day = purchases(orders)
        grid = monthly_grid(person, day)
        start = go_live or facts.settings.go_live
        if start:
            returning = before_and_after(person, day, start, kinds=kinds_of(people, orders), level=level)
    cycle = deal_cycle(deals, level=level) if deals is not None else None
    if cycle is not None and cycle.undated:
        them = "1 deal" if cycle.undated == 1 else f"{cycle.undated:,} deals"
        notes.append(f"Left out: {them} that ended on no known day.")
    return Retention(lasted, grid, returning, cycle, level, tuple(notes))
