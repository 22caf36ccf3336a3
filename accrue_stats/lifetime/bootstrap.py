"""How sure a lifetime-value model is of each customer: a customer bootstrap in one step from the fitted parameters.

Fitting anew for every draw takes seconds; a step along the score of the customers drawn gives the same spread where the
model fits well. The step is taken in the logs of the parameters, which cannot leave their range.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, gammaln

from accrue_stats.estimate import Estimate, FloatArray, check_level
from accrue_stats.lifetime.purchases import BgNbd, customer_arrays
from accrue_stats.lifetime.spend import GammaGamma, repeaters

DRAWS = 400
NUDGE = 1e-4
AT_ONCE = 4_000_000
LARGEST_STEP = 1.5
"""In logs: beyond it a parameter is hardly known, and a straight step from the fit says nothing."""

type Each = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class ModelDraws:
    """Models of customers drawn with replacement, as steps in the logs of the parameters: shapes (draws, 4) and (draws, 3)."""

    purchases: FloatArray
    spend: FloatArray | None


@dataclass(frozen=True, slots=True, eq=False)
class CustomerIntervals:
    """Shape (n,) each: expected purchases, and with a model of spend their value, with the bounds of both."""

    purchases: FloatArray
    purchases_low: FloatArray
    purchases_high: FloatArray
    value: FloatArray | None
    value_low: FloatArray | None
    value_high: FloatArray | None


def model_draws(
    model: BgNbd, spend: GammaGamma | None, frequency: ArrayLike, recency: ArrayLike, observed: ArrayLike,
    mean_value: ArrayLike | None = None, *, seed: int = 0, draws: int = DRAWS,
) -> ModelDraws:  # fmt: skip
    """Models fitted to customers drawn with replacement, one step from the fitted ones. Seeded.

    The customers are those the models were fitted to. ValueError for bad customers.

    Sources: Davison & Hinkley, Bootstrap Methods and their Application (1997), ch. 2.7; Kline & Santos, Journal of
    Econometric Methods 1 (2012).
    """
    x, tx, t = customer_arrays(frequency, recency, observed)
    influences = [_influence(lambda p: _purchase_likelihood(p, x, tx, t), _parameters(model))]
    if spend is not None and mean_value is not None:
        bought, value, kept = repeaters(x, np.asarray(mean_value, dtype=np.float64))
        of_spend = np.zeros((x.size, 3))
        of_spend[kept] = _influence(
            lambda p: _spend_likelihood(p, bought, value), _parameters_of_spend(spend)
        )
        influences.append(of_spend)
    random, chance = np.random.default_rng(seed), np.full(x.size, 1 / x.size)
    each = np.hstack(influences)
    steps = np.array([random.multinomial(x.size, chance) @ each for _ in range(draws)])
    steps = np.clip(steps, -LARGEST_STEP, LARGEST_STEP)
    return ModelDraws(steps[:, :4], steps[:, 4:] if steps.shape[1] > 4 else None)


def customer_intervals(
    model: BgNbd, spend: GammaGamma | None, frequency: ArrayLike, recency: ArrayLike, observed: ArrayLike,
    mean_value: ArrayLike | None, drawn: ModelDraws, *, periods: float, level: float = 0.90,
) -> CustomerIntervals:  # fmt: skip
    """What each customer is expected to buy in the next `periods`, and its value, with bootstrap intervals.

    They are about what is learnt of the models from these customers, not about the luck of one customer's future.
    Bounds are the central part of the draws, on a log scale (never below 0).
    """
    check_level(level)
    x, tx, t = customer_arrays(frequency, recency, observed)

    def bought(log: FloatArray) -> FloatArray:
        return np.asarray(_model(log).expected_purchases(periods, x, tx, t), dtype=np.float64)

    at = np.log(_parameters(model))
    purchases, slope = bought(at), _log_slope(bought, at)
    low, high = _bounds(slope, drawn.purchases, level)
    if spend is None or drawn.spend is None or mean_value is None:
        return CustomerIntervals(purchases, purchases * low, purchases * high, None, None, None)
    m = np.nan_to_num(np.asarray(mean_value, dtype=np.float64))

    def worth(log: FloatArray) -> FloatArray:
        return np.asarray(_spend(log).expected_value(x, m), dtype=np.float64)

    there = np.log(_parameters_of_spend(spend))
    value = worth(there) * purchases
    both = np.hstack([slope, _log_slope(worth, there)])
    steps = np.hstack([drawn.purchases, drawn.spend])
    value_low, value_high = _bounds(both, steps, level)
    return CustomerIntervals(
        purchases, purchases * low, purchases * high, value, value * value_low, value * value_high
    )


def figure_of_models(
    figure: Callable[[BgNbd, GammaGamma], float], model: BgNbd, spend: GammaGamma, drawn: ModelDraws, *, level: float = 0.90,
) -> Estimate:  # fmt: skip
    """Any figure of both models with its bootstrap interval: `figure` is asked once for every draw."""
    check_level(level)
    if drawn.spend is None:
        raise ValueError("the draws have no model of spend")
    at, there = np.log(_parameters(model)), np.log(_parameters_of_spend(spend))
    found = [
        figure(_model(at + a), _spend(there + b)) for a, b in zip(drawn.purchases, drawn.spend, strict=True)
    ]
    value = figure(model, spend)
    low, high = np.quantile(found, [0.5 - level / 2, 0.5 + level / 2], method="nearest")
    return Estimate(value, min(float(low), value), max(float(high), value), level)


def _parameters(model: BgNbd) -> FloatArray:
    return np.array([model.r, model.alpha, model.a, model.b])


def _parameters_of_spend(spend: GammaGamma) -> FloatArray:
    return np.array([spend.p, spend.q, spend.v])


def _model(log: FloatArray) -> BgNbd:
    r, alpha, a, b = (float(v) for v in np.exp(log))
    return BgNbd(r, alpha, a, b, float("nan"), 0)


def _spend(log: FloatArray) -> GammaGamma:
    p, q, v = (float(value) for value in np.exp(log))
    return GammaGamma(p, q, v, float("nan"), 0)


def _purchase_likelihood(log: FloatArray, x: FloatArray, tx: FloatArray, t: FloatArray) -> FloatArray:
    """Each customer's log-likelihood (Fader, Hardie & Lee 2005, equation 6)."""
    r, alpha, a, b = np.exp(log)
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    alive = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + t)
    gone = betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + tx)
    return np.asarray(rate + np.where(x > 0, np.logaddexp(alive, gone), alive), dtype=np.float64)


def _spend_likelihood(log: FloatArray, x: FloatArray, m: FloatArray) -> FloatArray:
    """Each repeater's log-likelihood, but for what does not depend on the parameters (note 025, equation 1a)."""
    p, q, v = np.exp(log)
    each = (
        gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        + p * x * np.log(m * x) - (p * x + q) * np.log(x * m + v)
    )  # fmt: skip
    return np.asarray(each, dtype=np.float64)


def _influence(likelihood: Each, parameters: FloatArray) -> FloatArray:
    """How far each customer moves the logs of the parameters (n, k): score × inverse information."""
    at = np.log(parameters)
    score = _slope(likelihood, at)
    k = at.size
    information = np.empty((k, k))
    for i, step in enumerate(np.eye(k) * NUDGE * 10):
        information[i] = (
            _slope(likelihood, at - step).sum(axis=0) - _slope(likelihood, at + step).sum(axis=0)
        ) / (2 * NUDGE * 10)
    return np.asarray((score - score.mean(axis=0)) @ np.linalg.pinv((information + information.T) / 2))


def _slope(of: Each, at: FloatArray) -> FloatArray:
    """Derivatives (n, k) by central differences."""
    columns = [(of(at + step) - of(at - step)) / (2 * NUDGE) for step in np.eye(at.size) * NUDGE]
    return np.column_stack(columns)


def _log_slope(of: Each, at: FloatArray) -> FloatArray:
    """Derivatives of the log; 0 where the figure itself is nothing."""

    def log(where: FloatArray) -> FloatArray:
        return np.log(np.maximum(np.nan_to_num(of(where), nan=1.0, posinf=1.0), 1e-300))

    return _slope(log, at)


def _bounds(slope: FloatArray, steps: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """The factors (n,) by which a figure moves at the ends of the central part of the draws; they hold 1."""
    found = []
    for rows in np.array_split(slope, max(1, slope.shape[0] * steps.shape[0] // AT_ONCE)):
        found.append(np.quantile(rows @ steps.T, [0.5 - level / 2, 0.5 + level / 2], axis=1))
    low, high = np.hstack(found)
    return np.exp(np.minimum(low, 0.0)), np.exp(np.maximum(high, 0.0))
