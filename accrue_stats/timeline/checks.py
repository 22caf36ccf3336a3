"""Whether one series can carry an effect: enough history, something to learn from, right where nothing was launched."""

from __future__ import annotations

import math

import numpy as np

from accrue_stats.estimate import FloatArray, Refusal
from accrue_stats.timeline.drift_filter import Cut
from accrue_stats.timeline.model import Grid, forecast
from accrue_stats.timeline.series import WorkedSeries, learn

MIN_BEFORE_PER_AFTER = 3
MIN_SEASONS = 2
MIN_LAUNCHES = 6
MOST_LAUNCHES = 12
MOST_INFLATION = 2.0
FEWEST_TO_LEARN = 8
NO_VARIATION = "timeline.no_variation"


def pseudo_launches(before: int, after: int, season: int | None) -> list[int]:
    """Periods known at each pseudo-launch: at most twelve, evenly from a third of the history (and a season) on.

    Each leaves `after` periods before the true go-live to be forecast.
    """
    first = max(math.ceil(before / 3), season or 0, FEWEST_TO_LEARN)
    last = before - after
    if last < first:
        return []
    count = min(MOST_LAUNCHES, last - first + 1)
    return sorted({round(at) for at in np.linspace(first, last, count)})


def placebo_inflation(
    series: WorkedSeries, cuts: dict[int, Cut], grid: Grid, launches: list[int], after: int
) -> float:
    """How much larger than promised the errors are at the pseudo-launches: root mean square of their normal scores.

    Never below 1; 1 when there are none.
    """
    if not launches:
        return 1.0
    weights = np.full(after, 1 / after)
    scores = []
    for known in launches:
        ahead = slice(known, known + after)
        mixture = forecast(learn(series, grid, cuts[known]), cuts[known], series.columns[ahead], weights)
        scores.append(mixture.normal_score(float(series.outcome[ahead].mean())))
    return max(1.0, float(np.sqrt(np.mean(np.square(scores)))))


def history_refusals(before: int, after: int, season: int | None) -> tuple[Refusal, ...]:
    """Too few periods before go-live for those after it, or too few seasons."""
    found = []
    if before < MIN_BEFORE_PER_AFTER * after:
        found.append(
            Refusal(
                "timeline.short_history",
                f"There are {before} periods before go-live and {after} after it; at least "
                f"{MIN_BEFORE_PER_AFTER * after} are needed before.",
            )
        )
    if season is not None and before < MIN_SEASONS * season:
        found.append(
            Refusal(
                "timeline.few_seasons",
                f"The {before} periods before go-live hold {before / season:.1f} seasons of {season}; at least "
                f"{MIN_SEASONS} are needed.",
            )
        )
    return tuple(found)


def variation_refusals(before: FloatArray, control: FloatArray | None) -> tuple[Refusal, ...]:
    """A series, or control, that is the same in every period before go-live teaches nothing."""
    found = []
    for name, values in (("series", before), ("control series", control)):
        if values is not None and np.ptp(values) <= 1e-12 * np.max(np.abs(values)):
            reason = f"The {name} is {values[0]:g} in every period before go-live, so its usual variation is not known."
            found.append(Refusal(NO_VARIATION, reason))
    return tuple(found)


def placebo_refusals(launches: int, inflation: float) -> tuple[Refusal, ...]:
    """Fewer than six pseudo-launches, or errors at them more than twice as large as promised."""
    if launches < MIN_LAUNCHES:
        reason = (
            f"The history before go-live has room for {launches} trial run(s) at dates without a launch; at least "
            f"{MIN_LAUNCHES} are needed."
        )
        return (Refusal("timeline.few_pseudo_launches", reason),)
    if inflation > MOST_INFLATION:
        reason = (
            f"At {launches} dates without a launch the method was off {inflation:.1f} times as far as it should be; at "
            f"most {MOST_INFLATION:g} times is allowed."
        )
        return (Refusal("timeline.inflation", reason),)
    return ()
