"""`accrue measure rollout`: what a roll-out to teams changed, each from its own date on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from accrue_facts.answers import Answer, checks, described, estimate, finite, refusals
from accrue_facts.errors import FactsError
from accrue_facts.panel import Panel, read_adoption, read_panel
from accrue_facts.rollout_warnings import Left, warnings_of
from accrue_facts.tables import Facts, Ints
from accrue_stats.estimate import Estimate, Refusal
from accrue_stats.rollout.cells import Control
from accrue_stats.rollout.cohorts import NEVER, balanced_part
from accrue_stats.rollout.effect import SEED, rollout_effect
from accrue_stats.rollout.refusals import MIN_PRE, Design, refusals_of
from accrue_stats.rollout.result import Rollout
from accrue_stats.rollout.sensitivity import Honest

TABLES = ("panel", "adoption")
LINE = "rollout"
UNTRIED = frozenset({"rollout.short_history", "rollout.permutation"})
"""Refusals of what the data are too few to try, not of what was tried and failed."""


@dataclass(frozen=True, slots=True, eq=False)
class RolloutFound:
    """`found` is None where the panel has no balanced part; `units` and `periods` are those it was measured on, in
    the order of `found.unit_influence` and of `adopted` (positions in `periods`)."""

    found: Rollout | None
    units: tuple[str, ...]
    periods: tuple[str, ...]
    every: str
    adopted: Ints
    control: Control
    anticipation: int
    min_pre: int
    level: float
    warnings: tuple[str, ...]
    refusals: tuple[Refusal, ...]

    @property
    def grade(self) -> Literal["B", "C"] | None:
        """B with every diagnostic passed; C after fewer periods before than usual, or a failed placebo date."""
        if self.refusals or self.found is None:
            return None
        short = self.found.design.before < MIN_PRE
        return "C" if short or any(c.passed is False for c in self.found.checks) else "B"

    @property
    def answer(self) -> Answer:
        """`accrue measure rollout --json`."""
        found = self.found
        test, chance = (found.pre_trend, found.permutation) if found else (None, None)
        return {
            "att": self._told(found.att) if found else None,
            "dynamic": self._told(found.dynamic) if found else None,
            "group": self._told(found.group) if found else None,
            "calendar": self._told(found.calendar) if found else None,
            "total": self._told(found.total) if found else None,
            "by_event_time": _by_event_time(found),
            "pre_trend": None if test is None else {"chi2": test.chi2, "df": test.df, "p": test.p},
            "permutation_p": chance.p if chance else None,
            "smallest_p": chance.smallest if chance else None,
            "honest": _honest(found.honest) if found else [],
            "honest_first": _honest(found.honest_first) if found else [],
            "honest_method": found.honest[0].method if found and found.honest else None,
            "twfe": found.two_way[0] if found and found.two_way else None,
            "twfe_negative_weights": found.two_way[1] if found and found.two_way else None,
            "leave_one_out": self._without_one(),
            "checks": checks(found.checks) if found else [],
            "units": {
                "treated": found.design.treated if found else 0,
                "controls": found.design.controls if found else 0,
                "left_out": int((~found.used).sum()) if found else 0,
            },
            "periods": {"first": self.periods[0], "last": self.periods[-1]} if self.periods else None,
            "control": self.control,
            "anticipation": self.anticipation,
            "min_pre": self.min_pre,
            "seed": SEED,
            "level": self.level,
            "warnings": list(self.warnings),
            "grade": self.grade,
            "refused": refusals(self.refusals, LINE),
        }

    def _told(self, one: Estimate | None) -> Answer | None:
        if not self.refusals:
            return estimate(one, with_se=True)
        return described(one) if {refusal.code for refusal in self.refusals} <= UNTRIED else None

    def _without_one(self) -> Answer | None:
        if self.refusals or self.found is None or np.isnan(self.found.without_one).all():
            return None
        without = self.found.without_one
        low, high = int(np.nanargmin(without)), int(np.nanargmax(without))
        return {
            "low": float(without[low]), "low_without": self.units[low],
            "high": float(without[high]), "high_without": self.units[high],
        }  # fmt: skip


def _honest(intervals: tuple[Honest, ...]) -> list[Answer]:
    return [{"m": one.m, "low": one.low, "high": one.high} for one in intervals]


def _by_event_time(found: Rollout | None) -> list[Answer]:
    rows = found.by_event_time if found else ()
    return [
        {
            "e": one.e, "value": one.effect.value, "se": one.effect.se,
            "low": finite(one.effect.low), "high": finite(one.effect.high),
        }
        for one in rows
    ]  # fmt: skip


def measure_rollout(
    facts: Facts,
    *,
    control: Control = "notyet",
    anticipation: int = 0,
    min_pre: int = MIN_PRE,
    level: float = 0.90,
    seed: int = SEED,
) -> RolloutFound:
    """The effect of adoption on the panel's measure. FactsError when periods do not fit together, or units of the two
    tables do not.

    The period that holds a unit's adoption is its first treated one. A unit of the panel that adoption does not name
    never adopted. Of a panel with holes the balanced part is measured.
    """
    panel = read_panel(facts.tables["panel"])
    dates = read_adoption(facts.tables["adoption"], panel)
    unnamed, elsewhere = named(panel, dates)
    if unnamed and elsewhere:
        raise FactsError(
            "facts.units_differ",
            f"{facts.tables['adoption'].file}, column unit: '{elsewhere[0][:40]}' is no unit of the panel, while "
            f"'{unnamed[0][:40]}' of the panel has no adoption; write them alike, and name every unit.",
        )
    return rollout_of(
        panel, dates, control=control, anticipation=anticipation, min_pre=min_pre, level=level, seed=seed
    )


def rollout_of(
    panel: Panel,
    dates: dict[str, int | None],
    *,
    control: Control = "notyet",
    anticipation: int = 0,
    min_pre: int = MIN_PRE,
    count_from: int | None = None,
    level: float = 0.90,
    seed: int = SEED,
) -> RolloutFound:
    """The same of a panel in memory: `dates` says when each unit adopted (a day's number, or in the panel's numbers;
    None: never). `count_from`: the start of the first period whose effects are in the total."""
    unnamed, elsewhere = named(panel, dates)
    adopted = _positions(panel, dates, anticipation)
    keep, kept = balanced_part(~np.isnan(panel.values))
    values = panel.values[keep, kept]
    moved = np.where(adopted < NEVER, np.maximum(adopted - kept.start, 0), NEVER)
    late = (adopted >= values.shape[1] + kept.start) & (adopted < NEVER)
    units = tuple(unit for unit, stays in zip(panel.units, keep, strict=True) if stays)
    found = None
    refused = refusals_of(Design(0, 0, 0, True, False), None, None, None)
    if values.shape[0] and values.shape[1] >= 2:
        found = rollout_effect(
            values, moved[keep], control=control, anticipation=anticipation, level=level, min_pre=min_pre,
            count_from=0 if count_from is None else int(np.searchsorted(panel.starts[kept], count_from)), seed=seed,
        )  # fmt: skip
        refused = found.refusals
    left = Left(
        incomplete=_names(panel, ~keep),
        at_ends=len(panel.periods) - values.shape[1],
        gap=panel.gap,
        early=_early(panel, keep, found),
        late=_names(panel, late & keep),
        unnamed=unnamed,
        elsewhere=elsewhere,
        without_controls=_without_controls(panel, keep, moved, found, values.shape[1]),
    )
    return RolloutFound(
        found, units, panel.periods[kept], panel.every, moved[keep], control, anticipation, min_pre, level,
        warnings_of(found, left, anticipation=anticipation, level=level, refused=bool(refused)), refused,
    )  # fmt: skip


def named(panel: Panel, dates: dict[str, int | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Units of the panel that `dates` does not name, and units that adopted without a row in the panel."""
    unnamed = tuple(unit for unit in panel.units if unit not in dates)
    there = set(panel.units)
    return unnamed, tuple(unit for unit, day in dates.items() if unit not in there and day is not None)


def _positions(panel: Panel, dates: dict[str, int | None], anticipation: int) -> Ints:
    days = {day for day in dates.values() if day is not None}
    at = {day: panel.position(day, anticipation + 1) for day in days}
    found = (dates.get(unit) for unit in panel.units)
    return np.array([NEVER if day is None else at[day] for day in found], dtype=np.int64)


def _names(panel: Panel, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(panel.units[i] for i in np.flatnonzero(chosen))


def _early(panel: Panel, keep: NDArray[np.bool_], found: Rollout | None) -> tuple[str, ...]:
    if found is None:
        return ()
    return tuple(panel.units[i] for i in np.flatnonzero(keep)[~found.used])


def _without_controls(
    panel: Panel, keep: NDArray[np.bool_], moved: Ints, found: Rollout | None, periods: int
) -> tuple[str, ...]:
    """Units that adopted inside the panel, with periods before, and yet have no effect: no controls were left."""
    if found is None:
        return ()
    measured = {one.adopted for one in found.group_time}
    rows = np.flatnonzero(keep)[found.used]
    return tuple(panel.units[i] for i in rows if moved[i] < periods and int(moved[i]) not in measured)
