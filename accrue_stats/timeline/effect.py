"""One series before and after go-live: what happened against what was to be expected (grade C or D).

What was to be expected is forecast from the periods before go-live alone: trend, season and, where there is one, a
control series the launch cannot have touched, with a level that drifts and noise that is autocorrelated. So the
effect may take any shape after go-live. On the log scale (effects and seasons multiply) where every value is positive
and the periods before go-live are likelier there, else on the level scale. Drift, autocorrelation and the size of the
season are integrated over a grid, not chosen.

The intervals are then widened by what the same method gets wrong when it is run at dates at which nothing was
launched. Sources: generalised least squares (Aitken, 1935); the drift prior after Brodersen et al., Annals of Applied
Statistics 9 (2015); tests at dates without a launch after Heckman & Hotz (1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.estimate import Estimate, FloatArray, Refusal, check_level, finite_vector
from accrue_stats.timeline.checks import (
    NO_VARIATION,
    history_refusals,
    placebo_inflation,
    placebo_refusals,
    pseudo_launches,
    variation_refusals,
)
from accrue_stats.timeline.model import noise_grid
from accrue_stats.timeline.own_unit import effects, expected_band
from accrue_stats.timeline.series import Scale, cuts_of, fit_before, learn, worked_series

FEWEST_BEFORE = 8


@dataclass(frozen=True, slots=True, eq=False)
class TimelineEffect:
    """`effect` is the mean per period after go-live, `total` its sum, `relative` the total over what was expected.

    `expected`, `expected_low`, `expected_high`: one per period of the whole series; before go-live the three are the
    one-step fit, after it the forecast with its interval for a single period. `inflation`: how much wider than the
    model's own the intervals are. With refusals the figures (None where they could not be computed) are diagnostics
    and must not be shown as results.
    """

    effect: Estimate | None
    total: Estimate | None
    relative: Estimate | None
    expected: FloatArray
    expected_low: FloatArray
    expected_high: FloatArray
    inflation: float | None
    pseudo_launches: int
    residual_autocorrelation: float | None
    grade: Literal["C", "D"]
    scale: Scale | None
    refusals: tuple[Refusal, ...]


def timeline_effect(
    values: ArrayLike,
    post: int,
    *,
    season: int | None = None,
    control: ArrayLike | None = None,
    level: float = 0.90,
) -> TimelineEffect:
    """The effect of a launch `post` periods before the end of `values` (one per period, oldest first, any unit).

    `season`: periods in a season (12, 52, 7) or None for none. `control`: a series of the same length, known after
    go-live too, that the launch did not touch. Assumes that nothing else happened at go-live and that the way the
    series relates to trend, season and control goes on.
    Refuses with fewer than three periods before go-live for each after it, under two seasons before it, under six
    pseudo-launches, inflation above 2, or a series (or control) that does not vary before go-live.
    ValueError for missing values, no period on one side of go-live, or lengths that differ.
    """
    check_level(level)
    y = finite_vector(values, "the series")
    if not 1 <= post < y.size:
        raise ValueError(
            f"of {y.size} periods {post} are after go-live: there must be at least one on each side"
        )
    if season is not None and season < 2:
        raise ValueError(f"a season has at least 2 periods, not {season}")
    other = None if control is None else finite_vector(control, "the control series")
    if other is not None and other.size != y.size:
        raise ValueError(f"the control series has {other.size} periods, the series {y.size}")
    n: int = y.size - post
    grade: Literal["C", "D"] = "D" if other is None else "C"
    refused = (
        *history_refusals(n, post, season),
        *variation_refusals(y[:n], None if other is None else other[:n]),
        *(placebo_refusals(0, 1.0) if n < FEWEST_BEFORE else ()),
    )
    if n < FEWEST_BEFORE or any(r.code == NO_VARIATION for r in refused):
        return _nothing_learnt(y.size, grade, refused)

    usable = season if season is not None and n >= season else None
    launches = pseudo_launches(n, post, usable)
    grid = noise_grid()
    scales: tuple[Scale, ...] = ("log", "level") if y.min() > 0 else ("level",)
    worked = [worked_series(y, other, n, usable, scale) for scale in scales]
    cuts = [cuts_of(series, grid, [*launches, n]) for series in worked]
    learnt = [learn(series, grid, cut[n]) for series, cut in zip(worked, cuts, strict=True)]
    best = int(np.argmax([post_n.log_evidence for post_n in learnt]))

    series, cut, learnt_n = worked[best], cuts[best], learnt[best]
    inflation = placebo_inflation(series, cut, grid, launches, post)
    effect, total, relative = effects(series, learnt_n, cut[n], y[n:], inflation, level)
    fit, correlation = fit_before(series, learnt_n, n)
    expected, low, high = expected_band(series, learnt_n, cut[n], fit, inflation, level)
    return TimelineEffect(
        effect=effect,
        total=total,
        relative=relative,
        expected=expected,
        expected_low=low,
        expected_high=high,
        inflation=inflation,
        pseudo_launches=len(launches),
        residual_autocorrelation=correlation,
        grade=grade,
        scale=series.scale,
        refusals=(*refused, *placebo_refusals(len(launches), inflation)),
    )


def _nothing_learnt(periods: int, grade: Literal["C", "D"], refused: tuple[Refusal, ...]) -> TimelineEffect:
    unknown = np.full(periods, np.nan)
    return TimelineEffect(None, None, None, unknown, unknown, unknown, None, 0, None, grade, None, refused)
