"""How many are still there after some time, with those whose end was not seen counted while they were (Kaplan–Meier)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from accrue_stats.distributions import two_sided
from accrue_stats.estimate import FloatArray, check_level, finite_vector

type Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """One entry per distinct time, ascending; just after `times[i]` the share `survival[i]` is still there.

    `at_risk`: still under observation just before; `events`: ended then. `greenwood` is each time's part of the
    squared relative error of the survival (0 where everybody left at once). Bounds at `level`.
    """

    times: FloatArray
    at_risk: Counts
    events: Counts
    survival: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    greenwood: FloatArray
    level: float

    @property
    def last(self) -> float:
        """The longest time observed."""
        return float(self.times[-1])

    @property
    def ends(self) -> bool:
        """Whether the curve reaches zero, so that nothing beyond `last` is unknown."""
        return bool(self.survival[-1] == 0)

    def at(self, time: float) -> int:
        """The index of the last time ≤ `time`; −1 before the first."""
        return int(np.searchsorted(self.times, time, side="right")) - 1

    @property
    def median(self) -> float | None:
        """The first time at which half or fewer are left; None where more than half are left to the end."""
        below = np.flatnonzero(self.survival <= 0.5 * (1 + 1e-12))
        return float(self.times[below[0]]) if below.size else None


def lifetimes(time: ArrayLike, event: ArrayLike) -> tuple[FloatArray, NDArray[np.bool_]]:
    """The two lists checked: times ≥ 0 in any unit, event 1 (it ended then) or 0 (not seen to end). ValueError."""
    times, ended = finite_vector(time, "time"), finite_vector(event, "event")
    if times.size != ended.size or not times.size:
        raise ValueError(
            f"give one time and one event for each, not {times.size} times and {ended.size} events"
        )
    if times.min() < 0:
        raise ValueError(f"time {times.min():g} is below 0")
    if not np.isin(ended, (0.0, 1.0)).all():
        raise ValueError("event must be 1 (it ended then) or 0 (not seen to end)")
    return times, ended == 1


def survival_curve(time: ArrayLike, event: ArrayLike, *, level: float = 0.90) -> Survival:
    """Kaplan and Meier's curve with Greenwood's standard error and log(−log) bounds.

    `time`: how long each was observed, any unit, ≥ 0; `event`: 1 ended then, 0 still there. Who is censored at a time
    is at risk for events of the same time. While nobody has left, the bounds are the value itself; once nobody is
    left, the lower bound is 0 and the upper the last one that could be given. Takes for granted that who is censored
    would have lasted as long as who is not. ValueError for bad lists.

    Sources: Kaplan & Meier (1958); Greenwood (1926); Kalbfleisch & Prentice, Statistical Analysis of Failure Time
    Data (2002), 1.4.
    """
    check_level(level)
    times, ended = lifetimes(time, event)
    distinct, which = np.unique(times, return_inverse=True)
    leaving = np.bincount(which, minlength=distinct.size)
    events = np.bincount(which, weights=ended, minlength=distinct.size).astype(np.int64)
    at_risk = times.size - np.concatenate([[0], np.cumsum(leaving)[:-1]])
    survival = np.cumprod(1 - events / at_risk)
    left = at_risk - events
    greenwood = np.where(left > 0, events / (at_risk * np.maximum(left, 1.0)), 0.0)
    se = survival * np.sqrt(np.cumsum(greenwood))
    low, high = log_log_bounds(survival, se, level)
    return Survival(distinct, at_risk, events, survival, se, low, high, greenwood, level)


def log_log_bounds(share: FloatArray, se: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Bounds of falling shares from normal bounds of log(−log share): inside 0 to 1, wider towards one half."""
    inner = (share > 0) & (share < 1)
    safe = np.where(inner, share, 0.5)
    reach = np.where(inner, two_sided(level) * se / (safe * np.abs(np.log(safe))), 0.0)
    # beyond e^700 a float ends; the bound is 0 long before
    low = np.where(inner, safe ** np.exp(np.minimum(reach, 700)), np.where(share >= 1, 1.0, 0.0))
    high = np.where(inner, safe ** np.exp(-reach), 1.0)
    gone = share <= 0
    before = high[~gone][-1] if (~gone).any() else 1.0
    return low, np.where(gone, before, high)
