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

from accrue_stats.estimate import FloatArray, finite_vector
from accrue_stats.lifetime.likelihood import summit
from accrue_stats.lifetime.spend_sample import SpendSample, spend_likelihood, spend_sample

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
    return fit_spend(spend_sample(x, m), count, start=start)


def fit_spend(sample: SpendSample, weight: FloatArray, *, start: GammaGamma | None = None) -> GammaGamma:
    """`fit_gamma_gamma` for repeaters who were picked before, each counted `weight` times; for fitting again and again.

    ValueError as there.
    """
    some, count = sample.drawn(weight)
    if some.x.size < FEWEST:
        raise ValueError(
            f"only {some.x.size} customer(s) bought again with a positive value; spending cannot be learnt"
        )
    if np.ptp(some.m) <= 1e-12 * some.m.max():
        raise ValueError("all customers spend exactly the same, so there is no spread to learn from")
    scale, size = float(some.m.mean()), float(count.sum())
    scaled = some.scaled(scale)

    def likelihood(parameters: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        return spend_likelihood(parameters, scaled, count)

    if start is not None:
        starts = [(start.p, start.q, start.v / scale)]
    else:
        starts = [(p, q, max(q - 1, 0.2) / p) for p in (1.0, 6.0, 50.0) for q in (1.5, 4.0, 20.0)]
    p, q, v = (float(value) for value in summit(likelihood, starts, size))
    value, *_ = spend_likelihood(np.array([p, q, v * scale]), some, count)
    return GammaGamma(p, q, v * scale, value, int(count.sum()))
