"""A series on its working scale, with the columns that explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from accrue_stats.estimate import FloatArray
from accrue_stats.timeline.drift_filter import Cut, filter_columns, one_step_errors
from accrue_stats.timeline.model import Grid, Posterior, harmonics, posterior

type Scale = Literal["log", "level"]

PERFECT = 1e-9  # residuals below this part of the series' spread are rounding


@dataclass(frozen=True, slots=True, eq=False)
class WorkedSeries:
    """`outcome` (periods,) is log(values/unit) or values/unit; `columns` (periods, k): constant, trend, control, season.

    The first `free` columns have a flat prior, the rest are harmonics of the given `order`.
    """

    scale: Scale
    unit: float
    outcome: FloatArray
    columns: FloatArray
    order: FloatArray
    free: int
    floor: float


def worked_series(
    values: FloatArray, control: FloatArray | None, before: int, season: int | None, scale: Scale
) -> WorkedSeries:
    """`values` with its regressors on `scale`; `before` periods are before go-live and set the units."""
    size = float(np.exp(np.mean(np.log(values[:before])))) if scale == "log" else _size(values[:before])
    outcome = np.log(values / size) if scale == "log" else values / size
    t = np.arange(values.size, dtype=np.float64)
    columns = [np.ones_like(t), (t - (before - 1) / 2) / before]
    if control is not None:
        other = np.log(control) if scale == "log" and control.min() > 0 else control
        columns.append((other - other[:before].mean()) / other[:before].std())
    waves, order = harmonics(values.size, season) if season else (np.empty((t.size, 0)), np.empty(0))
    floor = before * (PERFECT * max(float(np.std(outcome[:before])), 1e-300)) ** 2
    return WorkedSeries(scale, size, outcome, np.column_stack([*columns, waves]), order, len(columns), floor)


def cuts_of(series: WorkedSeries, grid: Grid, at: Sequence[int]) -> dict[int, Cut]:
    """What the first periods say, at every number of periods in `at`."""
    table = np.column_stack([series.columns, series.outcome])
    return filter_columns(table, grid.q, grid.rho, at)


def learn(series: WorkedSeries, grid: Grid, cut: Cut) -> Posterior:
    """The regression after the periods of `cut`."""
    return posterior(cut, grid, series.order, series.free, series.floor)


def fit_before(series: WorkedSeries, post: Posterior, before: int) -> tuple[FloatArray, float | None]:
    """One-step fit before go-live (before,) on the working scale, and the lag-1 correlation of its errors."""
    best = int(np.argmax(post.weight))
    table = np.column_stack([series.columns, series.outcome])[:before]
    errors, spreads = one_step_errors(table, float(post.point[best, 0]), float(post.point[best, 1]))
    missed = errors[:, -1] - errors[:, :-1] @ post.beta[best]
    scaled = missed / spreads
    scaled = scaled - scaled.mean()
    power = float(scaled @ scaled)
    correlation = float(scaled[1:] @ scaled[:-1]) / power if power > 0 else None
    return series.outcome[:before] - missed, correlation


def _size(values: FloatArray) -> float:
    # the geometric mean where there is one makes both scales comparable (Box & Cox, 1964)
    if values.min() > 0:
        return float(np.exp(np.mean(np.log(values))))
    return float(np.std(values)) or 1.0
