"""Difference-in-differences with one date: four means of single rows, or means before and after of a few units."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.distributions import two_sided_student
from accrue_stats.estimate import Estimate, check_level, finite_vector
from accrue_stats.rollout.cohorts import NEVER, checked_panel, cohorts_of
from accrue_stats.rollout.permutation import Permutation, permutation_test

CORNERS = 4


@dataclass(frozen=True, slots=True)
class PlainDifference:
    """`value` per treated unit and period; `permutation` of which units are the treated ones."""

    value: float
    permutation: Permutation


def two_by_two(y: ArrayLike, treated: ArrayLike, after: ArrayLike, *, level: float = 0.90) -> Estimate:
    """The change of the mean of `y` (n,) in the treated rows less that of the others; `treated` and `after` are 0/1.

    For separate rows in each period (repeated cross-sections), all with the same spread: the interval is that of
    least squares, Student's t with n − 4 degrees of freedom. ValueError where one of the four corners is empty.
    """
    check_level(level)
    values = finite_vector(y, "the outcome")
    corner = 2 * _flags(treated, values.size, "treated") + _flags(after, values.size, "after")
    counts = np.bincount(corner, minlength=CORNERS)
    if not counts.all() or values.size <= CORNERS:
        raise ValueError("there must be rows in each of the four corners, and more than four in all")
    means = np.bincount(corner, weights=values, minlength=CORNERS) / counts
    value = float((means[3] - means[2]) - (means[1] - means[0]))
    freedom = values.size - CORNERS
    spread = float(((values - means[corner]) ** 2).sum()) / freedom
    se = math.sqrt(spread * float((1 / counts).sum()))
    half = two_sided_student(level, freedom) * se
    return Estimate(value, value - half, value + half, level, se)


def collapsed_difference(
    values: ArrayLike, treated: ArrayLike, first_after: int, *, seed: int = 0
) -> PlainDifference:
    """Each unit's mean from position `first_after` on less its mean before; treated units against the others.

    `values` (n, T) without holes; `treated` (n,) 0/1, one unit will do. The p-value gives the treatment to other
    units. ValueError where all or none are treated, or there is no period on one side.
    """
    n = len(np.asarray(treated))
    flags = _flags(treated, n, "treated")
    y, _ = checked_panel(values, np.zeros(n))
    if not 1 <= first_after < y.shape[1]:
        raise ValueError(f"of {y.shape[1]} periods there must be at least one before and one after")
    if flags.all() or not flags.any():
        raise ValueError("some units must be treated and some not")
    cohorts = cohorts_of(np.where(flags == 1, first_after, NEVER).astype(np.int64))
    change = np.where(np.arange(y.shape[1]) < first_after, -1 / first_after, 1 / (y.shape[1] - first_after))
    outcome = np.stack([change, -change])
    means = cohorts.means(y)
    centred = y - y.mean(axis=1, keepdims=True)
    return PlainDifference(
        float((outcome * means).sum()), permutation_test(centred, cohorts, outcome, seed=seed)
    )


def _flags(values: ArrayLike, n: int, name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    flags = np.asarray(values)
    if flags.shape != (n,) or not np.isin(flags, (0, 1)).all():
        raise ValueError(f"{name} must say 0 or 1 for each of the {n} rows")
    return flags.astype(np.int64)
