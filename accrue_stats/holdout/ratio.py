"""Ratios of means, such as the average order value (money / orders), with bootstrap-t intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.distributions import two_sided
from accrue_stats.estimate import Estimate, FloatArray, check_level, finite_vector

RESAMPLES = 999
MANY = 50_000
"""Distinct rows beyond which the studentised ratio is as good as normal, and drawing it again and again only slow."""
AT_ONCE = 2_000_000
"""Weights held in memory at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The distinct rows of (numerator, denominator) and how often each is there."""

    top: FloatArray
    bottom: FloatArray
    times: FloatArray

    @property
    def units(self) -> int:
        return int(self.times.sum())


def ratio_of_means(
    numerator: ArrayLike, denominator: ArrayLike, *, level: float = 0.90, seed: int = 0,
    resamples: int = RESAMPLES,
) -> Estimate | None:  # fmt: skip
    """sum(numerator)/sum(denominator) over independent units (people), with a bootstrap-t interval.

    Two lists, one entry per unit, e.g. money and orders of each person; denominators 0 or more, zeros allowed. `se`
    is the delta method's. Units are drawn with replacement; each draw is studentised by its own delta-method error,
    which follows the skew of money that a normal interval ignores. Seeded. With more than 50,000 distinct rows the
    interval is the normal one.
    None where the denominator is nothing, or under two units have one. ValueError for different lengths, missing
    values or a negative denominator.

    Source: Efron & Tibshirani, An Introduction to the Bootstrap (1993), ch. 12.5; Hall (1988).
    """
    check_level(level)
    rows = _rows(numerator, denominator)
    if not _is_enough(rows):
        return None
    value, se = _point(rows)
    if rows.times.size > MANY:
        return _normal(value, se, level)
    draws, errors = _resample(rows, np.random.default_rng(seed), resamples)
    return _studentised(value, se, draws, errors, level)


def ratio_difference(
    control: tuple[ArrayLike, ArrayLike], treated: tuple[ArrayLike, ArrayLike], *, level: float = 0.90, seed: int = 0,
    resamples: int = RESAMPLES,
) -> Estimate | None:  # fmt: skip
    """The ratio of the treated − the ratio of the control; each arm is (numerator, denominator) as in `ratio_of_means`.

    The arms are drawn independently. None where one of them has no ratio.
    """
    check_level(level)
    arms = [_rows(*control), _rows(*treated)]
    if not all(_is_enough(rows) for rows in arms):
        return None
    (v0, s0), (v1, s1) = (_point(rows) for rows in arms)
    if min(rows.times.size for rows in arms) > MANY:
        return _normal(v1 - v0, math.hypot(s0, s1), level)
    random = np.random.default_rng(seed)
    (d0, e0), (d1, e1) = (_resample(rows, random, resamples) for rows in arms)
    return _studentised(v1 - v0, math.hypot(s0, s1), d1 - d0, np.hypot(e0, e1), level)


def _rows(numerator: ArrayLike, denominator: ArrayLike) -> _Rows:
    top, bottom = finite_vector(numerator, "the numerator"), finite_vector(denominator, "the denominator")
    if top.size != bottom.size:
        raise ValueError(f"there are {top.size} numerators but {bottom.size} denominators")
    if (bottom < 0).any():
        raise ValueError("a denominator counts something; it cannot be negative")
    pairs, times = np.unique(np.column_stack([top, bottom]), axis=0, return_counts=True)
    return _Rows(pairs[:, 0], pairs[:, 1], times.astype(np.float64))


def _is_enough(rows: _Rows) -> bool:
    return float(rows.times[rows.bottom > 0].sum()) >= 2


def _columns(rows: _Rows) -> tuple[float, FloatArray]:
    """The ratio, and what its draws are made of (5, rows): off, below and their products; off is what a row is above it."""
    centre = float(rows.times @ rows.top) / float(rows.times @ rows.bottom)
    off = rows.top - centre * rows.bottom
    return centre, np.stack([off, rows.bottom, off**2, off * rows.bottom, rows.bottom**2])


def _ratios(centre: float, sums: FloatArray, units: int) -> tuple[FloatArray, FloatArray]:
    """From the sums (5, draws) of `_columns`: each draw's ratio and delta-method error; nan without a denominator."""
    off, below, off2, cross, below2 = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = off / below
        squares = np.maximum(off2 - 2 * moved * cross + moved**2 * below2, 0.0)
        return centre + moved, np.sqrt(squares * units / max(units - 1, 1)) / below


def _point(rows: _Rows) -> tuple[float, float]:
    centre, columns = _columns(rows)
    ratio, se = _ratios(centre, (columns @ rows.times)[:, None], rows.units)
    return float(ratio[0]), float(se[0])


def _resample(rows: _Rows, random: np.random.Generator, resamples: int) -> tuple[FloatArray, FloatArray]:
    centre, columns = _columns(rows)
    kinds, units = rows.times.size, rows.units
    step = max(1, AT_ONCE // min(kinds, units))
    sums = []
    for at in range(0, resamples, step):
        draws = min(step, resamples - at)
        if 4 * kinds < units:
            times = random.multinomial(units, rows.times / units, size=draws)
            sums.append(columns @ times.T)
        else:  # few are alike, so drawing the people themselves is faster
            who = np.repeat(np.arange(kinds), rows.times.astype(np.int64))
            drawn = who[random.integers(0, units, size=(draws, units))]
            sums.append(np.stack([column[drawn].sum(axis=1) for column in columns]))
    return _ratios(centre, np.concatenate(sums, axis=1), units)


def _normal(value: float, se: float, level: float) -> Estimate:
    reach = two_sided(level) * se
    return Estimate(value, value - reach, value + reach, level, se)


def _studentised(value: float, se: float, draws: FloatArray, errors: FloatArray, level: float) -> Estimate:
    # an error that is only rounding belongs to a draw in which nothing varies; it says nothing of the spread
    usable = np.isfinite(draws) & np.isfinite(errors) & (errors > 1e-9 * abs(value))
    if se <= 1e-9 * abs(value) or not usable.any():
        return Estimate(value, value, value, level, 0.0)
    t = (draws[usable] - value) / errors[usable]
    low, high = (float(q) for q in np.quantile(t, [0.5 - level / 2, 0.5 + level / 2]))
    return Estimate(value, min(value - high * se, value), max(value - low * se, value), level, se)
