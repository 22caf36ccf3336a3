"""How many deals that enter a stage get beyond it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.answers import Answer, estimate
from accrue_facts.cut import Cut
from accrue_facts.tables import Days, Flags, Floats, Ints, Table
from accrue_stats.estimate import Estimate
from accrue_stats.shares import newcombe, wilson


@dataclass(frozen=True, slots=True)
class StageRate:
    """`entered`: times a deal entered the stage and has left it; `still_there` stand in it. Shares that moved on."""

    stage: str
    entered: int
    still_there: int
    share: Estimate | None
    before: Estimate | None
    after: Estimate | None
    change: Estimate | None

    @property
    def answer(self) -> Answer:
        names = ("share", "before", "after", "change")
        figures = {name: estimate(getattr(self, name)) for name in names}
        return {"stage": self.stage, "left": self.entered, "still_there": self.still_there} | figures


def stage_rates(deals: Table, stages: Table, cut: Cut | None, level: float) -> tuple[StageRate, ...]:
    """Each stage in the order deals pass them. A deal has moved on when a later stage is known, or it was won.

    The stage into which a deal was put as it closed is no stage on the way, and left out.
    """
    deal, at, outcome, closed = _ordered(deals, stages)
    names, codes = stages.codes("stage")
    when = stages.times("entered_at")[at]
    stage, same = codes[at], np.append(deal[1:] == deal[:-1], False)
    ending = ~same & (outcome > 0) & (when >= closed)
    moved = same | (outcome == 1)
    # somebody who only went on to the closing stage of a lost deal did not get further
    into_end = np.append(ending[1:], False) & same & (outcome == 2)
    moved &= ~into_end
    left = moved | (outcome == 2)
    on_the_way = ~ending
    place = _place(deal)
    found = []
    for code in sorted(set(stage[on_the_way].tolist()), key=lambda c: float(place[stage == c].mean())):
        mine = on_the_way & (stage == code)
        periods = [mine] if cut is None else [mine, mine & cut.before(when), mine & cut.after(when)]
        counts = [_count(moved, left, part) for part in periods]
        shares = [wilson(*one, level) if one[1] else None for one in counts] + [None, None]
        change = (
            newcombe(counts[1], counts[2], level) if len(counts) > 1 and shares[1] and shares[2] else None
        )
        still = int(np.count_nonzero(mine & ~left))
        found.append(StageRate(names[code], counts[0][1], still, shares[0], shares[1], shares[2], change))
    return tuple(found)


def _count(moved: Flags, left: Flags, part: Flags) -> tuple[int, int]:
    return int(np.count_nonzero(moved & part)), int(np.count_nonzero(left & part))


def _ordered(deals: Table, stages: Table) -> tuple[Ints, Ints, Ints, Days]:
    """Rows of `stages` by deal and time (`at`): the deal's code, its outcome (0 open or unknown, 1 won, 2 lost), its end."""
    names, codes = stages.codes("deal_id")
    known = {str(one): i for i, one in enumerate(deals.texts("deal_id"))}
    row = np.array([known.get(name, -1) for name in names], dtype=np.int64)
    said = np.append(np.array([{"won": 1, "lost": 2}.get(str(o), 0) for o in deals.texts("outcome")]), 0)
    nothing = np.datetime64("NaT", "us")
    ends = deals.times("closed_at") if deals.has("closed_at") else np.full(deals.rows, nothing)
    at = _by_time(codes, stages.codes("stage")[1], stages.times("entered_at"))
    of = row[codes[at]]
    return codes[at], at, said[of], np.append(ends, nothing)[of]


def _by_time(deal: Ints, stage: Ints, when: Days) -> Ints:
    """Rows by deal and moment; of several at one moment the stage that usually comes first goes first."""
    at = np.lexsort((when, deal))
    usual = np.bincount(stage[at], weights=_place(deal[at])) / np.maximum(np.bincount(stage), 1)
    alone = np.ones(at.size, dtype=bool)
    tied = (deal[at][1:] == deal[at][:-1]) & (when[at][1:] == when[at][:-1])
    alone[1:] &= ~tied
    alone[:-1] &= ~tied
    counted = np.bincount(stage[at][alone], minlength=usual.size)
    clear = np.bincount(stage[at][alone], weights=_place(deal[at])[alone], minlength=usual.size)
    usual = np.where(counted > 0, clear / np.maximum(counted, 1), usual)
    return np.lexsort((usual[stage], when, deal)).astype(np.int64)


def _place(deal: Ints) -> Floats:
    """How many stages of the same deal came before each row."""
    starts = np.flatnonzero(np.diff(deal, prepend=-1) != 0)
    lengths = np.diff(np.append(starts, deal.size))
    return np.arange(deal.size, dtype=np.float64) - np.repeat(starts, lengths)
