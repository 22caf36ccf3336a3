"""How far trends may have parted after adoption before the effect is in doubt (relative magnitudes).

Rambachan & Roth, Review of Economic Studies 90 (2023): from one period to the next, cohorts and controls drift apart
after adoption by at most M times the largest such drift before. For each drift before, and each of its signs, the
bounds of the average effect are linear in the estimates, so each has a normal interval; the answer is their union
over the drifts, which covers because one of them is the largest. It uses fewer of the inequalities than the
conditional test of that paper, so it is never narrower than its identified set and somewhat conservative.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from accrue_stats.distributions import two_sided_student
from accrue_stats.estimate import FloatArray
from accrue_stats.rollout.averages import Average, Worked, unit_average, worked
from accrue_stats.rollout.cells import Cells, cell_effects
from accrue_stats.rollout.cohorts import Cohorts
from accrue_stats.rollout.few_units import Residuals, directed, variance_and_freedom
from accrue_stats.rollout.pre_trend import usual_leads

MAGNITUDES = (0.0, 0.5, 1.0, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Honest:
    """The interval of the average effect after adoption if the drift is at most `m` times the largest before."""

    m: float
    low: float
    high: float


def honest_intervals(
    average: Average,
    found: Worked,
    cells: Cells,
    values: FloatArray,
    cohorts: Cohorts,
    residuals: Residuals,
    *,
    anticipation: int,
    level: float,
    magnitudes: tuple[float, ...] = MAGNITUDES,
) -> tuple[Honest, ...]:
    """`average` and `found` are the effect after adoption; drifts are the leads that half of the treated units have,
    pooled over cohorts.

    Empty where there is none.
    """
    effects = cell_effects(cells, cohorts.means(values))
    leads = [
        unit_average(cells, effects, cohorts.sizes, cells.event == e)
        for e in usual_leads(cells, cohorts.sizes, anticipation)
    ]
    drifts = [worked(lead, cells, values, cohorts) for lead in leads]
    if not drifts:
        return ()
    middle = (cells.base_from + cells.base_to - 1) / 2
    reach = float(average.weights @ (cells.time - middle))
    sizes_part = float((cohorts.sizes * found.spread**2).sum())
    own = directed(residuals, found.outcome)
    bounds = {m: [math.inf, -math.inf] for m in magnitudes}
    for drift in drifts:
        along = directed(residuals, drift.outcome)
        for m in magnitudes:
            step = m * reach
            ends = [
                _ends(found.value + s * drift.value, own + s * along, sizes_part, residuals, level)
                for s in (-step, step)
            ]
            for (low, _), (_, high) in (ends, ends[::-1]):
                if low <= high:
                    bounds[m] = [min(bounds[m][0], low), max(bounds[m][1], high)]
    return tuple(Honest(m, *bounds[m]) for m in magnitudes)


def _ends(
    value: float, along: FloatArray, extra: float, residuals: Residuals, level: float
) -> tuple[float, float]:
    variance, freedom = variance_and_freedom(along, residuals)
    half = two_sided_student(level, freedom) * float(np.sqrt(variance + extra))
    return value - half, value + half
