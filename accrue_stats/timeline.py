"""One series before and after go-live: what happened against what was to be expected (grade C or D)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

from accrue_stats.estimate import Estimate, FloatArray, Refusal


@dataclass(frozen=True, slots=True)
class TimelineEffect:
    """`effect` is the mean per period after go-live, `total` its sum, `relative` the total over what was expected.

    `expected`, `expected_low`, `expected_high`: one per period of the whole series; before go-live the three are the
    fit. `inflation`: how much wider than the model's own the intervals are, from pseudo-launches before go-live.
    With refusals the figures (None where they could not be computed) are diagnostics and must not be shown as results.
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
    refusals: tuple[Refusal, ...]


def timeline_effect(
    values: ArrayLike,
    post: int,
    *,
    season: int | None = None,
    control: ArrayLike | None = None,
    level: float = 0.90,
) -> TimelineEffect:
    """`values`: one per period, oldest first; the last `post` are after go-live; `season`: periods per season or None."""
    raise NotImplementedError  # lands next
