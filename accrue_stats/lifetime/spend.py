"""How much a customer spends a purchase: the Gamma-Gamma model.

A customer's purchases scatter around a mean of their own, Gamma(p, ·); the means differ between customers, with
shape q and scale v. Assumes that what someone spends does not depend on how often they buy (checked by
`lifetime_checks.spend_refusals`).

Source: P. Fader, B. Hardie, The Gamma-Gamma model of monetary value (2013), brucehardie.com/notes/025.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, gammaln

from accrue_stats.estimate import FloatArray, finite_vector
from accrue_stats.lifetime.likelihood import maximise

type BoolArray = NDArray[np.bool_]

FEWEST = 2


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A fitted model: `p`, `q` without unit, `v` in money; the log-likelihood is the sum over `customers`."""

    p: float
    q: float
    v: float
    log_likelihood: float
    customers: int

    def expected_value(self, frequency: ArrayLike, mean_value: ArrayLike) -> FloatArray:
        """Expected value of a purchase of each customer, money: between their own mean and everyone's.

        `frequency` x ≥ 0 purchases that `mean_value` is the mean of (ignored where x = 0: everyone's mean). Where
        neither is informative (q ≤ 1, x = 0) everyone's mean is infinite: returned as inf.
        """
        x, m = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (frequency, mean_value)))
        own = np.where(x > 0, m, 0.0)
        strength = self.p * x + self.q - 1
        with np.errstate(divide="ignore"):
            value = self.p * (self.v + own * x) / strength
        return np.where(strength > 0, value, np.inf)


def repeaters(frequency: ArrayLike, mean_value: ArrayLike) -> tuple[FloatArray, FloatArray, BoolArray]:
    """x and mean value of those with x > 0 and a positive, known mean value, and who they are.

    ValueError when the lengths differ, a frequency is missing or a mean value infinite.
    """
    x, m = np.asarray(frequency, dtype=np.float64), np.asarray(mean_value, dtype=np.float64)
    if x.ndim != 1 or x.shape != m.shape:
        raise ValueError(f"frequency and mean value must be lists of one length, not {x.shape} and {m.shape}")
    if not np.all(np.isfinite(x)) or np.any(x < 0):
        raise ValueError("frequency must be a number, 0 or more, for every customer")
    if np.any(np.isinf(m)):
        raise ValueError("a mean value is infinite")
    kept = (x > 0) & (m > 0)
    return x[kept], m[kept], kept


def fit_gamma_gamma(
    frequency: ArrayLike,
    mean_value: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    start: GammaGamma | None = None,
) -> GammaGamma:
    """Maximum likelihood from each customer's number of repeat purchases and their mean value (money).

    Customers without a repeat purchase, or whose mean is missing or not positive, carry no information here and are
    left out. `weight`: how often each customer counts (once when None). Values are scaled to their mean for the
    search; from several starts, or only from `start`, a model of much the same customers.
    ValueError with fewer than two such customers or when all spend exactly the same.
    """
    x, m, kept = repeaters(frequency, mean_value)
    count = np.ones_like(x) if weight is None else finite_vector(weight, "the weights")[kept]
    x, m, count = x[count > 0], m[count > 0], count[count > 0]
    if x.size < FEWEST:
        raise ValueError(
            f"only {x.size} customer(s) bought again with a positive value; spending cannot be learnt"
        )
    if np.ptp(m) <= 1e-12 * m.max():
        raise ValueError("all customers spend exactly the same, so there is no spread to learn from")
    scale = float(m.mean())

    def log_likelihood(parameters: FloatArray) -> tuple[float, FloatArray]:
        return _log_likelihood(parameters, x, m / scale, count)

    if start is not None:
        starts = [(start.p, start.q, start.v / scale)]
    else:
        starts = [(p, q, max(q - 1, 0.2) / p) for p in (1.0, 6.0, 50.0) for q in (1.5, 4.0, 20.0)]
    p, q, v = (float(value) for value in maximise(log_likelihood, starts, float(count.sum())))
    value, _ = _log_likelihood(np.array([p, q, v * scale]), x, m, count)
    return GammaGamma(p, q, v * scale, value, int(count.sum()))


def _log_likelihood(
    parameters: FloatArray, x: FloatArray, m: FloatArray, count: FloatArray
) -> tuple[float, FloatArray]:
    """Sum over customers (equation 1a of the note) and its gradient by the logs of p, q, v."""
    p, q, v = parameters
    total = np.log(x * m + v)
    each = (
        gammaln(p * x + q) - gammaln(p * x) - gammaln(q)
        + q * np.log(v) + (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * total
    )  # fmt: skip
    gradient = [
        x * (digamma(p * x + q) - digamma(p * x) + np.log(m) + np.log(x) - total),
        digamma(p * x + q) - digamma(q) + np.log(v) - total,
        q / v - (p * x + q) / (x * m + v),
    ]
    return float(count @ each), np.array([float(count @ g) for g in gradient]) * parameters
