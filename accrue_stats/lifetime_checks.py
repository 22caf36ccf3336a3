"""Whether a lifetime-value model may be believed: it must predict months it has not seen, and beat the naive rate."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from accrue_stats.estimate import Refusal
from accrue_stats.lifetime import BgNbd


@dataclass(frozen=True, slots=True)
class HoldoutPrediction:
    """Purchases in the holdout: totals actual, predicted, by the naive rate; errors per customer."""

    actual: float
    predicted: float
    mae: float
    correlation: float | None
    naive_predicted: float
    naive_mae: float
    refusals: tuple[Refusal, ...]


def holdout_check(
    model: BgNbd,
    frequency: ArrayLike,
    recency: ArrayLike,
    observed: ArrayLike,
    actual: ArrayLike,
    periods: float,
) -> HoldoutPrediction:
    """`actual`: each customer's purchases in the `periods` after calibration."""
    raise NotImplementedError  # lands next


def size_refusals(frequency: ArrayLike) -> tuple[Refusal, ...]:
    """A refusal under 100 repeat customers."""
    raise NotImplementedError  # lands next


def spend_refusals(frequency: ArrayLike, mean_value: ArrayLike) -> tuple[Refusal, ...]:
    """A refusal when |corr(frequency, value)| ≥ .3 among repeaters."""
    raise NotImplementedError  # lands next
