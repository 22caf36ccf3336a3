"""How far trends may have parted after adoption before the effect is in doubt (relative magnitudes).

Rambachan & Roth, Review of Economic Studies 90 (2023): from one period to the next, cohorts and controls drift apart
after adoption by at most M times the largest such drift before. The interval is that of their conditional test
(`relative_magnitudes`), with the covariance for few units widened as Student's t is wider than the normal. Where a
drift does not vary, so that there is nothing to test, a closed bound takes its place: for each drift before, and each
of its signs, the bounds of the effect are linear in the estimates, so each has an interval; it is their union, which
covers because one of the drifts is the largest, and is somewhat conservative.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from accrue_stats.distributions import two_sided, two_sided_student
from accrue_stats.estimate import FloatArray
from accrue_stats.rollout.averages import Average, Worked, unit_average, worked
from accrue_stats.rollout.cells import Cells, cell_effects
from accrue_stats.rollout.cohorts import Cohorts
from accrue_stats.rollout.few_units import (
    Residuals,
    covariance_of,
    directed,
    standard_error,
    variance_and_freedom,
)
from accrue_stats.rollout.pre_trend import usual_leads
from accrue_stats.rollout.relative_magnitudes import Trends, relative_magnitudes

MAGNITUDES = (0.0, 0.5, 1.0, 1.5, 2.0)
STILL = 1e-18
"""A variance below this, of outcomes divided by their size, is none."""

type Method = Literal["conditional", "closed"]


@dataclass(frozen=True, slots=True)
class Honest:
    """The interval of an effect after adoption if the drift is at most `m` times the largest before.

    `method`: by the conditional test, or by the closed bound."""

    m: float
    low: float
    high: float
    method: Method = "conditional"

    def times(self, factor: float) -> Honest:
        """In a unit of which one is `factor` > 0 of the new one."""
        return replace(self, low=self.low * factor, high=self.high * factor)


@dataclass(frozen=True, slots=True, eq=False)
class _Study:
    """What intervals of several effects have in common: the drifts before, and the effects by event time after."""

    cells: Cells
    values: FloatArray
    cohorts: Cohorts
    residuals: Residuals
    level: float
    drifts: list[Worked]
    events: list[int]
    steps: list[Worked]


def honest_intervals(
    averages: tuple[Average, ...],
    cells: Cells,
    values: FloatArray,
    cohorts: Cohorts,
    residuals: Residuals,
    *,
    anticipation: int,
    level: float,
    magnitudes: tuple[float, ...] = MAGNITUDES,
) -> tuple[tuple[Honest, ...], ...]:
    """For each of `averages` of effects after adoption its intervals by m, never narrower for a larger one.

    Drifts before are the leads that half of the treated units have, pooled over cohorts; empty where there is none.
    With m = 0 it is the plain interval.
    """
    effects, sizes = cell_effects(cells, cohorts.means(values)), cohorts.sizes

    def at(e: int) -> Average:
        return unit_average(cells, effects, sizes, cells.event == e)

    leads = [at(e) for e in usual_leads(cells, sizes, anticipation)]
    if not leads:
        return tuple(() for _ in averages)
    events = [int(e) for e in np.unique(cells.event[cells.event >= 0])]
    after = [at(e) for e in events]
    steps = [after[0], *(_less(one, before) for before, one in pairwise(after))]
    study = _Study(
        cells, values, cohorts, residuals, level,
        [worked(one, cells, values, cohorts) for one in leads],
        events,
        [worked(one, cells, values, cohorts) for one in steps],
    )  # fmt: skip
    return tuple(_of_average(one, study, magnitudes) for one in averages)


def _of_average(average: Average, study: _Study, magnitudes: tuple[float, ...]) -> tuple[Honest, ...]:
    found = worked(average, study.cells, study.values, study.cohorts)
    trends = _trends(average, found, study)
    tested = bool((np.diag(trends.covariance)[: 1 + trends.drifts.size] > STILL).all())
    method: Method = "conditional" if tested else "closed"
    se, freedom = standard_error(found, study.residuals)
    half = two_sided_student(study.level, freedom) * se
    low, high = found.value - half, found.value + half
    intervals = []
    for m in sorted(magnitudes):
        if m > 0:
            ends = (
                relative_magnitudes(trends, m, level=study.level)
                if tested
                else _closed(found, m * trends.reach, study)
            )
            low, high = min(low, ends[0]), max(high, ends[1])
        intervals.append(Honest(m, low, high, method))
    return tuple(intervals)


def _trends(average: Average, found: Worked, study: _Study) -> Trends:
    cells, events = study.cells, np.array(study.events)
    weights = np.array([average.weights[cells.event == e].sum() for e in events])
    middle = (cells.base_from + cells.base_to - 1) / 2
    first = cells.event == events[0]
    gaps = np.concatenate([[float((cells.time - middle)[first].mean())], np.diff(events)])
    widened = [_factor(one, study) for one in (found, *study.drifts)]
    factors = np.array(widened + [widened[0]] * len(study.steps))
    covariance = covariance_of([found, *study.drifts, *study.steps], study.residuals)
    return Trends(
        found.value,
        np.array([one.value for one in study.drifts]),
        np.cumsum(weights[::-1])[::-1],
        gaps,
        covariance * np.outer(factors, factors),
    )


def _factor(found: Worked, study: _Study) -> float:
    _, freedom = standard_error(found, study.residuals)
    return two_sided_student(study.level, freedom) / two_sided(study.level)


def _less(one: Average, before: Average) -> Average:
    return Average(one.weights - before.weights, one.spread - before.spread)


def _closed(found: Worked, step: float, study: _Study) -> tuple[float, float]:
    sizes_part = float((study.cohorts.sizes * found.spread**2).sum())
    own, low, high = directed(study.residuals, found.outcome), math.inf, -math.inf
    for drift in study.drifts:
        along = directed(study.residuals, drift.outcome)
        ends = [
            _ends(found.value + s * drift.value, own + s * along, sizes_part, study.residuals, study.level)
            for s in (-step, step)
        ]
        for (least, _), (_, most) in (ends, ends[::-1]):
            if least <= most:
                low, high = min(low, least), max(high, most)
    return low, high


def _ends(
    value: float, along: FloatArray, extra: float, residuals: Residuals, level: float
) -> tuple[float, float]:
    variance, freedom = variance_and_freedom(along, residuals)
    half = two_sided_student(level, freedom) * float(np.sqrt(variance + extra))
    return value - half, value + half
