"""How often a customer will buy again, and whether they still do: the BG/NBD model.

Customers buy at random at a rate of their own, Gamma(r, alpha) across customers, and after each repeat purchase stop
for good with a probability of their own, Beta(a, b). Non-contractual business, no seasons, no covariates.

Source: P. Fader, B. Hardie, K. L. Lee, "Counting your customers" the easy way, Marketing Science 24 (2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, expit, gammaln

from accrue_stats.estimate import FloatArray, finite_vector
from accrue_stats.lifetime_forecast import purchases_while_alive
from accrue_stats.likelihood import maximise

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


def fit_bg_nbd(frequency: ArrayLike, recency: ArrayLike, observed: ArrayLike) -> BgNbd:
    """Maximum likelihood from each customer's x, t_x and T (same length, one unit of time).

    Times are scaled to their mean for the search, so any unit fits alike; several starts; equal customers are
    counted once. ValueError for missing values, x that is no whole number ≥ 0, t_x above T, or no repeat customer.
    """
    x, tx, t_all = customer_arrays(frequency, recency, observed)
    if not np.any(x > 0):
        raise ValueError("nobody bought a second time, so a rate of repeat purchases cannot be learnt")
    scale = float(t_all.mean())
    rows, counts = np.unique(np.column_stack([x, tx / scale, t_all / scale]), axis=0, return_counts=True)
    weight = counts.astype(np.float64)
    ux, utx, ut = rows.T

    def log_likelihood(parameters: FloatArray) -> tuple[float, FloatArray]:
        return _log_likelihood(parameters, ux, utx, ut, weight)

    rate = float(np.sum(x) / np.sum(t_all)) * scale
    starts = [
        (r, r / rate * slower, a, b)
        for r, slower in ((0.3, 0.5), (2.0, 0.8))
        for a, b in ((0.5, 2.0), (1.5, 1.5), (0.05, 5.0))
    ]
    r, alpha, a, b = (float(p) for p in maximise(log_likelihood, starts, x.size))
    value, _ = _log_likelihood(np.array([r, alpha * scale, a, b]), ux, utx * scale, ut * scale, weight)
    return BgNbd(r, alpha * scale, a, b, value, x.size)


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
    return x, np.minimum(tx, t_all), t_all


def _log_likelihood(
    parameters: FloatArray, x: FloatArray, tx: FloatArray, t_all: FloatArray, weight: FloatArray
) -> tuple[float, FloatArray]:
    """Sum over customers (equation 6 of the paper) and its gradient by the logs of r, alpha, a, b."""
    r, alpha, a, b = parameters
    repeat = x > 0
    chances = b + np.maximum(x, 1) - 1
    still = -(r + x) * np.log(alpha + t_all)
    stopped = np.where(repeat, np.log(a) - np.log(chances) - (r + x) * np.log(alpha + tx), -np.inf)
    either = np.logaddexp(still, stopped)
    each = (
        gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        + gammaln(a + b) - gammaln(a + b + x) + gammaln(b + x) - gammaln(b) + either
    )  # fmt: skip
    w_still, w_stopped = np.exp(still - either), np.exp(stopped - either)
    shared = digamma(a + b) - digamma(a + b + x)
    gradient = [
        digamma(r + x)
        - digamma(r)
        + np.log(alpha)
        - w_still * np.log(alpha + t_all)
        - w_stopped * np.log(alpha + tx),
        r / alpha - (r + x) * (w_still / (alpha + t_all) + w_stopped / (alpha + tx)),
        shared + w_stopped / a,
        shared + digamma(b + x) - digamma(b) - w_stopped / chances,
    ]
    return float(weight @ each), np.array([float(weight @ g) for g in gradient]) * parameters
