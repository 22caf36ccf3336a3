"""Averages of group-time effects, and how far each unit moves them (influence functions).

As `aggte` of the R package `did`: units weigh equally, and the estimated sizes of the cohorts add to the influence.
Callaway & Sant'Anna (2021), section 3 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accrue_stats.estimate import FloatArray
from accrue_stats.rollout.cells import Cells, cell_effects, control_changes, outcome_weights
from accrue_stats.rollout.cohorts import Cohorts, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Average:
    """`weights` (c,) of the cells, and `spread` (k,): what a unit of each cohort adds by being counted in it."""

    weights: FloatArray
    spread: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """An average of this panel: `outcome` (k, T) weighs the cohorts' means, `influence` (n,) is in units of the
    value, and its squares sum to the squared standard error; `spread` (k,) is the part of it that comes from the
    cohorts' sizes."""

    value: float
    influence: FloatArray
    outcome: FloatArray
    spread: FloatArray

    @property
    def se(self) -> float:
        return float(np.sqrt((self.influence**2).sum()))


def unit_average(cells: Cells, effects: FloatArray, sizes: IntArray, chosen: NDArray[np.bool_]) -> Average:
    """The mean over the `chosen` cells (c,), each counted by the units of its cohort."""
    count = np.where(chosen, sizes[cells.cohort], 0).astype(np.float64)
    total = count.sum()
    weights = count / total
    apart = np.where(chosen, effects - weights @ effects, 0.0)
    spread = np.bincount(cells.cohort, weights=apart, minlength=sizes.size) / total
    return Average(weights, spread)


def cohort_average(cells: Cells, effects: FloatArray, sizes: IntArray, chosen: NDArray[np.bool_]) -> Average:
    """The mean over cohorts, by units, of each cohort's plain mean over its `chosen` cells."""
    cells_of = np.bincount(cells.cohort, weights=chosen, minlength=sizes.size)
    there = cells_of > 0
    share = np.where(there, sizes, 0) / sizes[there].sum()
    within = np.where(chosen, 1.0 / np.maximum(cells_of, 1)[cells.cohort], 0.0)
    mean = np.bincount(cells.cohort, weights=within * effects, minlength=sizes.size)
    spread = np.where(there, mean - share @ mean, 0.0) / sizes[there].sum()
    return Average(share[cells.cohort] * within, spread)


def mean_of(averages: list[Average]) -> Average:
    """The plain mean of averages."""
    return Average(
        np.mean([one.weights for one in averages], axis=0), np.mean([one.spread for one in averages], axis=0)
    )


def by_key(
    cells: Cells, effects: FloatArray, sizes: IntArray, key: IntArray, chosen: NDArray[np.bool_]
) -> dict[int, Average]:
    """`unit_average` of the chosen cells for each value of `key` (c,), such as the event time."""
    return {int(k): unit_average(cells, effects, sizes, chosen & (key == k)) for k in np.unique(key[chosen])}


def worked(average: Average, cells: Cells, values: FloatArray, cohorts: Cohorts) -> Worked:
    """`average` on the panel `values` (n, T)."""
    used = average.weights != 0
    cells, weights, means = cells.only(used), average.weights[used], cohorts.means(values)
    effects, theirs = cell_effects(cells, means), control_changes(cells, means)
    outcome = outcome_weights(cells, weights, values.shape[1])
    centre = np.bincount(cells.cohort, weights=weights * (effects + theirs), minlength=cohorts.starts.size)
    centre = centre - (weights * theirs) @ cells.controls
    moved = np.einsum("nt,nt->n", values, outcome[cohorts.of]) - centre[cohorts.of]
    influence = moved / cohorts.sizes[cohorts.of] + average.spread[cohorts.of]
    return Worked(float(weights @ effects), influence, outcome, average.spread)


def cell_errors(cells: Cells, values: FloatArray, cohorts: Cohorts) -> FloatArray:
    """The influence function's standard error of each cell, (c,)."""
    out = np.empty(cells.cohort.size)
    for i, g in enumerate(cells.cohort):
        change = values[:, cells.time[i]] - values[:, cells.base_from[i] : cells.base_to[i]].mean(axis=1)
        theirs = (cells.controls[i] > 0)[cohorts.of]
        own, other = change[cohorts.of == g], change[theirs]
        out[i] = np.sqrt(own.var() / own.size + other.var() / other.size)
    return out
