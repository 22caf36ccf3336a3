"""How many have ended in each of several ways after some time (Aalen–Johansen): deals won, lost, or still open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from accrue_stats.distributions import two_sided
from accrue_stats.estimate import FloatArray, check_level, finite_vector

OPEN = 0
"""The cause of who has not been seen to end."""


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """One entry per distinct time, ascending: the `share` that ended this way by then, with bounds at `level`."""

    times: FloatArray
    at_risk: NDArray[np.int64]
    events: NDArray[np.int64]
    share: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    level: float


def cumulative_incidence(time: ArrayLike, cause: ArrayLike, *, of: int, level: float = 0.90) -> Incidence:
    """The share that ended by cause `of` as time goes on, where other causes end it too.

    `time`: how long each was observed, ≥ 0, any unit; `cause`: 0 still open, otherwise the number of the way it
    ended. Unlike one minus a survival curve that counts other endings as censored, the shares of all causes and of
    those still open add up to one. Standard error by the delta method, log(−log) bounds. ValueError for bad lists.

    Sources: Aalen & Johansen (1978); Marubini & Valsecchi, Analysing Survival Data (1995), 10.2 for the variance.
    """
    check_level(level)
    times, causes = finite_vector(time, "time"), finite_vector(cause, "cause")
    if times.size != causes.size or not times.size:
        raise ValueError(f"give one time and one cause for each, not {times.size} and {causes.size}")
    if times.min() < 0:
        raise ValueError(f"time {times.min():g} is below 0")
    distinct, which = np.unique(times, return_inverse=True)
    size = distinct.size
    leaving = np.bincount(which, minlength=size)
    n = (times.size - np.concatenate([[0], np.cumsum(leaving)[:-1]])).astype(np.float64)
    d = np.bincount(which, weights=causes != OPEN, minlength=size)
    mine = np.bincount(which, weights=causes == of, minlength=size)
    before = np.concatenate([[1.0], np.cumprod(1 - d / n)[:-1]])
    share = np.cumsum(before * mine / n)
    se = np.sqrt(_variance(share, before, n, d, mine))
    low, high = _bounds(share, se, level)
    return Incidence(distinct, n.astype(np.int64), mine.astype(np.int64), share, se, low, high, level)


def _variance(
    share: FloatArray, before: FloatArray, n: FloatArray, d: FloatArray, mine: FloatArray
) -> FloatArray:
    """Of the share at every time, from running sums: three terms of (share now − share then)², 1 and that difference."""
    left = n - d
    greenwood = np.where(left > 0, d / (n * np.maximum(left, 1.0)), 0.0)
    own = before**2 * mine * (n - mine) / n**3
    cross = before * mine / n**2
    squares = share**2 * np.cumsum(greenwood) - 2 * share * np.cumsum(share * greenwood)
    squares += np.cumsum(share**2 * greenwood)
    mixed = share * np.cumsum(cross) - np.cumsum(share * cross)
    return np.asarray(np.maximum(squares + np.cumsum(own) - 2 * mixed, 0.0))


def _bounds(share: FloatArray, se: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    inner = (share > 0) & (share < 1)
    safe = np.where(inner, share, 0.5)
    reach = np.where(inner, two_sided(level) * se / (safe * np.abs(np.log(safe))), 0.0)
    low = np.where(inner, safe ** np.exp(np.minimum(reach, 700)), share)
    return low, np.where(inner, safe ** np.exp(-reach), share)
