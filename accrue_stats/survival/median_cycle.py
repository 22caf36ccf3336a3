"""How long it takes to win, among what is won within a horizon: a median that open deals do not bend."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.estimate import Estimate, FloatArray, check_level
from accrue_stats.survival.competing import cumulative_incidence

DRAWS = 400


def median_cycle(
    time: ArrayLike, cause: ArrayLike, *, of: int = 1, horizon: float, level: float = 0.90, seed: int = 0,
    draws: int = DRAWS,
) -> Estimate | None:  # fmt: skip
    """The time by which half of those that end by cause `of` within `horizon` have, from Aalen and Johansen's share.

    `time`: how long each was observed, ≥ 0; `cause`: 0 still open, otherwise how it ended. What is longer than the
    horizon counts as open at it, so that two groups watched for different times compare. The interval is the central
    part of as many medians of deals drawn with replacement, seeded, widened to hold the value.
    None where nothing ends so within the horizon. ValueError for bad lists.

    Sources: Aalen & Johansen (1978); Efron & Tibshirani (1993), ch. 13.
    """
    check_level(level)
    found = cumulative_incidence(time, cause, of=of, level=level)
    value = _median(found.times, found.share, horizon)
    if value is None:
        return None
    times = np.asarray(time, dtype=np.float64)
    ended = int(np.sum((np.asarray(cause) == of) & (times <= horizon)))
    if 1 - 2 * 0.5**ended < level:
        return Estimate(value, -np.inf, np.inf, level)
    kinds = np.select([np.asarray(cause) == of, np.asarray(cause) != 0], [1, 2], 0)
    at = np.unique(times, return_inverse=True)[1]
    cells = np.bincount(at * 3 + kinds, minlength=3 * found.times.size)
    counts = np.random.default_rng(seed).multinomial(times.size, cells / times.size, size=draws)
    medians = _medians(found.times, counts.reshape(draws, -1, 3).astype(np.float64), horizon)
    low, high = np.nanquantile(medians, [0.5 - level / 2, 0.5 + level / 2], method="nearest")
    return Estimate(value, min(float(low), value), max(float(high), value), level)


def _median(times: FloatArray, share: FloatArray, horizon: float) -> float | None:
    inside = share[times <= horizon]
    if not inside.size or not inside[-1] > 0:
        return None
    # rounding must not push the half just past the day that reaches it
    return float(times[np.argmax(inside >= inside[-1] / 2 * (1 - 1e-12))])


def _medians(times: FloatArray, counts: FloatArray, horizon: float) -> FloatArray:
    """One for each draw; `counts` (draws, times, 3): still open, ended so, ended otherwise. NaN where nothing did."""
    left = counts.sum(axis=2)
    risk = np.maximum(np.cumsum(left[:, ::-1], axis=1)[:, ::-1], 1.0)
    ended = counts[:, :, 1] + counts[:, :, 2]
    there = np.cumprod(1 - ended / risk, axis=1)
    before = np.concatenate([np.ones((there.shape[0], 1)), there[:, :-1]], axis=1)
    share = np.cumsum(before * counts[:, :, 1] / risk, axis=1)[:, times <= horizon]
    whole = share[:, -1:]
    return np.where(whole[:, 0] > 0, times[np.argmax(share >= whole / 2 * (1 - 1e-12), axis=1)], np.nan)
