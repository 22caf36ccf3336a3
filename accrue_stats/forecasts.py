"""How good forecasts were, once it is known what came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.distributions import two_sided_student
from accrue_stats.estimate import Estimate, check_level, finite_vector
from accrue_stats.shares import wilson


@dataclass(frozen=True, slots=True)
class ForecastAccuracy:
    """Fractions: `mape` is the mean of |error|/|actual| over the periods with an actual other than 0 (None without),
    `wape` the sum of |error| over that of |actual|, `bias` the sum of forecast − actual over the sum of |actual|.

    `mean_error` in the unit of the series, forecast − actual per period. `coverage`: how often the actual lay in the
    forecast's range; None without ranges.
    """

    periods: int
    mape: float | None
    wape: float | None
    bias: float | None
    mean_error: Estimate | None
    coverage: Estimate | None


def forecast_accuracy(
    actual: ArrayLike, forecast: ArrayLike, *, low: ArrayLike | None = None, high: ArrayLike | None = None,
    level: float = 0.90,
) -> ForecastAccuracy:  # fmt: skip
    """One entry a period in each list, any unit; `low` and `high` are the range that was forecast, both or neither.

    Intervals: Student's t of the mean error, Wilson's of the coverage, both as if periods were independent.
    ValueError for different lengths, missing values, a range whose ends are the wrong way round.

    Source: Hyndman & Koehler, International Journal of Forecasting 22 (2006).
    """
    check_level(level)
    y, f = finite_vector(actual, "what came"), finite_vector(forecast, "the forecasts")
    if not y.size or y.size != f.size:
        raise ValueError(f"give one forecast for each actual, not {f.size} for {y.size}")
    if (low is None) != (high is None):
        raise ValueError("give both ends of the range or neither")
    error, size = f - y, float(np.abs(y).sum())
    some = y != 0
    return ForecastAccuracy(
        periods=y.size,
        mape=float(np.mean(np.abs(error[some] / y[some]))) if some.any() else None,
        wape=float(np.abs(error).sum()) / size if size else None,
        bias=float(error.sum()) / size if size else None,
        mean_error=_mean(error, level),
        coverage=None if low is None or high is None else _coverage(y, low, high, level),
    )


def _mean(error: np.ndarray, level: float) -> Estimate | None:
    if error.size < 2:
        return None
    mean, se = float(error.mean()), float(error.std(ddof=1)) / error.size**0.5
    reach = two_sided_student(level, error.size - 1) * se
    return Estimate(mean, mean - reach, mean + reach, level, se)


def _coverage(y: np.ndarray, low: ArrayLike, high: ArrayLike, level: float) -> Estimate:
    below, above = finite_vector(low, "the low ends"), finite_vector(high, "the high ends")
    if not below.size == above.size == y.size:
        raise ValueError("give the range of each forecast")
    if (below > above).any():
        raise ValueError("the low end of a range lies above its high end")
    return wilson(int(np.count_nonzero((below <= y) & (y <= above))), y.size, level)
