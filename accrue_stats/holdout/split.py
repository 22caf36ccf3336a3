"""Why a product changed: the exact Shapley split over its factors."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.estimate import FloatArray, finite_vector

MOST_FACTORS = 12


@dataclass(frozen=True, slots=True)
class MeanSplit:
    """A difference of means as two parts that sum to it, in the outcome's unit per person.

    `conversion`: because more or fewer had any outcome; `value`: because an outcome was worth more or less.
    """

    conversion: float
    value: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """`leads` a number, `conversion` and `retention` shares, `value` money of one order (or customer)."""

    leads: float
    conversion: float
    value: float
    retention: float = 1.0

    @property
    def total(self) -> float:
        return self.leads * self.conversion * self.value * self.retention


@dataclass(frozen=True, slots=True)
class FunnelSplit:
    """What each factor brought, in the money of `value`; the four sum to `change`."""

    leads: float
    conversion: float
    value: float
    retention: float
    change: float


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


def mean_split(control: ArrayLike, treated: ArrayLike) -> MeanSplit | None:
    """The difference of means, treated − control, as the part of conversion and the part of the value of an outcome.

    One outcome per person, zeros included; a person converted when theirs is other than zero. None where nobody in
    an arm converted, for then an outcome has no value. The value is of those who converted, whom the treatment may
    have chosen: it describes the difference and is no effect on anybody. ValueError for missing or no outcomes.
    """
    y0, y1 = finite_vector(control, "the control arm"), finite_vector(treated, "the treated arm")
    if not (y0.size and y1.size):
        raise ValueError("each arm needs at least one person")
    converted = [np.count_nonzero(y) for y in (y0, y1)]
    if not all(converted):
        return None
    before, after = ((n / y.size, float(y.sum()) / n) for y, n in zip((y0, y1), converted, strict=True))
    conversion, value = shapley_split(before, after)
    return MeanSplit(float(conversion), float(value))


def funnel_split(before: Funnel, after: Funnel) -> FunnelSplit:
    """What leads, conversion, value and retention each added to the change of their product (`shapley_split`)."""
    parts = shapley_split(
        (before.leads, before.conversion, before.value, before.retention),
        (after.leads, after.conversion, after.value, after.retention),
    )
    leads, conversion, value, retention = (float(part) for part in parts)
    return FunnelSplit(leads, conversion, value, retention, after.total - before.total)


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
