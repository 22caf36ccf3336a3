"""Alarms for use that fell, and how often they would be false."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accrue_stats.estimate import FloatArray, Refusal
from accrue_stats.usage.baseline import FEWEST, HALF_LIFE, expect

NOMINAL = 0.01
MOST_FALSE = 0.02
PLACEBOS = 12
"""Earlier windows at which nothing is known to have happened."""
APART = 4
"""Weeks left out between them and the window that is judged, for a drop may have begun there."""
FEWEST_PLACEBOS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Drops:
    """`expected`, `seen` and `p`, shape (people,), of the last weeks; nan for people with too few weeks before.

    `alarm` is p ≤ `threshold`. `false_alarms` is the share of alarms by the same rule at earlier windows (A/A),
    `false_alarms_nominal` that at the nominal threshold; None without any.
    """

    expected: FloatArray
    seen: FloatArray
    p: FloatArray
    alarm: NDArray[np.bool_]
    threshold: float
    false_alarms: float | None
    false_alarms_nominal: float | None
    placebos: int
    refusals: tuple[Refusal, ...] = ()


def usage_drops(
    counts: FloatArray,
    first: FloatArray,
    *,
    recent: int = 1,
    nominal: float = NOMINAL,
    half_life: float = HALF_LIFE,
    fewest: int = FEWEST,
) -> Drops:
    """Who used the product improbably little in the last `recent` weeks of `counts`, shape (people, weeks).

    `first`, shape (people,), is each person's first week. The same rule is tried on up to twelve earlier windows, from
    four weeks before the last one, of people without an alarm now. Where it raises more than 2 % there (use that drifts
    or has seasons), the threshold is lowered until `nominal` of them are left. Refuses `usage.too_short` when nobody has
    `fewest` weeks before the last ones. ValueError unless 1 ≤ `recent` < weeks and 0 < `nominal` < 1.
    """
    weeks = counts.shape[1]
    if not recent >= 1 or not 0 < nominal < 1:
        raise ValueError("recent must be 1 week or more, nominal between 0 and 1")
    known = weeks - recent - first
    if weeks <= recent or known.max(initial=0) < fewest:
        reason = f"Nobody has {fewest} weeks of use before the last {recent}; the longest has {max(int(known.max(initial=0)), 0)}."
        none = np.full(counts.shape[0], np.nan)
        flags = np.zeros(counts.shape[0], dtype=bool)
        return Drops(none, none, none, flags, nominal, None, None, 0, (Refusal("usage.too_short", reason),))
    expected, seen, p = _window(counts, first, weeks - recent, recent, half_life, fewest)
    calm = ~(p <= nominal)
    tried = []
    for k in range(PLACEBOS):
        start = weeks - recent - APART - (k + 1) * recent
        if start < fewest:
            break
        tried.append(_window(counts[calm], first[calm], start, recent, half_life, fewest)[2])
    placebo = np.concatenate(tried) if tried else np.empty(0)
    placebo = placebo[~np.isnan(placebo)]
    rate = float((placebo <= nominal).mean()) if placebo.size else None
    threshold = nominal
    if rate is not None and rate > MOST_FALSE and placebo.size >= FEWEST_PLACEBOS:
        threshold = float(np.nextafter(np.sort(placebo)[int(nominal * placebo.size)], 0))
    kept = float((placebo <= threshold).mean()) if placebo.size else None
    return Drops(expected, seen, p, p <= threshold, threshold, kept, rate, int(placebo.size))


def _window(
    counts: FloatArray, first: FloatArray, start: int, recent: int, half_life: float, fewest: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    found = expect(counts[:, :start], first, recent, half_life=half_life, fewest=fewest)
    seen = counts[:, start : start + recent].sum(axis=1)
    p = found.p_at_most(seen)
    return found.mean, np.where(np.isnan(found.mean), np.nan, seen), p
