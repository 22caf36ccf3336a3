"""Looking before the end: intervals that hold at every look, and how much error each planned look may spend.

Whoever looks at a running experiment again and again, and stops when zero is outside the ordinary interval, finds an
effect far more often than promised. These do not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.distributions import normal_below, root_between, two_sided
from accrue_stats.estimate import Estimate, FloatArray, check_level, finite_vector
from accrue_stats.holdout.intervals import squared_error

GRID = 801
FARTHEST = 12.0


def always_valid_interval(
    control: ArrayLike, treated: ArrayLike, *, planned_units: int | None = None, level: float = 0.90
) -> Estimate:
    """Difference of means with an interval that covers at all looks at once, however often one looks (mSPRT).

    One outcome per person so far. The mixture is tuned to be narrowest at `planned_units` people in both arms (as
    many as there are now, without it), a number to be fixed before the first look. Normal theory: a few hundred
    people in each arm. ValueError for fewer than two people in an arm, missing outcomes.

    Sources: Robbins, Annals of Mathematical Statistics 41 (1970); Johari, Koomen, Pekelis & Walsh, Operations
    Research 70 (2022); for the tuning Waudby-Smith et al. (2024), Annals of Statistics 52.
    """
    check_level(level)
    y0, y1 = finite_vector(control, "the control arm"), finite_vector(treated, "the treated arm")
    if min(y0.size, y1.size) < 2:
        raise ValueError("each arm needs two people or more")
    planned = y0.size + y1.size if planned_units is None else planned_units
    if planned < 1:
        raise ValueError(f"the planned number of people must be 1 or more, not {planned}")
    difference, squared = float(y1.mean() - y0.mean()), squared_error(y0) + squared_error(y1)
    reach = math.sqrt(squared) * always_valid_reach((y0.size + y1.size) / planned, level)
    return Estimate(difference, difference - reach, difference + reach, level, math.sqrt(squared))


def always_valid_reach(fraction: float, level: float = 0.90) -> float:
    """How many standard errors an always valid interval reaches when `fraction` of the planned people are there.

    `fraction` above 0; above 1 when it runs on. ValueError otherwise.
    """
    check_level(level)
    if not (fraction > 0 and math.isfinite(fraction)):
        raise ValueError(f"the fraction of what was planned must be above 0, not {fraction}")
    spent = -2 * math.log1p(-level)
    # the mixture's variance over the estimate's, narrowest at the plan
    ratio = (spent + math.log1p(spent)) * fraction
    return math.sqrt((1 + ratio) / ratio * (spent + math.log1p(ratio)))


def spent_error(fraction: float, level: float = 0.90) -> float:
    """How much of the error 1 − level may be spent when `fraction` (0 … 1) of the information is in.

    Lan and DeMets' spending in the manner of O'Brien and Fleming, half on either side: next to nothing early, nearly
    all at the end.
    """
    check_level(level)
    if not 0 <= fraction <= 1:
        raise ValueError(f"the fraction of the information must lie between 0 and 1, not {fraction}")
    if fraction == 0:
        return 0.0
    return float(4 * normal_below(-two_sided((1 + level) / 2) / math.sqrt(fraction)))


def look_boundaries(fractions: Sequence[float], level: float = 0.90) -> tuple[float, ...]:
    """How many standard errors from zero each planned look needs, so that all looks together err as 1 − level.

    `fractions` of the information at each look, rising, above 0 and at most 1. Two-sided, by `spent_error`; the
    density of what has not stopped is carried from look to look on a grid.

    Sources: Lan & DeMets, Biometrika 70 (1983); Armitage, McPherson & Rowe, JRSS A 132 (1969).
    """
    check_level(level)
    t = np.asarray(fractions, dtype=np.float64)
    if not t.size or np.any(np.diff(t, prepend=0.0) <= 0) or t[-1] > 1:
        raise ValueError("the looks must be fractions that rise, above 0 and at most 1")
    found: list[float] = []
    spent, mass, score, before = 0.0, np.ones(1), np.zeros(1), 0.0
    for now in t:
        step = math.sqrt(now - before)
        target = spent_error(float(now), level) - spent
        edge = _edge(mass, score, step, math.sqrt(now), target)
        found.append(edge / math.sqrt(now))
        mass, score = _carried(mass, score, step, edge)
        spent, before = spent_error(float(now), level), float(now)
    return tuple(found)


def _edge(mass: FloatArray, score: FloatArray, step: float, size: float, target: float) -> float:
    """The score beyond which `target` of the mass falls at this look."""

    def kept(edge: float) -> float:
        out = normal_below((-edge - score) / step) + normal_below((score - edge) / step)
        return target - float(mass @ out)

    return root_between(kept, 0.0, FARTHEST * size, 1e-10)


def _carried(mass: FloatArray, score: FloatArray, step: float, edge: float) -> tuple[FloatArray, FloatArray]:
    """The mass that did not stop, at a grid of scores between the edges (Simpson's weights)."""
    grid = np.linspace(-edge, edge, GRID)
    simpson = np.full(GRID, 2.0)
    simpson[1::2] = 4.0
    simpson[[0, -1]] = 1.0
    density = np.exp(-0.5 * ((grid[:, None] - score) / step) ** 2) @ mass / (step * math.sqrt(2 * math.pi))
    return density * simpson * (2 * edge / (GRID - 1)) / 3, grid
