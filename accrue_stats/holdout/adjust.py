"""A holdout's difference, sharpened by what was known of each person before (CUPED, Lin's regression)."""

from __future__ import annotations

import math

import numpy as np

from accrue_stats.distributions import two_sided
from accrue_stats.estimate import Estimate, FloatArray


def adjusted_difference(
    y0: FloatArray, y1: FloatArray, x0: FloatArray, x1: FloatArray, *, level: float
) -> Estimate | None:
    """Difference of the arms at the common mean of the value before, one slope per arm, HC3 standard error.

    `y0`, `y1`: outcomes by person; `x0`, `x1`: values before (NaN = not known, takes the mean). Unit of the outcome.
    None when there is nothing to adjust by (no spread before in an arm) or too few people. Equals the regression of
    the outcome on treatment, the centred value and their product, fitted arm by arm.

    Source: Lin, Annals of Applied Statistics 7 (2013); MacKinnon & White (1985) for HC3.
    """
    known = np.concatenate([x0[~np.isnan(x0)], x1[~np.isnan(x1)]])
    if min(y0.size, y1.size) < 4 or not known.size:
        return None
    # scaled so that the regression is well conditioned in any unit
    centre, scale = float(known.mean()), float(known.std())
    if scale == 0 or not math.isfinite(scale):
        return None
    fits = [_at_centre(y, np.nan_to_num((x - centre) / scale, nan=0.0)) for y, x in ((y0, x0), (y1, x1))]
    if fits[0] is None or fits[1] is None:
        return None
    (mean0, variance0), (mean1, variance1) = fits[0], fits[1]
    difference, se = mean1 - mean0, math.sqrt(variance0 + variance1)
    reach = two_sided(level) * se
    return Estimate(difference, difference - reach, difference + reach, level, se)


def _at_centre(y: FloatArray, x: FloatArray) -> tuple[float, float] | None:
    """The fitted mean at x = 0 and its HC3 variance, from a straight line through one arm."""
    mean, spread = float(x.mean()), float(np.sum((x - x.mean()) ** 2))
    if spread <= 1e-12 * y.size:
        return None
    slope = float(np.sum((x - mean) * (y - y.mean()))) / spread
    residual = y - y.mean() - slope * (x - mean)
    leverage = 1 / y.size + (x - mean) ** 2 / spread
    # the fitted value at 0 is sum(weight × y)
    weight = 1 / y.size - mean * (x - mean) / spread
    # a single far-out person can have leverage 1; its residual is then 0 as well
    inflated = residual / np.maximum(1 - leverage, 1e-9)
    return float(y.mean()) - slope * mean, float(np.sum((weight * inflated) ** 2))
