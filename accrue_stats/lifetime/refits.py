"""How sure the models of purchases and spend are: the same models learnt from customers drawn anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.estimate import Estimate, FloatArray, check_level
from accrue_stats.lifetime.purchase_sample import purchase_sample
from accrue_stats.lifetime.purchases import BgNbd, customer_arrays, fit_purchases
from accrue_stats.lifetime.spend import BoolArray, GammaGamma, fit_spend, repeaters
from accrue_stats.lifetime.spend_sample import SpendSample, spend_sample

RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class LifetimeIntervals:
    """Estimates with their bootstrap intervals: every parameter by its name, and the totals over all customers.

    `purchases`: expected in the periods ahead; `value`: what they are worth, money, None without a model of spend or
    where a mean of it is infinite.
    """

    model: dict[str, Estimate]
    spend: dict[str, Estimate] | None
    purchases: Estimate
    value: Estimate | None
    seed: int
    resamples: int


def lifetime_intervals(
    model: BgNbd,
    spend: GammaGamma | None,
    frequency: ArrayLike,
    recency: ArrayLike,
    observed: ArrayLike,
    mean_value: ArrayLike | None,
    *,
    periods: float,
    level: float = 0.90,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> LifetimeIntervals:
    """Customers are drawn with replacement `resamples` (≥ 2) times and both models fitted again each time.

    `model` and `spend` are those fitted to the customers given; `periods` is how far ahead the totals look. An
    interval is the central part of the refits (percentile), widened to hold the value. It is about the customers and
    what is learnt from them, not about the luck of each one's purchases. Seeded: the same seed, the same interval.
    ValueError for a level outside 0 to 1, fewer than two resamples, and as in the fits.

    Source: Efron & Tibshirani, An Introduction to the Bootstrap (1993), ch. 13.
    """
    check_level(level)
    if resamples < 2:
        raise ValueError(f"an interval needs at least 2 resamples, not {resamples}")
    x, tx, t_all = customer_arrays(frequency, recency, observed)
    m = np.full(x.size, np.nan) if mean_value is None else np.asarray(mean_value, dtype=np.float64)

    customers = purchase_sample(x, tx, t_all)
    buyers, kept = _buyers(x, m) if spend is not None else (None, None)

    def figures(model: BgNbd, spend: GammaGamma | None, weight: FloatArray) -> list[float]:
        each = model.expected_purchases(periods, customers.x, customers.tx, customers.t)
        bought = each[customers.place] * weight
        found = [model.r, model.alpha, model.a, model.b, float(bought.sum())]
        if spend is None:
            return found
        some = weight > 0
        worth = spend.expected_value(x[some], np.nan_to_num(m[some]))
        return [*found, spend.p, spend.q, spend.v, float(bought[some] @ worth)]

    random, drawn = np.random.default_rng(seed), []
    for _ in range(resamples):
        weight = random.multinomial(x.size, np.full(x.size, 1 / x.size)).astype(np.float64)
        again = fit_purchases(customers, weight, start=model)
        spent = None
        if buyers is not None:
            spent = fit_spend(buyers, weight[kept], start=spend)
        drawn.append(figures(again, spent, weight))
    here = figures(model, spend, np.ones_like(x))
    columns = zip(here, zip(*drawn, strict=True), strict=True)
    found = [_estimate(value, np.array(column), level) for value, column in columns]
    return LifetimeIntervals(
        dict(zip(("r", "alpha", "a", "b"), found, strict=False)),
        dict(zip("pqv", found[5:8], strict=True)) if spend else None,
        found[4],
        found[8] if spend and np.isfinite([here[8], *(one[8] for one in drawn)]).all() else None,
        seed,
        resamples,
    )


def _buyers(x: FloatArray, m: FloatArray) -> tuple[SpendSample, BoolArray]:
    again, value, kept = repeaters(x, m)
    return spend_sample(again, value), kept


def _estimate(value: float, drawn: FloatArray, level: float) -> Estimate:
    if not np.isfinite(drawn).all():
        return Estimate(value, -np.inf, np.inf, level)
    low, high = (float(q) for q in np.quantile(drawn, [0.5 - level / 2, 0.5 + level / 2]))
    return Estimate(value, min(low, value), max(high, value), level, float(np.std(drawn, ddof=1)))
