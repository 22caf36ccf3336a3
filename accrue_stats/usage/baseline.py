"""What each person's use in the coming weeks should be: a negative binomial, shrunk towards everyone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import nbinom

from accrue_stats.estimate import FloatArray

HALF_LIFE = 12.0
"""Weeks after which a week weighs half."""
FEWEST = 8
"""Weeks before, below which nothing is said of a person."""
OWN_WEEKS = 10.0
"""The weight of everyone's dispersion, in a person's own weeks."""


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """A negative binomial for each person, shape (people,): `mean` and `variance` of the count in the weeks ahead, nan
    for people with too few weeks before."""

    mean: FloatArray
    variance: FloatArray

    def p_at_most(self, seen: FloatArray) -> FloatArray:
        """The probability of so low a count or a lower one, shape (people,), nan where nothing is expected."""
        mean = np.maximum(self.mean, 1e-9)
        size = mean**2 / np.maximum(self.variance - mean, 1e-9 * mean)
        return np.asarray(nbinom.cdf(seen, size, size / (size + mean)), dtype=np.float64)


def expect(
    counts: FloatArray,
    first: FloatArray,
    ahead: int = 1,
    *,
    half_life: float = HALF_LIFE,
    fewest: int = FEWEST,
) -> Expected:
    """The count of the `ahead` weeks that follow `counts`, shape (people, weeks), the latest last.

    `first`, shape (people,), is each person's first week (a column of counts); weeks before it are not looked at. A week
    `half_life` weeks earlier weighs half. Means are shrunk by credibility, dispersions by a weight of ten weeks; the
    error of the mean is part of the variance. Weeks are taken as independent around a steady rate.
    Source: H. Bühlmann, A. Gisler, A Course in Credibility Theory (2005), ch. 4.
    """
    people, weeks = counts.shape
    age = weeks - 1 - np.arange(weeks)
    inside = np.arange(weeks) >= first[:, None]
    weight = np.exp2(-age / half_life) * inside
    total, squares = weight.sum(axis=1), (weight**2).sum(axis=1)
    enough = (weeks - first >= fewest) & (total > 0)
    nothing = np.full(people, np.nan)
    if not enough.any():
        return Expected(nothing, nothing.copy())
    w, y = weight[enough], counts[enough]
    total, squares = total[enough], squares[enough]
    effective = total**2 / squares
    mean = (w * y).sum(axis=1) / total
    spread = (w * (y - mean[:, None]) ** 2).sum(axis=1) / np.maximum(total - squares / total, 1e-12)
    dispersion = _dispersion(mean, spread, effective)
    within = mean + dispersion * mean**2
    centre, credibility = _credibility(mean, within, effective)
    shrunk = credibility * mean + (1 - credibility) * centre
    noise = shrunk + dispersion * shrunk**2
    variance = ahead * noise + ahead**2 * noise * credibility / effective
    nothing[enough], width = ahead * shrunk, np.full(people, np.nan)
    width[enough] = variance
    return Expected(nothing, width)


def _dispersion(mean: FloatArray, spread: FloatArray, effective: FloatArray) -> FloatArray:
    """φ of the variance μ + φ μ² for each person: their own, drawn towards everyone's."""
    square = np.maximum(mean**2 - spread / effective, 1e-3 * mean**2)
    excess = spread - mean
    pull = 1 / np.maximum(mean * (1 + mean), 1e-12)
    everyone = max(float((pull * excess).sum() / max(float((pull * square).sum()), 1e-12)), 0.0)
    own = np.where(mean > 0, excess / np.maximum(square, 1e-12), everyone)
    # a person who hardly ever comes says little of how much counts vary
    says = (effective - 1) * mean / (1 + mean)
    return np.asarray(
        np.maximum((says * own + OWN_WEEKS * everyone) / (says + OWN_WEEKS), 0.0), dtype=np.float64
    )


def _credibility(mean: FloatArray, within: FloatArray, effective: FloatArray) -> tuple[float, FloatArray]:
    """Everyone's mean, and how far each person's own mean is believed, between 0 and 1."""
    if mean.size < 2:
        return float(mean.mean()), np.ones(mean.size)
    centre = float(mean.mean())
    between = max(float(mean.var(ddof=1) - (within / effective).mean()), 0.0)
    error = np.maximum(within / effective, 1e-12)
    return centre, np.asarray(between / (between + error), dtype=np.float64)
