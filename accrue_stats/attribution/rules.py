"""Attribution by a rule about where in its journey a touch stands. Each answers with conversions by channel."""

from __future__ import annotations

import numpy as np

from accrue_stats.attribution.journeys import Journeys
from accrue_stats.estimate import FloatArray

HALF_LIFE = 7.0
"""Days after which a touch weighs half."""
ENDS = 0.4
"""The share of the first, and of the last, touch of three or more."""


def first_touch(found: Journeys) -> FloatArray:
    """Every conversion to the first touch. Shape (channels,)."""
    at = np.zeros(found.journey.size)
    at[found.starts] = 1.0
    return found.credited(at)


def last_touch(found: Journeys) -> FloatArray:
    """Every conversion to the last touch. Shape (channels,)."""
    at = np.zeros(found.journey.size)
    at[found.starts + found.lengths - 1] = 1.0
    return found.credited(at)


def linear(found: Journeys) -> FloatArray:
    """Every conversion in equal parts to the touches before it; a channel met twice has two parts. Shape (channels,)."""
    return found.credited(1.0 / found.lengths[found.journey])


def position_based(found: Journeys, ends: float = ENDS) -> FloatArray:
    """`ends` to the first and to the last touch, the rest in equal parts between; two touches share equally, one has all.

    Shape (channels,). ValueError unless 0 ≤ `ends` ≤ ½.
    """
    if not 0 <= ends <= 0.5:
        raise ValueError(f"the share of each end must lie between 0 and 0.5, not {ends}")
    n = found.lengths
    outer = np.where(n == 1, 1.0, np.where(n == 2, 0.5, ends))
    at = ((1 - 2 * ends) / np.maximum(n - 2, 1))[found.journey]
    at[found.starts] = outer
    at[found.starts + n - 1] = outer
    return found.credited(at)


def time_decay(found: Journeys, half_life: float = HALF_LIFE) -> FloatArray:
    """A touch `half_life` days earlier weighs half. Shape (channels,).

    ValueError where the journeys have no ages, or `half_life` is not above 0.
    """
    if found.age is None:
        raise ValueError("decay needs the days from each touch to the conversion")
    if not 0 < half_life < np.inf:
        raise ValueError(f"the half-life must be a number of days above 0, not {half_life}")
    # against the youngest touch of the journey, so that old journeys do not vanish
    young = np.minimum.reduceat(found.age, found.starts)[found.journey]
    weight = np.exp2(-(found.age - young) / half_life)
    return found.credited(weight / np.add.reduceat(weight, found.starts)[found.journey])
