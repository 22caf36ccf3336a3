"""Who comes back: the share of each cohort that was active again, period by period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from accrue_stats.distributions import chi_square_p
from accrue_stats.estimate import Check, FloatArray

MIX_P = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class CohortGrid:
    """`retained[i, k]` is the share of the `size[i]` people first active in period `cohorts[i]` who were active k
    periods later; NaN where that is not over yet. `retained[:, 0]` is 1."""

    cohorts: NDArray[np.int64]
    size: NDArray[np.int64]
    retained: FloatArray


def cohort_grid(person: ArrayLike, period: ArrayLike, *, last: int) -> CohortGrid:
    """Cohorts by first period. `person`, `period`: one entry per activity, both whole numbers; `last` is the last
    period that is over (later activity is left out). ValueError for lists of different length, or none left.
    """
    people, periods = np.asarray(person, dtype=np.int64), np.asarray(period, dtype=np.int64)
    if people.shape != periods.shape or people.ndim != 1:
        raise ValueError(f"give one period per activity, not {periods.shape} for {people.shape}")
    inside = periods <= last
    people, periods = people[inside], periods[inside]
    if not people.size:
        raise ValueError("nobody was active by the last whole period")
    known, who = np.unique(people, return_inverse=True)
    first = np.full(known.size, np.iinfo(np.int64).max)
    np.minimum.at(first, who, periods)
    age = periods - first[who]
    cohorts, cohort_of = np.unique(first, return_inverse=True)
    width = int(last - cohorts[0]) + 1
    seen = np.unique(who * width + age)
    counts = np.zeros((cohorts.size, width))
    np.add.at(counts, (cohort_of[seen // width], seen % width), 1.0)
    size = np.bincount(cohort_of, minlength=cohorts.size)
    counts[cohorts[:, None] + np.arange(width)[None, :] > last] = np.nan
    return CohortGrid(cohorts, size, counts / size[:, None])


def mix_check(kind: ArrayLike, side: ArrayLike) -> Check:
    """Pearson's chi-square that two sides are made up of the same kinds of people; passes at p ≥ .01.

    `kind`: each one's kind, `side`: 0 or 1, both whole numbers. Not tested (passed None) with one kind or one side.
    A failed check says that the sides differ in who they are, so a difference in how they act may be that.
    """
    name = "cohort mix"
    kinds, which = np.unique(np.asarray(kind, dtype=np.int64), return_inverse=True)
    sides = np.asarray(side, dtype=np.int64)
    counts = (
        np.bincount(sides * kinds.size + which, minlength=2 * kinds.size).reshape(2, -1).astype(np.float64)
    )
    total = counts.sum(axis=1)
    if kinds.size < 2 or not total.all():
        return Check(name, None, None, None, "Not tested: there are not two kinds of people on two sides.")
    expected = total[:, None] * counts.sum(axis=0) / counts.sum()
    statistic = float(np.sum((counts - expected) ** 2 / expected))
    p = chi_square_p(statistic, kinds.size - 1)
    shift = float(np.abs(counts[0] / total[0] - counts[1] / total[1]).sum() / 2)
    return Check(
        name, statistic, p, p >= MIX_P, f"{shift:.1%} of one side would have to change kind to match."
    )
