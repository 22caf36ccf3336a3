"""Who comes back: the share of each cohort that was active again, period by period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from accrue_stats.estimate import FloatArray


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
