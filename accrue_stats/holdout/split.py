"""Why a product changed: the exact Shapley split over its factors."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.estimate import FloatArray, finite_vector

MOST_FACTORS = 12


def shapley_split(factors_before: ArrayLike, factors_after: ArrayLike) -> FloatArray:
    """How much each factor adds to prod(after) − prod(before), averaged over every order of changing them.

    Two lists of k ≤ 12 numbers in the same order, e.g. (leads, conversion, value). Returns k parts, in the unit of
    the product, that sum to its change (to rounding; the last bits go to the largest part) and depend on no order.
    ValueError for lists of different length, empty or longer than 12.

    Source: L. S. Shapley, A value for n-person games (1953); for decompositions A. Shorrocks (2013).
    """
    before, after = (
        finite_vector(factors_before, "factors before"),
        finite_vector(factors_after, "factors after"),
    )
    k = before.size
    if k != after.size or not 1 <= k <= MOST_FACTORS:
        raise ValueError(
            f"give the same 1 to {MOST_FACTORS} factors before and after, not {k} and {after.size}"
        )
    parts = np.array([_part(i, before, after) for i in range(k)])
    change = float(np.prod(after) - np.prod(before))
    parts[np.argmax(np.abs(parts))] += change - float(np.sum(parts))
    return parts


def _part(i: int, before: FloatArray, after: FloatArray) -> float:
    k = before.size
    others = [j for j in range(k) if j != i]
    total = 0.0
    for size in range(k):
        weight = factorial(size) * factorial(k - size - 1) / factorial(k)
        for changed in combinations(others, size):
            product = np.prod([after[j] if j in changed else before[j] for j in others])
            total += weight * float(product)
    return total * float(after[i] - before[i])
