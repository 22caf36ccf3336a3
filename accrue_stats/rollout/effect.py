"""What a roll-out changed: teams that adopted, each from its own date on, against teams that had not (grade B)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from accrue_stats.distributions import two_sided
from accrue_stats.estimate import Estimate, FloatArray, check_level
from accrue_stats.rollout.averages import (
    Average,
    Worked,
    by_key,
    cell_errors,
    cohort_average,
    mean_of,
    unit_average,
    worked,
)
from accrue_stats.rollout.cells import Base, Cells, Control, cell_effects, group_time_cells
from accrue_stats.rollout.cohorts import NEVER, Cohorts, IntArray, checked_panel, cohorts_of
from accrue_stats.rollout.few_units import Residuals, interval, residuals_of
from accrue_stats.rollout.leave_out import leave_one_out
from accrue_stats.rollout.permutation import permutation_test
from accrue_stats.rollout.placebo import placebo_check
from accrue_stats.rollout.pre_trend import pre_trend
from accrue_stats.rollout.refusals import MIN_PRE, Design, refusals_of
from accrue_stats.rollout.result import EventTime, GroupTime, Rollout, nothing_measured
from accrue_stats.rollout.sensitivity import honest_intervals
from accrue_stats.rollout.two_way import two_way_effect

SEED = 20_260_101


def rollout_effect(
    values: ArrayLike,
    adopted: ArrayLike,
    *,
    control: Control = "notyet",
    anticipation: int = 0,
    level: float = 0.90,
    min_pre: int = MIN_PRE,
    count_from: int = 0,
    seed: int = SEED,
) -> Rollout:
    """Difference-in-differences of a balanced panel `values` (n units, T periods, any unit of measure).

    `adopted` (n,): the position (from 0) of each unit's first treated period, `NEVER` for none; a position of T or
    later is an adoption after the panel ends. `control`: units that never adopt, or also those that have not yet.
    `anticipation`: for so many periods before adoption units may already have reacted. `count_from`: the position of
    the first period whose effects go into `total`; the other figures do not know of it. Units without an untouched
    period before adoption are left out (`used`). With one common date each unit's mean after is set against its mean
    of all periods before; with several it is Callaway & Sant'Anna.

    Assumes that without adoption all would have moved alike (parallel trends), that nobody reacts earlier than
    declared, that units do not affect each other, and that nobody un-adopts. `se` is the influence function's; the
    interval is wider where units are few (`few_units`).
    Refuses: see `refusals_of`. ValueError for holes in the panel or a negative `anticipation`.

    Sources: Callaway & Sant'Anna (2021); Bertrand, Duflo & Mullainathan (2004) for collapsing one date.
    """
    check_level(level)
    if anticipation < 0 or min_pre < 1:
        raise ValueError("anticipation must be 0 or more, and at least one period must be asked for before")
    y, start = checked_panel(values, adopted)
    periods = y.shape[1]
    start = np.where(start >= periods + anticipation, NEVER, start)
    used = start - anticipation >= 1
    if not used.any():
        return nothing_measured(
            used, refusals_of(Design(0, 0, 0, True, False), None, None, None, min_pre=min_pre)
        )
    scale, y = _scaled(y[used])
    cohorts = cohorts_of(start[used])
    treated = int((cohorts.starts < periods).sum())
    base: Base = "mean" if treated == 1 else "last"
    cells = group_time_cells(
        cohorts.starts, cohorts.sizes, periods, control=control, anticipation=anticipation, base=base
    )
    design = _design(cells, cohorts, periods, anticipation, base, varies=scale > 0)
    if not (cells.event >= 0).any():
        return nothing_measured(used, refusals_of(design, None, None, None, min_pre=min_pre), design)
    return _measured(
        _Panel(y, scale, cohorts, cells, used, design, control, anticipation, base, level),
        start[used], min_pre=min_pre, count_from=count_from, seed=seed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Panel:
    """What was asked, with outcomes divided by `scale`, each unit's mean taken off."""

    y: FloatArray
    scale: float
    cohorts: Cohorts
    cells: Cells
    used: NDArray[np.bool_]
    design: Design
    control: Control
    anticipation: int
    base: Base
    level: float

    def worked(self, average: Average) -> Worked:
        return worked(average, self.cells, self.y, self.cohorts)

    def estimate(self, average: Average, residuals: Residuals) -> Estimate:
        return interval(self.worked(average), residuals, self.level).times(self.scale)


def _measured(panel: _Panel, start: IntArray, *, min_pre: int, count_from: int, seed: int) -> Rollout:
    y, cohorts, cells, scale = panel.y, panel.cohorts, panel.cells, panel.scale
    effects = cell_effects(cells, cohorts.means(y))
    after = cells.event >= 0
    residuals = residuals_of(y, cohorts)
    simple = unit_average(cells, effects, cohorts.sizes, after)
    found = panel.worked(simple)
    att = interval(found, residuals, panel.level)
    every = np.ones(after.size, dtype=np.bool_)
    events = by_key(cells, effects, cohorts.sizes, cells.event, every)
    dates = by_key(cells, effects, cohorts.sizes, cells.time, after)
    test = pre_trend(cells, y, cohorts, residuals, panel.anticipation)
    chance = permutation_test(y, cohorts, found.outcome, seed=seed)
    without = leave_one_out(
        y, cohorts, control=panel.control, anticipation=panel.anticipation, base=panel.base
    )
    first = next(one for e, one in events.items() if e >= 0)
    honest, honest_first = honest_intervals(
        (simple, first), cells, y, cohorts, residuals, anticipation=panel.anticipation, level=panel.level
    )
    two_way = two_way_effect(y, start)
    flips = int((~(without * att.value > 0)).sum()) if att.value else 0
    counted = after & (cells.time >= count_from)
    total, total_influence = _total(panel, effects, counted, residuals)
    return Rollout(
        att=att.times(scale),
        dynamic=panel.estimate(mean_of([one for e, one in events.items() if e >= 0]), residuals),
        group=panel.estimate(cohort_average(cells, effects, cohorts.sizes, after), residuals),
        calendar=panel.estimate(mean_of(list(dates.values())), residuals),
        total=total,
        unit_periods=int(cohorts.sizes[cells.cohort[counted]].sum()),
        by_event_time=tuple(EventTime(e, panel.estimate(one, residuals)) for e, one in events.items()),
        group_time=_group_time(panel, effects),
        pre_trend=test,
        permutation=chance,
        honest=tuple(h.times(scale) for h in honest),
        honest_first=tuple(h.times(scale) for h in honest_first),
        two_way=None if two_way is None else (two_way[0] * scale, two_way[1]),
        without_one=_over_all(panel.used, without * scale, np.nan),
        unit_influence=_over_all(panel.used, _scaled_influence(found, att) * scale, 0.0),
        total_influence=_over_all(panel.used, total_influence, 0.0),
        used=panel.used,
        design=panel.design,
        checks=(
            placebo_check(
                cells, y, cohorts, residuals, control=panel.control, anticipation=panel.anticipation, base=panel.base,
                scale=scale,
            ),
        ),
        refusals=refusals_of(panel.design, chance, test, flips, min_pre=min_pre),
    )  # fmt: skip


def _total(
    panel: _Panel, effects: FloatArray, counted: NDArray[np.bool_], residuals: Residuals
) -> tuple[Estimate | None, FloatArray]:
    """The sum of the effects over the unit-periods of the `counted` cells, and each unit's influence on it."""
    if not counted.any():
        return None, np.zeros(panel.y.shape[0])
    mean = unit_average(panel.cells, effects, panel.cohorts.sizes, counted)
    size = int(panel.cohorts.sizes[panel.cells.cohort[counted]].sum())
    found = panel.worked(mean)
    bare = interval(found, residuals, panel.level)
    factor = panel.scale * size
    return bare.times(panel.scale).times(size), _scaled_influence(found, bare) * factor


def _group_time(panel: _Panel, effects: FloatArray) -> tuple[GroupTime, ...]:
    after = panel.cells.event >= 0
    cells, cohorts = panel.cells.only(after), panel.cohorts
    return tuple(
        GroupTime(int(cohorts.starts[g]), int(time), float(value), float(se), int(cohorts.sizes[g]))
        for g, time, value, se in zip(
            cells.cohort,
            cells.time,
            effects[after] * panel.scale,
            cell_errors(cells, panel.y, cohorts) * panel.scale,
            strict=True,
        )
    )


def _design(
    cells: Cells, cohorts: Cohorts, periods: int, anticipation: int, base: Base, *, varies: bool
) -> Design:
    after = cells.event >= 0
    treated = np.unique(cells.cohort[after])
    controls = (cells.controls[after] > 0).any(axis=0)
    if not treated.size:
        controls = cohorts.starts == NEVER
        treated = np.flatnonzero((cohorts.starts < periods) & ~controls)
    before = int((cohorts.starts[treated] - anticipation).min()) if treated.size else 0
    return Design(
        treated=int(cohorts.sizes[treated].sum()),
        controls=int(cohorts.sizes[controls].sum()),
        before=before,
        varies=varies,
        one_date=base == "mean",
    )


def _scaled(y: FloatArray) -> tuple[float, FloatArray]:
    """Outcomes less each unit's mean, in units of their size; 0 and zeros where all units move alike."""
    size = float(np.abs(y).max()) or 1.0
    moved = y / size
    moved = moved - moved.mean(axis=1, keepdims=True)
    apart = float(np.abs(moved - moved.mean(axis=0, keepdims=True)).max())
    if apart <= 1e-12:
        return 0.0, np.zeros_like(y)
    moved = moved - moved.mean(axis=0, keepdims=True)
    return size * apart, moved / apart


def _scaled_influence(found: Worked, att: Estimate) -> FloatArray:
    if found.se == 0:
        return np.zeros_like(found.influence)
    return found.influence * ((att.high - att.low) / 2 / two_sided(att.level) / found.se)


def _over_all(used: NDArray[np.bool_], values: FloatArray, fill: float) -> FloatArray:
    out = np.full(used.size, fill)
    out[used] = values
    return out
