"""How often a customer will buy again, and whether they still do: the BG/NBD model.

Customers buy at random at a rate of their own, Gamma(r, alpha) across customers, and after each repeat purchase stop
for good with a probability of their own, Beta(a, b). Non-contractual business, no seasons, no covariates.

Source: P. Fader, B. Hardie, K. L. Lee, "Counting your customers" the easy way, Marketing Science 24 (2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from accrue_stats.estimate import FloatArray, finite_vector
from accrue_stats.lifetime.forecast import purchases_while_alive
from accrue_stats.lifetime.likelihood import summit
from accrue_stats.lifetime.purchase_sample import PurchaseSample, purchase_likelihood, purchase_sample

START_RATES = ((0.3, 0.5), (2.0, 0.8))  # r, and by how much slower people buy on average than they seem to
START_STOPS = ((0.5, 2.0), (1.5, 1.5), (0.05, 5.0))  # a, b
ROUNDING = 0.005  # a recency may exceed T by this part of it: summaries are often rounded


@dataclass(frozen=True, slots=True)
class BgNbd:
    """A fitted model. `alpha` is in periods, the others have no unit; `log_likelihood` is the sum over `customers`.

    `frequency` x: repeat purchases; `recency` t_x: time of the last one since the first; `observed` T: time since the
    first purchase; all times in the periods the model was fitted in; arrays or single numbers that broadcast.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    customers: int

    def p_alive(self, frequency: ArrayLike, recency: ArrayLike, observed: ArrayLike) -> FloatArray:
        """Probability that each customer still buys; 1 where there was no repeat purchase (the model's convention)."""
        x, tx, t_all = np.broadcast_arrays(
            *(np.asarray(v, dtype=np.float64) for v in (frequency, recency, observed))
        )
        log_odds = (
            np.log(self.b + np.maximum(x, 1) - 1)
            - np.log(self.a)
            - (self.r + x) * (np.log(self.alpha + t_all) - np.log(self.alpha + tx))
        )
        return np.where(x > 0, expit(log_odds), 1.0)

    def expected_purchases(
        self, t: ArrayLike, frequency: ArrayLike, recency: ArrayLike, observed: ArrayLike
    ) -> FloatArray:
        """Expected purchases of each customer in the next `t` periods."""
        alive = self.p_alive(frequency, recency, observed)
        x = np.asarray(frequency, dtype=np.float64)
        ahead = np.asarray(t, dtype=np.float64) / (self.alpha + np.asarray(observed, dtype=np.float64))
        return alive * purchases_while_alive(self.r + x, self.a, self.b + x, ahead)

    def expected_purchases_new(self, t: ArrayLike) -> FloatArray:
        """Expected repeat purchases of someone who has just bought for the first time, in the first `t` periods."""
        return purchases_while_alive(
            np.asarray(self.r), self.a, np.asarray(self.b), np.asarray(t, dtype=np.float64) / self.alpha
        )


def fit_bg_nbd(
    frequency: ArrayLike,
    recency: ArrayLike,
    observed: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    start: BgNbd | None = None,
) -> BgNbd:
    """Maximum likelihood from each customer's x, t_x and T (same length, one unit of time).

    `weight`: how often each customer counts (once when None). Times are scaled to their mean for the search, so any
    unit fits alike; from several starts, or only from `start`, a model of much the same customers; equal customers
    are counted once. Parameters end at their limit (e^±16) where the likelihood rises for ever, as it does among
    customers who never stop.
    ValueError for missing values, x that is no whole number ≥ 0, t_x above T, or no repeat customer.
    """
    x, tx, t_all = customer_arrays(frequency, recency, observed)
    times = np.ones_like(x) if weight is None else finite_vector(weight, "the weights")
    if times.size != x.size or np.any(times < 0):
        raise ValueError("every customer needs one weight, 0 or more")
    return fit_purchases(purchase_sample(x, tx, t_all), times, start=start)


def fit_purchases(sample: PurchaseSample, weight: FloatArray, *, start: BgNbd | None = None) -> BgNbd:
    """`fit_bg_nbd` for customers that were checked and counted before; for fitting again and again.

    ValueError as there.
    """
    rows, count = sample.drawn(sample.counts(weight))
    if not np.any(rows.x > 0):
        raise ValueError("nobody bought a second time, so a rate of repeat purchases cannot be learnt")
    scale, size = float(sample.t.mean()), float(count.sum())
    scaled = rows.scaled(scale)

    def likelihood(parameters: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        return purchase_likelihood(parameters, scaled, count)

    if start is not None:
        starts = [(start.r, start.alpha / scale, start.a, start.b)]
    else:
        rate = float((count @ scaled.x) / (count @ scaled.t))
        starts = [(r, r / rate * slower, a, b) for r, slower in START_RATES for a, b in START_STOPS]
    r, alpha, a, b = (float(p) for p in summit(likelihood, starts, size))
    value, *_ = purchase_likelihood(np.array([r, alpha * scale, a, b]), rows, count)
    return BgNbd(r, alpha * scale, a, b, value, int(count.sum()))


def customer_arrays(
    frequency: ArrayLike, recency: ArrayLike, observed: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """x, t_x, T as checked arrays of one length, t_x at most T. ValueError naming what is wrong and where."""
    x, tx, t_all = (
        finite_vector(v, n) for v, n in ((frequency, "frequency"), (recency, "recency"), (observed, "T"))
    )
    if not x.size == tx.size == t_all.size:
        raise ValueError(f"frequency, recency and T differ in length: {x.size}, {tx.size}, {t_all.size}")
    if not x.size:
        raise ValueError("there are no customers")
    for wrong, words in (
        ((x < 0) | (x != np.floor(x)), "frequency must be a whole number, 0 or more"),
        ((tx < 0) | (t_all < 0), "times must not be negative"),
        (tx > t_all * (1 + ROUNDING), "the last purchase (recency) must not be later than T"),
        ((x == 0) & (tx > 0), "without a repeat purchase recency must be 0"),
    ):
        if np.any(wrong):
            raise ValueError(f"{words}; first wrong at customer {int(np.argmax(wrong)) + 1}")
    if not np.any(t_all > 0):
        raise ValueError("nobody was observed for any time: T is 0 for every customer")
    return x, np.minimum(tx, t_all), t_all
