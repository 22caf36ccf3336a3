"""From purchases to one row per customer: how often, how recently, for how long known, how much."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from accrue_stats.estimate import FloatArray


@dataclass(frozen=True, slots=True)
class CustomerSummary:
    """One entry per customer, sorted by person. Times in periods (`days_per_period` days).

    `frequency` repeat purchases (distinct days after the first), `recency` time of the last one since the first,
    `observed` (T) time from the first to the end of calibration, `mean_value` mean value of a repeat purchase (NaN
    without one), `holdout` purchases (distinct days) after calibration up to the holdout's end.
    """

    person: tuple[str, ...]
    frequency: FloatArray
    recency: FloatArray
    observed: FloatArray
    mean_value: FloatArray
    holdout: FloatArray


def summarise_customers(
    person: ArrayLike,
    day: ArrayLike,
    value: ArrayLike,
    *,
    calibration_end: int,
    holdout_end: int | None = None,
    days_per_period: float = 7.0,
) -> CustomerSummary:
    """`person` ids, `day` whole day numbers (any epoch), `value` money: one per transaction, same length."""
    raise NotImplementedError  # lands next
