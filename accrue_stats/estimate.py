"""The values every estimator answers with: an estimate, a refusal, a check. Plain numbers, no behaviour."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

type FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval.

    `value`, `low`, `high` and `se` are in the same unit; `level` is the interval's nominal coverage as a fraction
    (0.90). `low` or `high` may be ±inf: "no bound within what was observed" (a payback that some draws never reach).
    `se` is None where the interval does not come from one standard error.
    """

    value: float
    low: float
    high: float
    level: float
    se: float | None = None

    def times(self, factor: float) -> Estimate:
        """The same estimate in another unit; a negative factor swaps the bounds. `factor` must be finite."""
        if not math.isfinite(factor):
            raise ValueError(f"the factor must be a finite number, not {factor}")
        low, high = sorted((self.low * factor, self.high * factor)) if factor else (0.0, 0.0)
        return Estimate(
            self.value * factor, low, high, self.level, None if self.se is None else self.se * abs(factor)
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a number is not given: a stable `code` and a plain sentence with the figures in it."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Check:
    """One diagnostic. `passed` is None when it could not be made; `note` says in words what was seen, or why not."""

    name: str
    statistic: float | None
    p: float | None
    passed: bool | None
    note: str


def finite_vector(values: ArrayLike, name: str) -> FloatArray:
    """`values` as a one-dimensional float array. ValueError, naming the first bad position, when it is not that."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be numbers: {error}") from None
    if array.ndim != 1:
        raise ValueError(f"{name} must be a plain list of numbers, not a table of shape {array.shape}")
    bad = np.flatnonzero(~np.isfinite(array))
    if bad.size:
        raise ValueError(
            f"{name} holds {bad.size} missing or infinite value(s), the first at position {int(bad[0]) + 1}"
        )
    return array


def check_level(level: float) -> float:
    """`level` when it is a fraction strictly between 0 and 1; ValueError otherwise."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"the level must lie between 0 and 1, for example 0.90, not {level}")
    return level
