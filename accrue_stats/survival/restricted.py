"""What a survival curve adds up to within a horizon: mean time still there, and what a contract earns in it."""

from __future__ import annotations

import math

import numpy as np

from accrue_stats.distributions import two_sided
from accrue_stats.estimate import Estimate, FloatArray
from accrue_stats.survival.curve import Survival


def restricted_mean(curve: Survival, horizon: float) -> Estimate:
    """The mean time still there within `horizon`: the area under the curve, in the unit of time.

    Standard error by Greenwood's increments; normal bounds within 0 and `horizon`. ValueError unless `horizon` is
    above 0 and within what was observed. Source: Royston & Parmar, BMC Medical Research Methodology 13 (2013).
    """
    _check(curve, horizon)
    inside = curve.times < horizon
    edges = np.concatenate([[0.0], curve.times[inside], [horizon]])
    heights = np.concatenate([[1.0], curve.survival[inside]])
    areas = np.diff(edges) * heights
    to_come = np.cumsum(areas[::-1])[::-1]
    return _estimate(float(areas.sum()), to_come[1:], curve.greenwood[inside], curve.level, horizon)


def survival_at(curve: Survival, time: float) -> Estimate:
    """The share still there after `time`, with its bounds. ValueError where `time` is beyond what was observed."""
    _check(curve, time)
    i = curve.at(time)
    if i < 0:
        return Estimate(1.0, 1.0, 1.0, curve.level, 0.0)
    return Estimate(
        float(curve.survival[i]), float(curve.low[i]), float(curve.high[i]), curve.level, float(curve.se[i])
    )


def contract_value(curve: Survival, *, margin: float, periods: int, discount: float = 0.0) -> Estimate:
    """What one contract is worth: `margin` at the start of each of the first `periods` periods it lives to see.

    A period is one unit of time; it is paid by those still there after as many units (the first by all that last
    longer than 0). `discount` is the rate per period, and the first payment is not discounted. Money of the margin.
    ValueError for a horizon beyond what was observed, no period, or a rate of −1 or less.

    Source: Fader & Hardie, Journal of Interactive Marketing 21 (2007): the value of a customer under contract.
    """
    if periods < 1 or not (math.isfinite(margin) and margin > 0) or not discount > -1:
        raise ValueError("give at least one period, a margin above 0 and a discount above -1")
    _check(curve, float(periods - 1) if periods > 1 else 0.0)
    when = np.arange(periods, dtype=np.float64)
    index = np.searchsorted(curve.times, when, side="right")
    worth = margin * (1 + discount) ** -when * np.concatenate([[1.0], curve.survival])[index]
    to_come = np.concatenate([np.cumsum(worth[::-1])[::-1], [0.0]])
    first_after = np.searchsorted(when, curve.times, side="left")
    to_come = to_come[np.minimum(first_after, periods)]
    return _estimate(float(worth.sum()), to_come, curve.greenwood, curve.level, math.inf)


def difference(one: Estimate, other: Estimate) -> Estimate:
    """`one` − `other`, two independent groups, with normal bounds from both standard errors (ValueError without)."""
    if one.se is None or other.se is None:
        raise ValueError("both estimates need a standard error")
    value, se = one.value - other.value, math.hypot(one.se, other.se)
    reach = two_sided(one.level) * se
    return Estimate(value, value - reach, value + reach, one.level, se)


def _estimate(
    value: float, to_come: FloatArray, greenwood: FloatArray, level: float, most: float
) -> Estimate:
    se = math.sqrt(float(np.sum(to_come**2 * greenwood)))
    reach = two_sided(level) * se
    return Estimate(value, max(value - reach, 0.0), min(value + reach, most), level, se)


def _check(curve: Survival, horizon: float) -> None:
    if not (math.isfinite(horizon) and horizon >= 0):
        raise ValueError(f"the horizon must be 0 or more, not {horizon}")
    if horizon > curve.last and not curve.ends:
        raise ValueError(f"the horizon {horizon:g} lies beyond the longest time observed, {curve.last:g}")
