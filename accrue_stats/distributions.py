"""The normal, Student's t and chi-square distributions, and roots. (Importing scipy.stats alone takes a second.)"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtr, ndtri, stdtr, stdtrit

from accrue_stats.estimate import FloatArray

HALVINGS = 200


def two_sided(level: float) -> float:
    """How many standard deviations a normal interval of this level reaches to either side."""
    return float(ndtri(0.5 + level / 2))


def two_sided_student(level: float, freedom: float) -> float:
    """The same for Student's t with `freedom` > 0 degrees."""
    return float(stdtrit(freedom, 0.5 + level / 2))


def normal_below(x: ArrayLike) -> FloatArray:
    """Probability below each of `x`, standard normal."""
    return np.asarray(ndtr(np.asarray(x, dtype=np.float64)), dtype=np.float64)


def normal_quantile(p: ArrayLike) -> FloatArray:
    """The standard normal below which each share `p` lies."""
    return np.asarray(ndtri(np.asarray(p, dtype=np.float64)), dtype=np.float64)


def student_below(x: ArrayLike, freedom: float) -> FloatArray:
    """Probability below each of `x`, Student's t."""
    return np.asarray(stdtr(freedom, np.asarray(x, dtype=np.float64)), dtype=np.float64)


def student_quantile(p: float, freedom: float) -> float:
    """The value of Student's t below which the share `p` lies."""
    return float(stdtrit(freedom, p))


def student_p(statistic: float, freedom: float) -> float:
    """Two-sided p-value of a t statistic."""
    return float(2 * stdtr(freedom, -abs(statistic)))


def chi_square_p(statistic: float, freedom: float = 1.0) -> float:
    """P-value of a chi-square statistic."""
    return float(chdtrc(freedom, statistic))


def root_between(rises: Callable[[float], float], low: float, high: float, tolerance: float = 0.0) -> float:
    """Where a function that rises from `low` to `high` is zero, within `tolerance` (0: to the last bit).

    An end where it does not cross. ValueError unless `low` ≤ `high`.
    """
    if low > high:
        raise ValueError(f"the lower end, {low}, lies above the upper, {high}")
    for _ in range(HALVINGS):
        middle = low + (high - low) / 2
        if middle in (low, high) or high - low <= tolerance:
            break
        low, high = (low, middle) if rises(middle) >= 0 else (middle, high)
    return high
