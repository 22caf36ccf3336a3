"""Intervals that hold with few units: variances borrowed between cohorts, and Student's t.

The influence function alone gives a cohort of one team no variance at all, and too little to small ones. Here the
variance of each cohort's part is a weighted mean of its own and of what its units would show if all units varied
alike (the idea of Smyth, Statistical Applications in Genetics and Molecular Biology 3, 2004); the degrees of freedom
are Satterthwaite's (1946). With many units per cohort it is the influence function's variance again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accrue_stats.distributions import student_p, two_sided_student
from accrue_stats.estimate import Estimate, FloatArray
from accrue_stats.rollout.averages import Worked
from accrue_stats.rollout.cohorts import NEVER, Cohorts

BORROWED = 4.0
"""How many degrees of freedom the common variance counts for beside a cohort's own."""
FEWEST_OWN = 4
"""Below so many degrees of freedom within cohorts, residuals are taken from a model of all units."""


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """`values` (n, T): what is left of each unit after its cohort's mean; `freedom`: of them, per period."""

    values: FloatArray
    freedom: float
    cohorts: Cohorts
    within_cohorts: bool


def residuals_of(values: FloatArray, cohorts: Cohorts) -> Residuals:
    """Deviations from the cohort's mean in each period; where nearly every cohort is a single unit, from unit and
    period effects and one effect per period since adoption."""
    n, k = values.shape[0], cohorts.starts.size
    if n - k >= FEWEST_OWN:
        return Residuals(values - cohorts.means(values)[cohorts.of], float(n - k), cohorts, True)
    return Residuals(_event_time_residuals(values, cohorts), float(max(n - 2, 1)), cohorts, False)


def _event_time_residuals(values: FloatArray, cohorts: Cohorts) -> FloatArray:
    n, periods = values.shape
    start = cohorts.starts[cohorts.of]
    event = np.where(start[:, None] < NEVER, np.arange(periods)[None, :] - start[:, None], -1)
    dummies = [_two_way_demeaned((event == e).astype(np.float64)) for e in np.unique(event[event >= 0])]
    y = _two_way_demeaned(values)
    if not dummies:
        return y
    x = np.stack([one.ravel() for one in dummies], axis=1)
    beta = np.linalg.lstsq(x, y.ravel(), rcond=None)[0]
    return np.asarray((y.ravel() - x @ beta).reshape(n, periods), dtype=np.float64)


def _two_way_demeaned(table: FloatArray) -> FloatArray:
    return np.asarray(
        table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + table.mean(),
        dtype=np.float64,
    )


def directed(residuals: Residuals, outcome: FloatArray) -> FloatArray:
    """Each unit's residual as each cohort would count it, (n, k), for `outcome` weights (k, T)."""
    return np.asarray(residuals.values @ outcome.T, dtype=np.float64)


def variance_and_freedom(along: FloatArray, residuals: Residuals) -> tuple[float, float]:
    """The variance of a weighted sum of cohort means and its degrees of freedom, from `directed` residuals (n, k)."""
    cohorts, freedom = residuals.cohorts, residuals.freedom
    sizes = cohorts.sizes.astype(np.float64)
    common = (along**2).sum(axis=0) / freedom
    if not residuals.within_cohorts:
        return float((common / sizes).sum()), freedom
    own = np.bincount(
        cohorts.of, weights=along[np.arange(along.shape[0]), cohorts.of] ** 2, minlength=sizes.size
    )
    weight = BORROWED + sizes - 1
    variance = float(((BORROWED * common + own) / weight / sizes).sum())
    shared = (common / sizes * BORROWED / weight).sum() / freedom
    each = shared + common / sizes / weight
    total = ((sizes - 1) * each).sum()
    return variance, float(total**2 / ((sizes - 1) * each**2).sum()) if total > 0 else freedom


def covariance_of(found: Sequence[Worked], residuals: Residuals) -> FloatArray:
    """The covariance (q, q) of averages, whose diagonal is the square of their `standard_error`."""
    cohorts, freedom = residuals.cohorts, residuals.freedom
    outcomes, spreads = np.stack([one.outcome for one in found]), np.stack([one.spread for one in found])
    out = (spreads * cohorts.sizes) @ spreads.T
    for k, size in enumerate(cohorts.sizes.astype(np.float64)):
        along = residuals.values @ outcomes[:, k, :].T
        common = along.T @ along / freedom
        if residuals.within_cohorts:
            own = along[cohorts.of == k]
            common = (BORROWED * common + own.T @ own) / (BORROWED + size - 1)
        out += common / size
    return np.asarray(out, dtype=np.float64)


def standard_error(found: Worked, residuals: Residuals) -> tuple[float, float]:
    """The standard error for few units, with the part from the cohorts' sizes, and its degrees of freedom."""
    variance, freedom = variance_and_freedom(directed(residuals, found.outcome), residuals)
    return math.sqrt(variance + float((residuals.cohorts.sizes * found.spread**2).sum())), freedom


def interval(found: Worked, residuals: Residuals, level: float) -> Estimate:
    """The estimate with its interval; `se` is the influence function's (as `did` gives it), which the interval
    exceeds the more, the fewer units there are."""
    se, freedom = standard_error(found, residuals)
    half = two_sided_student(level, freedom) * se
    return Estimate(found.value, found.value - half, found.value + half, level, found.se)


def p_value(found: Worked, residuals: Residuals) -> float:
    """Two-sided, for the value being zero."""
    se, freedom = standard_error(found, residuals)
    if se == 0:
        return 1.0 if found.value == 0 else 0.0
    return student_p(found.value / se, freedom)
