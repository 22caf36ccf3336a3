"""Group-time effects: every cohort in every period against units that are not treated then.

An effect is a mean change of the cohort since its base less the same change of its controls, so everything here is
linear in the cohorts' means. Callaway & Sant'Anna, Journal of Econometrics 225 (2021), without covariates; base and
control periods as in the R package `did` ("varying" base).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from accrue_stats.estimate import FloatArray
from accrue_stats.rollout.cohorts import NEVER, IntArray

type Control = Literal["never", "notyet"]
type Base = Literal["last", "mean"]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """One entry per cohort and period: `cohort` and `time` (c,); the base is the mean of periods `base_from` to
    `base_to` − 1 (c,); `controls` (c, k): the weight of each cohort among the controls, rows summing to one;
    `event` = time − adoption."""

    cohort: IntArray
    time: IntArray
    base_from: IntArray
    base_to: IntArray
    controls: FloatArray
    event: IntArray

    def only(self, chosen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Cells:
        """Only the cells chosen."""
        return Cells(
            self.cohort[chosen], self.time[chosen], self.base_from[chosen], self.base_to[chosen],
            self.controls[chosen], self.event[chosen],
        )  # fmt: skip


def group_time_cells(
    starts: IntArray, sizes: IntArray, periods: int, *, control: Control, anticipation: int, base: Base
) -> Cells:
    """Every cell that has a base before it and controls. A cohort of size 0 has none and is none.

    After adoption the base is the last period before it that `anticipation` leaves untouched (`base` "last"), or the
    mean of all of those ("mean", for one common date); before adoption it is the period before. Controls are the
    units that never adopt, or also those that have not adopted by the later of the two periods plus anticipation.
    """
    parts = []
    for g in np.flatnonzero((starts < periods) & (starts - anticipation >= 1) & (sizes > 0)):
        start = int(starts[g])
        time = np.arange(1, periods)
        after = time >= start
        end = np.where(after, start - anticipation, time)
        begin = np.where(after & (base == "mean"), 0, end - 1)
        begin = np.where(after & (base == "last"), end - 1, begin)
        allowed = (
            np.broadcast_to(starts == NEVER, (time.size, starts.size))
            if control == "never"
            else starts[None, :] > np.maximum(time, end - 1)[:, None] + anticipation
        )
        weight = np.where(allowed & (np.arange(starts.size) != g), sizes, 0).astype(np.float64)
        there = weight.sum(axis=1) > 0
        share = weight[there] / weight[there].sum(axis=1, keepdims=True)
        parts.append(
            (np.full(int(there.sum()), g), time[there], begin[there], end[there], share, time[there] - start)
        )
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Cells(none, none, none, none, np.zeros((0, starts.size)), none)
    cohort, time, begin, end, share, event = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Cells(cohort, time, begin, end, share, event)


def cell_effects(cells: Cells, means: FloatArray) -> FloatArray:
    """The effect in each cell, (c,), from the cohorts' means (k, T)."""
    change = _changes(cells, means)
    own = change[np.arange(cells.cohort.size), cells.cohort]
    return np.asarray(own - (cells.controls * change).sum(axis=1), dtype=np.float64)


def control_changes(cells: Cells, means: FloatArray) -> FloatArray:
    """The mean change of each cell's controls, (c,)."""
    return np.asarray((cells.controls * _changes(cells, means)).sum(axis=1), dtype=np.float64)


def outcome_weights(cells: Cells, weights: FloatArray, periods: int) -> FloatArray:
    """How much each cohort's mean in each period counts, (k, T), in the sum of the cells by `weights` (c,)."""
    role = -cells.controls * weights[:, None]
    role[np.arange(weights.size), cells.cohort] += weights
    return np.asarray(role.T @ _differences(cells, periods), dtype=np.float64)


def _changes(cells: Cells, means: FloatArray) -> FloatArray:
    """The change of every cohort's mean from the base of each cell to its period, (c, k)."""
    return np.asarray(_differences(cells, means.shape[1]) @ means.T, dtype=np.float64)


def _differences(cells: Cells, periods: int) -> FloatArray:
    """For each cell one in its period and minus its share in each period of the base, (c, T)."""
    t, width = np.arange(periods)[None, :], (cells.base_to - cells.base_from)[:, None]
    based = (t >= cells.base_from[:, None]) & (t < cells.base_to[:, None])
    out = based / -width.astype(np.float64)
    out[np.arange(cells.time.size), cells.time] += 1.0
    return np.asarray(out, dtype=np.float64)
