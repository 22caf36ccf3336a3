"""Intervals for the difference of two independent samples. Arms are outcomes by person, control first, two or more each."""

from __future__ import annotations

import math

from accrue_stats.distributions import two_sided, two_sided_student
from accrue_stats.estimate import Estimate, FloatArray


def squared_error(y: FloatArray) -> float:
    """The squared standard error of the mean of `y`."""
    return float(y.var(ddof=1)) / y.size


def freedom(y0: FloatArray, y1: FloatArray) -> float:
    """Welch and Satterthwaite's degrees of freedom of the difference of means."""
    v0, v1 = squared_error(y0), squared_error(y1)
    if v0 + v1 == 0:
        return float(y0.size + y1.size - 2)
    a, b = v0 / (v0 + v1), v1 / (v0 + v1)
    return 1 / (a**2 / (y0.size - 1) + b**2 / (y1.size - 1))


def mean_difference(y0: FloatArray, y1: FloatArray, level: float) -> Estimate:
    """Mean of `y1` − mean of `y0` with Welch's interval."""
    difference = float(y1.mean() - y0.mean())
    se = math.sqrt(squared_error(y0) + squared_error(y1))
    reach = two_sided_student(level, freedom(y0, y1)) * se
    return Estimate(difference, difference - reach, difference + reach, level, se)


def proportion_difference(y0: FloatArray, y1: FloatArray, level: float) -> Estimate:
    """The same for outcomes of 0 and 1 with Newcombe's hybrid score interval (method 10)."""
    p0, p1 = float(y0.mean()), float(y1.mean())
    low0, high0 = _wilson(p0, y0.size, level)
    low1, high1 = _wilson(p1, y1.size, level)
    difference = p1 - p0
    se = math.sqrt(squared_error(y0) + squared_error(y1))
    return Estimate(
        difference,
        difference - math.hypot(p1 - low1, high0 - p0),
        difference + math.hypot(high1 - p1, p0 - low0),
        level,
        se,
    )


def _wilson(p: float, n: int, level: float) -> tuple[float, float]:
    z = two_sided(level)
    centre, reach = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    shrink = 1 + z * z / n
    return (centre - reach) / shrink, (centre + reach) / shrink


def relative_difference(y0: FloatArray, y1: FloatArray, level: float) -> Estimate | None:
    """Mean of `y1` over mean of `y0`, less 1, with Fieller's interval; None where that is not bounded or the mean not above 0."""
    m0, m1, v0, v1 = float(y0.mean()), float(y1.mean()), squared_error(y0), squared_error(y1)
    q = two_sided_student(level, freedom(y0, y1))
    room = (
        m0 * m0 - q * q * v0
    )  # Fieller's interval is bounded only while the control's mean is clear of zero
    if m0 <= 0 or room <= 0:
        return None
    reach = q * math.sqrt(max(m0 * m0 * v1 + m1 * m1 * v0 - q * q * v0 * v1, 0.0))
    ratio = m1 / m0
    se = math.sqrt(v1 + ratio * ratio * v0) / m0
    low, high = (m0 * m1 - reach) / room, (m0 * m1 + reach) / room
    # rounding may put a bound past the value where nothing varies
    return Estimate(ratio - 1, min(low, ratio) - 1, max(high, ratio) - 1, level, se)
