"""A share of people, deals or answers, with Wilson's score interval."""

from __future__ import annotations

import math

from accrue_stats.distributions import two_sided
from accrue_stats.estimate import Estimate, check_level


def wilson(hits: float, of: float, level: float = 0.90) -> Estimate:
    """hits/of with Wilson's score interval; `se` is the plain one. ValueError unless 0 ≤ hits ≤ of and of > 0.

    Counts may be fractions: those of answers that hang together, over their design effect.

    Source: E. B. Wilson, JASA 22 (1927).
    """
    check_level(level)
    if not 0 <= hits <= of or not of:
        raise ValueError(f"{hits} of {of} is no share")
    z, p = two_sided(level), hits / of
    shrink = 1 + z * z / of
    middle = (p + z * z / (2 * of)) / shrink
    reach = z / shrink * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    # exactly 0 and 1 at the ends, where rounding would leave a trace
    low = max(middle - reach, 0.0) if hits else 0.0
    high = min(middle + reach, 1.0) if hits < of else 1.0
    return Estimate(p, low, high, level, math.sqrt(p * (1 - p) / of))


def newcombe(before: tuple[float, float], after: tuple[float, float], level: float = 0.90) -> Estimate:
    """The change of a share, after − before, each given as (hits, of), with Newcombe's hybrid score interval.

    ValueError as for `wilson`. Source: Newcombe, Statistics in Medicine 17 (1998), method 10.
    """
    a, b = wilson(*before, level), wilson(*after, level)
    change = b.value - a.value
    return Estimate(
        change,
        change - math.hypot(b.value - b.low, a.high - a.value),
        change + math.hypot(b.high - b.value, a.value - a.low),
        level,
        math.hypot(a.se or 0.0, b.se or 0.0),
    )
