"""How good scores are: do they rank, and do they mean what they say. `y` is 0 or 1, shape (rows,), as are the scores."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from accrue_stats.distributions import two_sided
from accrue_stats.estimate import Estimate, FloatArray, check_level

BINS = 10


def auc(
    y: FloatArray, score: FloatArray, level: float = 0.90, groups: NDArray[np.int64] | None = None
) -> Estimate:
    """The probability that a positive scores above a negative (ties half), with DeLong's interval, cut at 0 and 1.

    `groups`, shape (rows,), from 0: rows of one group may depend on each other; the variance then sums by group.
    ValueError without two of each kind.
    Source: E. DeLong et al., Biometrics 44 (1988); X. Sun, W. Xu, IEEE Signal Processing Letters 21 (2014);
    N. Obuchowski, Biometrics 53 (1997) for groups.
    """
    check_level(level)
    positive = y > 0.5
    m, n = int(positive.sum()), int((~positive).sum())
    if m < 2 or n < 2:
        raise ValueError(f"two positives and two negatives are needed, not {m} and {n}")
    all_ranks = rankdata(score)
    above = (all_ranks[positive] - rankdata(score[positive])) / n
    below = 1 - (all_ranks[~positive] - rankdata(score[~positive])) / m
    value = float(above.mean())
    if groups is None:
        variance = float(above.var(ddof=1)) / m + float(below.var(ddof=1)) / n
    else:
        part = np.empty(y.size)
        part[positive], part[~positive] = (above - value) / m, (below - value) / n
        sums = np.bincount(groups, part)
        size = np.unique(groups).size
        variance = float(sums @ sums) * size / max(size - 1, 1)
    se = math.sqrt(variance)
    reach = two_sided(level) * se
    return Estimate(value, max(value - reach, 0.0), min(value + reach, 1.0), level, se)


def calibration_error(y: FloatArray, score: FloatArray, bins: int = BINS) -> float:
    """The expected calibration error: the mean distance of the mean score from the share of positives, in `bins` of
    equally many rows. Source: M. Naeini et al., AAAI (2015), with equal frequencies."""
    order = np.argsort(score, kind="stable")
    edges = np.linspace(0, y.size, min(bins, y.size) + 1).round().astype(int)[:-1]
    # rows of one score belong into one bin, whatever their order
    ranked = score[order]
    edges = np.unique(np.searchsorted(ranked, ranked[edges]))
    gaps = np.add.reduceat(score[order] - y[order], edges)
    return float(np.abs(gaps).sum() / y.size)


def brier(y: FloatArray, score: FloatArray) -> float:
    """The mean squared distance of score and outcome: 0 is perfect. Source: G. Brier (1950)."""
    return float(np.mean((score - y) ** 2))


def log_losses(y: FloatArray, score: FloatArray) -> FloatArray:
    """Minus the log-likelihood of each row, shape (rows,); scores are kept a hair from 0 and 1."""
    p = np.clip(score, 1e-12, 1 - 1e-12)
    return np.asarray(-np.where(y > 0.5, np.log(p), np.log1p(-p)), dtype=np.float64)


def top_decile_lift(y: FloatArray, score: FloatArray, share: float = 0.1) -> float:
    """The share of positives in the tenth with the highest scores, over the share in all. Ties count in proportion.

    ValueError without a positive.
    """
    if not y.any():
        raise ValueError("there is no positive")
    room = share * y.size
    values, at = np.unique(-score, return_inverse=True)
    held, hits = np.bincount(at, minlength=values.size), np.bincount(at, y, values.size)
    before = np.cumsum(held) - held
    taken = np.clip((room - before) / held, 0.0, 1.0)
    return float((taken @ hits / room) / y.mean())
