"""What purchases tell of BG/NBD's parameters: customers counted once where alike, and the likelihood of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln, zeta

from accrue_stats.estimate import FloatArray

type Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class PurchaseSample:
    """The different customers (u,): `x`, `tx`, `t`, and the row `place` (n,) that each customer is like.

    `levels` (k,) are the different x, `level` (u,) says which of them a row has: functions of x are worked out once
    for each of them.
    """

    x: FloatArray
    tx: FloatArray
    t: FloatArray
    place: Places
    levels: FloatArray
    level: Places

    def counts(self, weight: FloatArray) -> FloatArray:
        """How many customers (u,) each row stands for when each customer counts `weight` (n,) times."""
        return np.bincount(self.place, weights=weight, minlength=self.x.size)

    def scaled(self, by: float) -> PurchaseSample:
        """The same customers with times in units of `by`."""
        return PurchaseSample(self.x, self.tx / by, self.t / by, self.place, self.levels, self.level)

    def drawn(self, count: FloatArray) -> tuple[PurchaseSample, FloatArray]:
        """Only the rows that count, without the places of the customers, and their counts."""
        kept = count > 0
        some = PurchaseSample(
            self.x[kept], self.tx[kept], self.t[kept], self.place[:0], self.levels, self.level[kept]
        )
        return some, count[kept]


def purchase_sample(x: FloatArray, tx: FloatArray, t: FloatArray) -> PurchaseSample:
    """Of checked customers (n,) in the order of x, t_x and T."""
    rows, place = np.unique(np.column_stack([x, tx, t]), axis=0, return_inverse=True)
    levels, level = np.unique(rows[:, 0], return_inverse=True)
    ux, utx, ut = (np.ascontiguousarray(column) for column in rows.T)
    return PurchaseSample(ux, utx, ut, place, levels, level)


def purchase_likelihood(
    parameters: FloatArray, sample: PurchaseSample, count: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """The log-likelihood of rows that count `count` times (equation 6 of Fader, Hardie & Lee 2005), with its gradient
    (4,) and curvature (4, 4) by the logs of r, alpha, a, b."""
    r, alpha, a, b = parameters
    x, repeat = sample.x, sample.x > 0
    long, short = alpha + sample.t, alpha + sample.tx
    log_long, log_short = np.log(long), np.log(short)
    chances = b + np.maximum(x, 1) - 1
    shape = r + x
    still = -shape * log_long
    stopped = np.where(repeat, np.log(a / chances) - shape * log_short, -np.inf)
    gap = np.exp(-np.abs(stopped - still))
    either = np.maximum(still, stopped) + np.log1p(gap)
    gone = np.where(stopped > still, 1.0, gap) / (1 + gap)  # the part of the likelihood of having stopped
    value, gradient, curvature = _of_levels(parameters, sample, count)

    left, kept = count * gone, count * (1 - gone)
    ahead, behind = shape / long, shape / short
    gradient += [
        -(kept @ log_long + left @ log_short),
        -(kept @ ahead + left @ behind),
        left.sum() / a,
        -(left @ (1 / chances)),
    ]
    apart = np.stack([log_long - log_short, ahead - behind, np.full_like(x, 1 / a), -1 / chances])
    curvature += (apart * (left * (1 - gone))) @ apart.T
    mixed = -(kept @ (1 / long) + left @ (1 / short))
    curvature[0, 1] += mixed
    curvature[1, 0] += mixed
    curvature[1, 1] += kept @ (ahead / long) + left @ (behind / short)
    curvature[2, 2] -= left.sum() / a**2
    curvature[3, 3] += left @ (1 / chances**2)
    gradient = gradient * parameters
    return (
        value + float(count @ either),
        gradient,
        curvature * np.outer(parameters, parameters) + np.diag(gradient),
    )


def _of_levels(
    parameters: FloatArray, sample: PurchaseSample, count: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """The part of the likelihood that is the same for all customers of one x, by the parameters themselves."""
    r, alpha, a, b = parameters
    x = sample.levels
    of = np.bincount(sample.level, weights=count, minlength=x.size)
    size = of.sum()
    value = of @ (gammaln(r + x) - gammaln(a + b + x) + gammaln(b + x)) + size * (
        r * np.log(alpha) - gammaln(r) + gammaln(a + b) - gammaln(b)
    )
    shared = size * digamma(a + b) - of @ digamma(a + b + x)
    gradient = np.array([
        of @ digamma(r + x) + size * (np.log(alpha) - digamma(r)),
        size * r / alpha,
        shared,
        shared + of @ digamma(b + x) - size * digamma(b),
    ])  # fmt: skip
    bend = size * zeta(2, a + b) - of @ zeta(2, a + b + x)
    curvature = np.zeros((4, 4))
    curvature[0, 0] = of @ zeta(2, r + x) - size * zeta(2, r)
    curvature[0, 1] = curvature[1, 0] = size / alpha
    curvature[1, 1] = -size * r / alpha**2
    curvature[2:, 2:] = bend
    curvature[3, 3] += of @ zeta(2, b + x) - size * zeta(2, b)
    return float(value), gradient, curvature
