"""How deals end as time goes on, out of the table deals: won, lost, or still open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.answers import Answer
from accrue_facts.complaint import error_of
from accrue_facts.tables import Floats, Table
from accrue_stats.survival.competing import Incidence, cumulative_incidence

CAUSES = {"won": 1, "lost": 2}
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True, eq=False)
class DealCycle:
    """The share of deals won and lost by each age in days; `undated` deals have ended without a day, and are left out."""

    won: Incidence
    lost: Incidence
    deals: int
    undated: int

    @property
    def answer(self) -> Answer:
        """The key `deals`."""
        return {
            "deals": self.deals,
            "won": _rows(self.won),
            "lost": _rows(self.lost),
            "median_days_to_win": _middle(self.won),
        }


def _rows(found: Incidence) -> list[Answer]:
    """Only the days on which a deal ended this way."""
    at = np.flatnonzero(found.events)
    columns = (found.times, found.share, found.se, found.low, found.high, found.at_risk)
    lists = (column[at].tolist() for column in columns)
    return [
        {"days": t, "share": s, "se": se, "low": low, "high": high, "at_risk": n}
        for t, s, se, low, high, n in zip(*lists, strict=True)
    ]


def _middle(found: Incidence) -> float | None:
    """The age by which half of the deals that were won within what was seen were won."""
    if not found.share[-1] > 0:
        return None
    return float(found.times[np.argmax(found.share >= found.share[-1] / 2)])


def deal_cycle(deals: Table, *, level: float) -> DealCycle | None:
    """Open deals are watched until the last day the table knows of. None where no deal can be timed.

    FactsError for a deal that was closed before it was created.
    """
    created = deals.times("created_at")
    closed = deals.times("closed_at") if deals.has("closed_at") else np.full(deals.rows, np.datetime64("NaT"))
    outcome = np.array(deals.texts("outcome"), dtype=str)
    is_open = outcome == "open"
    early = np.flatnonzero(~is_open & (closed < created))
    if early.size:
        reason = "it was closed before it was created."
        raise error_of([deals.complaint(int(early[0]), "closed_at", reason, "facts.closed_before_created")])
    undated = ~is_open & np.isnat(closed)
    kept = ~undated
    if not kept.any():
        return None
    known = np.concatenate([created, closed[~np.isnat(closed)]])
    until = np.where(is_open, known.max(), closed)[kept]
    days: Floats = np.floor((until - created[kept]) / DAY)
    cause = np.select([outcome[kept] == name for name in CAUSES], list(CAUSES.values()), 0)
    won, lost = (cumulative_incidence(days, cause, of=number, level=level) for number in CAUSES.values())
    return DealCycle(won, lost, int(kept.sum()), int(undated.sum()))
