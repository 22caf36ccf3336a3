"""Whether groups last equally long: the log-rank test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.distributions import chi_square_p
from accrue_stats.estimate import FloatArray
from accrue_stats.survival.curve import lifetimes


@dataclass(frozen=True, slots=True, eq=False)
class LogRank:
    """`df` is one less than the groups that were ever at risk of an event; `observed` and `expected` events by group."""

    chi2: float
    df: int
    p: float
    observed: FloatArray
    expected: FloatArray


def log_rank(time: ArrayLike, event: ArrayLike, group: ArrayLike) -> LogRank | None:
    """Mantel and Haenszel's log-rank test of any number of groups, without weights or strata.

    `time`, `event` as in `survival_curve`; `group`: each one's group, numbered from 0. None where it cannot be made:
    fewer than two groups at risk when something ends. ValueError for bad lists.

    Sources: Mantel (1966); Peto & Peto (1972). Ties by the hypergeometric variance.
    """
    times, ended = lifetimes(time, event)
    groups = np.asarray(group, dtype=np.int64)
    if groups.shape != times.shape or groups.min() < 0:
        raise ValueError("give each one a group, numbered from 0")
    k = int(groups.max()) + 1
    moments, which = np.unique(times, return_inverse=True)
    leaving = np.bincount(which * k + groups, minlength=moments.size * k).reshape(-1, k)
    events = np.bincount(which * k + groups, weights=ended, minlength=moments.size * k).reshape(-1, k)
    at_risk = leaving[::-1].cumsum(axis=0)[::-1].astype(np.float64)
    some = events.sum(axis=1) > 0
    d, n = events[some].sum(axis=1), at_risk[some].sum(axis=1)
    share = at_risk[some] / n[:, None]
    observed, expected = events.sum(axis=0), (d[:, None] * share).sum(axis=0)
    spread = d * (n - d) / np.maximum(n - 1, 1)
    variance = np.diag(spread @ share) - (share * spread[:, None]).T @ share
    # groups never at risk say nothing; of the rest one is the others' remainder
    there = np.flatnonzero(np.diag(variance) > 1e-12 * max(float(spread.sum()), 1e-300))
    if there.size < 2:
        return None
    kept = there[:-1]
    gap = (observed - expected)[kept]
    chi2 = max(float(gap @ np.linalg.solve(variance[np.ix_(kept, kept)], gap)), 0.0)
    return LogRank(chi2, kept.size, chi_square_p(chi2, kept.size), observed, expected)
