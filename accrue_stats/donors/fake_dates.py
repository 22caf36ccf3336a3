"""Go-lives that never were: how far off synthetic difference-in-differences and ridge are where nothing happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from accrue_stats.donors.checks import MIN_BEFORE
from accrue_stats.donors.designs import noise_level, synthetic_difference
from accrue_stats.donors.ridge import ridge_gap
from accrue_stats.estimate import FloatArray

MOST_DATES = 12
FEWEST_DATES = 4
CLEARLY = 0.8
"""Ridge is called nearer only if it is off by less than this part of what the other is off by."""


@dataclass(frozen=True, slots=True)
class FakeDates:
    """Root mean square of each estimate over `dates` go-lives that never were; `nearer` is the design to rely on."""

    dates: int
    sdid: float
    ridge: float
    nearer: Literal["sdid", "ridge"]


def try_fake_dates(
    unit: FloatArray, donors: FloatArray, before: int, *, treated: int = 1
) -> FakeDates | None:
    """Both designs at up to 12 dates before go-live, looking as far ahead as from go-live to the last period.

    `unit` (periods,) is the mean of the `treated` units, `donors` (n, periods). Nothing from go-live on is looked at.
    None where fewer than four dates have three periods, and as many as they look ahead, before them. Ridge is the
    nearer only where clearly so: under 80 % of the other's error.
    """
    after = unit.size - before
    first = max(MIN_BEFORE, after)
    dates = np.unique(np.linspace(first, before - after, MOST_DATES).round().astype(int))
    if before - after - first + 1 < FEWEST_DATES:
        return None
    off = []
    for date in dates.tolist():
        y, x = unit[: date + after], donors[:, : date + after]
        mix = synthetic_difference(y, x, date, noise=noise_level(x, date), treated=treated)
        off.append((mix.value, float(ridge_gap(y, x, date)[date:].mean())))
    sdid, ridge = (float(one) for one in np.sqrt(np.mean(np.square(off), axis=0)))
    return FakeDates(dates.size, sdid, ridge, "ridge" if ridge < CLEARLY * sdid else "sdid")
