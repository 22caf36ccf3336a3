"""What spending tells of Gamma-Gamma's parameters: the likelihood of customers who bought again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln, zeta

from accrue_stats.estimate import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class SpendSample:
    """Repeaters (n,): `x` purchases of mean value `m`, their total `spent` = x m, and `constant`, the part of their
    likelihood without parameters. `levels` (k,) are the different x, `level` (n,) which of them each has."""

    x: FloatArray
    m: FloatArray
    spent: FloatArray
    log_spent: FloatArray
    constant: FloatArray
    levels: FloatArray
    level: NDArray[np.intp]

    def drawn(self, count: FloatArray) -> tuple[SpendSample, FloatArray]:
        """Only the customers who count, and their counts."""
        kept = count > 0
        some = SpendSample(
            self.x[kept], self.m[kept], self.spent[kept], self.log_spent[kept], self.constant[kept], self.levels,
            self.level[kept],
        )  # fmt: skip
        return some, count[kept]

    def scaled(self, by: float) -> SpendSample:
        """The same customers with money in units of `by`."""
        shift = np.log(by)
        return SpendSample(
            self.x, self.m / by, self.spent / by, self.log_spent - shift, self.constant + shift, self.levels, self.level
        )  # fmt: skip


def spend_sample(x: FloatArray, m: FloatArray) -> SpendSample:
    """Of repeaters with a positive mean value (n,)."""
    levels, level = np.unique(x, return_inverse=True)
    return SpendSample(x, m, x * m, np.log(x * m), -np.log(m), levels, level)


def spend_likelihood(
    parameters: FloatArray, sample: SpendSample, count: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """The log-likelihood of customers who count `count` times (equation 1a of note 025), with its gradient (3,) and
    curvature (3, 3) by the logs of p, q, v."""
    p, q, v = parameters
    x, of = sample.levels, np.bincount(sample.level, weights=count, minlength=sample.levels.size)
    size = of.sum()
    together = sample.spent + v
    log_together = np.log(together)
    apart = sample.log_spent - log_together
    shape = p * sample.x + q
    value = (
        of @ (gammaln(p * x + q) - gammaln(p * x)) + size * (q * np.log(v) - gammaln(q))
        + count @ (sample.constant + p * sample.x * apart - q * log_together)
    )  # fmt: skip
    each, share = count / together, count * shape / together
    gradient = parameters * [
        (of * x) @ (digamma(p * x + q) - digamma(p * x)) + (count * sample.x) @ apart,
        of @ digamma(p * x + q) + size * (np.log(v) - digamma(q)) - count @ log_together,
        size * q / v - share.sum(),
    ]
    bend = of * zeta(2, p * x + q)
    pp, pq, pv = (of * x**2) @ (zeta(2, p * x + q) - zeta(2, p * x)), bend @ x, -(each @ sample.x)
    qq, qv = bend.sum() - size * zeta(2, q), size / v - each.sum()
    vv = share @ (1 / together) - size * q / v**2
    curvature = np.array([[pp, pq, pv], [pq, qq, qv], [pv, qv, vv]])
    return float(value), gradient, curvature * np.outer(parameters, parameters) + np.diag(gradient)
