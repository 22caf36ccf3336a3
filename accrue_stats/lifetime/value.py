"""What customers will still be worth: expected purchases × expected value, discounted, with a customer bootstrap."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.estimate import Estimate, FloatArray, check_level
from accrue_stats.lifetime.purchase_sample import purchase_sample
from accrue_stats.lifetime.purchases import BgNbd, customer_arrays, fit_bg_nbd, fit_purchases
from accrue_stats.lifetime.spend import GammaGamma, fit_gamma_gamma, fit_spend, repeaters
from accrue_stats.lifetime.spend_sample import spend_sample

STEPS = 12
RESAMPLES = 200


def lifetime_values(
    model: BgNbd,
    spend: GammaGamma,
    frequency: ArrayLike,
    recency: ArrayLike,
    observed: ArrayLike,
    mean_value: ArrayLike,
    *,
    periods: float,
    rate_per_period: float = 0.0,
) -> FloatArray:
    """Present value (n,) of each customer's purchases in the next `periods`, in the money of `mean_value`.

    That is turnover; multiply by the margin for profit. Purchases are counted in twelve stretches and discounted from
    the middle of each at `rate_per_period` (fraction). `mean_value` is ignored where `frequency` is 0.
    ValueError for bad customers, periods or rate.

    Source: Fader, Hardie & Lee (2005), RFM and CLV, Journal of Marketing Research 42, equation (2).
    """
    if not (periods > 0 and math.isfinite(periods)):
        raise ValueError(f"the horizon must be a number of periods above 0, not {periods}")
    if not rate_per_period > -1:
        raise ValueError(f"a rate must be a fraction above -1 (10 % is 0.10), not {rate_per_period}")
    x, tx, t_all = customer_arrays(frequency, recency, observed)
    value = spend.expected_value(x, np.nan_to_num(np.asarray(mean_value, dtype=np.float64)))
    if rate_per_period == 0:
        return np.asarray(model.expected_purchases(periods, x, tx, t_all) * value, dtype=np.float64)
    ends = np.linspace(0, periods, STEPS + 1)
    by_end = model.expected_purchases(ends[:, None], x, tx, t_all)
    discount = (1 + rate_per_period) ** -((ends[1:] + ends[:-1]) / 2)
    return np.asarray((discount @ np.diff(by_end, axis=0)) * value, dtype=np.float64)


def total_lifetime_value(
    frequency: ArrayLike,
    recency: ArrayLike,
    observed: ArrayLike,
    mean_value: ArrayLike,
    *,
    periods: float,
    rate_per_period: float = 0.0,
    level: float = 0.90,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Estimate:
    """The sum of `lifetime_values` over all customers, both models fitted, with a customer bootstrap.

    Customers are drawn with replacement `resamples` times, both models refitted each time; the interval is the
    central part of the resampled sums (percentile), widened to hold the value. It is about the customers and what is
    learnt from them, not about the luck of each one's future purchases. Seeded; the same seed, the same interval.
    ValueError as in the fits.

    Source: Efron & Tibshirani, An Introduction to the Bootstrap (1993), ch. 13.
    """
    check_level(level)
    x, tx, t_all = customer_arrays(frequency, recency, observed)
    m = np.asarray(mean_value, dtype=np.float64)
    model, spend = fit_bg_nbd(x, tx, t_all), fit_gamma_gamma(x, m)

    def total(model: BgNbd, spend: GammaGamma, weight: FloatArray) -> float:
        some = weight > 0
        values = lifetime_values(
            model,
            spend,
            x[some],
            tx[some],
            t_all[some],
            m[some],
            periods=periods,
            rate_per_period=rate_per_period,
        )
        return float(weight[some] @ values)

    random, customers = np.random.default_rng(seed), purchase_sample(x, tx, t_all)
    again, paid, kept = repeaters(x, m)
    buyers = spend_sample(again, paid)
    sums = []
    for _ in range(resamples):
        weight = random.multinomial(x.size, np.full(x.size, 1 / x.size)).astype(np.float64)
        refitted = fit_purchases(customers, weight, start=model)
        sums.append(total(refitted, fit_spend(buyers, weight[kept], start=spend), weight))
    value = total(model, spend, np.ones_like(x))
    low, high = np.quantile(sums, [0.5 - level / 2, 0.5 + level / 2])
    return Estimate(
        value, min(float(low), value), max(float(high), value), level, float(np.std(sums, ddof=1))
    )
