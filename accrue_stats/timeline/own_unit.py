"""From the forecast of the working scale to the effect in the series' own unit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from accrue_stats.distributions import two_sided
from accrue_stats.estimate import Estimate, FloatArray
from accrue_stats.timeline.drift_filter import Cut
from accrue_stats.timeline.model import Posterior, forecast, forecast_each
from accrue_stats.timeline.series import WorkedSeries


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was to be expected in sum over the periods after go-live, with its interval; unit of the series."""

    value: float
    low: float
    high: float


def effects(
    series: WorkedSeries, learnt: Posterior, cut: Cut, after: FloatArray, inflation: float, level: float
) -> tuple[Estimate, Estimate, Estimate | None]:
    """Mean per period, total, and total relative to the expected (None where that is not clearly above zero).

    All three come from one interval of the expected sum, so they agree on the side of zero. `se` is the one with
    which a normal distribution has that interval's width.
    """
    expected = expected_sum(series, learnt, cut, after.size, inflation, level)
    happened = float(after.sum())
    z = two_sided(level)
    se = (expected.high - expected.low) / (2 * z)
    total = Estimate(happened - expected.value, happened - expected.high, happened - expected.low, level, se)
    relative = None
    if expected.low > 0:
        ends = sorted((happened / expected.high - 1, happened / expected.low - 1))
        relative = Estimate(
            happened / expected.value - 1, ends[0], ends[1], level, (ends[1] - ends[0]) / (2 * z)
        )
    return total.times(1 / after.size), total, relative


def expected_sum(
    series: WorkedSeries, learnt: Posterior, cut: Cut, after: int, inflation: float, level: float
) -> Expectation:
    """On the log scale: log of the sum, linear around the forecast, plus half the spread within the periods.

    (The expected value of a sum of exponentials exceeds the sum at the expected logs by that half.)
    """
    ahead = series.columns[cut.periods : cut.periods + after]
    tails = (0.5 - level / 2, 0.5 + level / 2)
    if series.scale == "level":
        mixture = forecast(learnt, cut, ahead, np.ones(after))
        centre = mixture.mean
        low, high = (centre + inflation * (mixture.quantile(p) - centre) for p in tails)
        return Expectation(series.unit * centre, series.unit * low, series.unit * high)
    means, sds = forecast_each(learnt, cut, ahead)
    weights = np.exp(means - logsumexp(means))
    mixture = forecast(learnt, cut, ahead, weights)
    within = 0.5 * max(float(weights @ sds**2) - mixture.sd**2, 0.0)
    offset = float(logsumexp(means)) - float(weights @ means) + min(within, 1.0)
    centre = mixture.mean
    low, high = (centre + inflation * (mixture.quantile(p) - centre) for p in tails)
    value, low, high = (series.unit * _exp(offset + point) for point in (centre, low, high))
    return Expectation(value, low, high)


def expected_band(
    series: WorkedSeries, learnt: Posterior, cut: Cut, fit: FloatArray, inflation: float, level: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Expected, low and high of every single period, in the series' unit."""
    means, sds = forecast_each(learnt, cut, series.columns[cut.periods :])
    reach = two_sided(level) * inflation * sds
    bands = [np.concatenate([fit, means + side * reach]) for side in (0.0, -1.0, 1.0)]
    if series.scale == "log":
        bands = [np.exp(np.clip(band, -700, 700)) for band in bands]
    return bands[0] * series.unit, bands[1] * series.unit, bands[2] * series.unit


def _exp(x: float) -> float:
    return math.exp(min(x, 700.0))
