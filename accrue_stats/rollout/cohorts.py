"""Units grouped by when they adopted, and the balanced part of a panel with holes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from accrue_stats.estimate import FloatArray

type IntArray = NDArray[np.int64]

NEVER = 1 << 40
"""The adoption of a unit that never adopts."""


@dataclass(frozen=True, slots=True, eq=False)
class Cohorts:
    """`starts` (k,): the position of the first treated period, ascending, `NEVER` last; `sizes` (k,): units in each;
    `of` (n,): each unit's cohort."""

    starts: IntArray
    sizes: IntArray
    of: IntArray

    def means(self, values: FloatArray) -> FloatArray:
        """Means of the rows of `values` (n, p) by cohort, (k, p)."""
        member = (np.arange(self.starts.size)[:, None] == self.of).astype(np.float64)
        return np.asarray(member @ values / self.sizes[:, None], dtype=np.float64)


def cohorts_of(adopted: IntArray) -> Cohorts:
    """Units with the same adoption (n,) form a cohort."""
    starts, of, sizes = np.unique(adopted, return_inverse=True, return_counts=True)
    return Cohorts(starts.astype(np.int64), sizes.astype(np.int64), of.astype(np.int64))


def checked_panel(values: ArrayLike, adopted: ArrayLike) -> tuple[FloatArray, IntArray]:
    """`values` (n units, T periods, no NaN) and `adopted` (n,), a position from 0 or `NEVER`.

    ValueError for holes, fewer than two periods or one unit, and lengths that differ.
    """
    y = np.asarray(values, dtype=np.float64)
    start = np.asarray(adopted, dtype=np.int64)
    if y.ndim != 2 or y.shape[0] < 1 or y.shape[1] < 2:
        raise ValueError(
            f"the panel must have a row per unit and at least two periods, not the shape {y.shape}"
        )
    if start.shape != (y.shape[0],):
        raise ValueError(f"there are {y.shape[0]} units, and adoptions of the shape {start.shape}")
    if not np.isfinite(y).all():
        raise ValueError(
            "the panel holds missing or infinite values; take its balanced part (balanced_part) first"
        )
    return y, start


def balanced_part(known: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], slice]:
    """Which units and which run of periods to keep of `known` (n, T) so that nothing is missing.

    Again and again the unit, or the period at either end, that lacks the greatest share of its values is left out;
    a unit where both lack as much.
    """
    units = known.any(axis=1)
    first, last = 0, known.shape[1]
    while units.any() and last > first:
        lacking = ~known[units, first:last]
        by_unit, by_end = lacking.mean(axis=1), lacking[:, [0, -1]].mean(axis=0)
        if not lacking.any():
            break
        if by_unit.max() >= by_end.max():
            worst = np.flatnonzero(units)[by_unit == by_unit.max()]
            units[worst] = False
        elif by_end[0] >= by_end[1]:
            first += 1
        else:
            last -= 1
    return units, slice(first, last)
