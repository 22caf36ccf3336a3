"""Several treated arms against one control: each arm's p-value after Holm, and intervals that all hold at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.distributions import (
    normal_below,
    root_between,
    student_p,
    two_sided,
)
from accrue_stats.estimate import Estimate, FloatArray, check_level, finite_vector
from accrue_stats.holdout.intervals import (
    freedom,
    mean_difference,
    proportion_difference,
    squared_error,
)

NODES = 64


@dataclass(frozen=True, slots=True)
class ArmComparison:
    """One arm against the control. `p` two-sided; `p_holm` after Holm; `simultaneous` holds for all arms at once."""

    p: float
    p_holm: float
    simultaneous: Estimate


def against_control(
    control: ArrayLike, treated: Sequence[ArrayLike], *, level: float = 0.90
) -> tuple[ArmComparison, ...]:
    """Every treated arm against the same control, in the order given.

    One outcome per person, zeros included, two people or more in each arm. `p`: Welch's t, or the score test of two
    proportions where all outcomes of both are 0 and 1. `p_holm` rejects at α with at most α chance of any false
    rejection, whatever depends on what. `simultaneous`: all true differences lie inside at once with probability
    `level`: Dunnett's critical value for arms that share a control, by their own variances (normal, carried over to
    each arm's t); Newcombe's interval at that level for proportions. An interval may still touch zero where Holm
    rejects, for Holm spends its error one arm after another.
    ValueError for an empty list, fewer than two people in an arm, missing outcomes.

    Sources: Holm, Scandinavian Journal of Statistics 6 (1979); Dunnett, JASA 50 (1955); Hothorn, Bretz & Westfall,
    Biometrical Journal 50 (2008).
    """
    check_level(level)
    y0 = finite_vector(control, "the control arm")
    arms = [finite_vector(y, f"treated arm {i + 1}") for i, y in enumerate(treated)]
    if not arms or min(y.size for y in (y0, *arms)) < 2:
        raise ValueError("give a control and at least one treated arm of two people or more each")
    p = [_p(y0, y) for y in arms]
    each = 1 - 2 * float(normal_below(-_critical(tuple(_share(y0, y) for y in arms), level)))
    return tuple(
        ArmComparison(one, adjusted, _interval(y0, y, each, level))
        for one, adjusted, y in zip(p, holm(p), arms, strict=True)
    )


def holm(p: Sequence[float]) -> tuple[float, ...]:
    """P-values adjusted by Holm's step-down, in the order given; ValueError unless each lies in 0 … 1."""
    given = np.asarray(p, dtype=np.float64)
    if not np.all((given >= 0) & (given <= 1)):
        raise ValueError("a p-value lies between 0 and 1")
    order = np.argsort(given, kind="stable")
    stepped = np.minimum(np.maximum.accumulate(given[order] * np.arange(given.size, 0, -1)), 1.0)
    adjusted = np.empty(given.size)
    adjusted[order] = stepped
    return tuple(float(one) for one in adjusted)


def _is_binary(y0: FloatArray, y1: FloatArray) -> bool:
    return all(bool(np.all((y == 0) | (y == 1))) for y in (y0, y1))


def _p(y0: FloatArray, y1: FloatArray) -> float:
    difference = float(y1.mean() - y0.mean())
    if _is_binary(y0, y1):
        pooled = float(y0.sum() + y1.sum()) / (y0.size + y1.size)
        se = math.sqrt(pooled * (1 - pooled) * (1 / y0.size + 1 / y1.size))
        return 1.0 if se == 0 else float(2 * normal_below(-abs(difference) / se))
    se = math.sqrt(squared_error(y0) + squared_error(y1))
    if se == 0:
        return float(difference == 0)
    return student_p(difference / se, freedom(y0, y1))


def _share(y0: FloatArray, y1: FloatArray) -> float:
    """The share of the control in the variance of the difference: what two arms' errors have in common."""
    v0, v1 = squared_error(y0), squared_error(y1)
    return v0 / (v0 + v1) if v0 + v1 > 0 else 0.0


@lru_cache(maxsize=64)
def _critical(shares: tuple[float, ...], level: float) -> float:
    """c with P(all |Z_i| < c) = level, where Z_i = √s_i U + √(1 − s_i) E_i: Dunnett's normal critical value."""
    if len(shares) == 1:
        return two_sided(level)
    u, weight = np.polynomial.hermite_e.hermegauss(NODES)
    weight = weight / weight.sum()
    s = np.clip(np.array(shares)[:, None], 0.0, 1 - 1e-6)
    common, own = np.sqrt(s) * u, np.sqrt(1 - s)

    def inside(c: float) -> float:
        each = normal_below((c - common) / own) - normal_below((-c - common) / own)
        return float(weight @ np.prod(each, axis=0)) - level

    return root_between(inside, two_sided(level), two_sided(1 - (1 - level) / len(shares)), 1e-10)


def _interval(y0: FloatArray, y1: FloatArray, each: float, level: float) -> Estimate:
    of = proportion_difference if _is_binary(y0, y1) else mean_difference
    found = of(y0, y1, each)
    return Estimate(found.value, found.low, found.high, level, found.se)
