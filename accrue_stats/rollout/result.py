"""What the measurement of a roll-out answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accrue_stats.estimate import Check, Estimate, FloatArray, Refusal
from accrue_stats.rollout.permutation import Permutation
from accrue_stats.rollout.pre_trend import PreTrend
from accrue_stats.rollout.refusals import Design
from accrue_stats.rollout.sensitivity import Honest


@dataclass(frozen=True, slots=True)
class GroupTime:
    """The effect on the units that adopted at position `adopted`, in the period at position `time`."""

    adopted: int
    time: int
    value: float
    se: float
    units: int


@dataclass(frozen=True, slots=True)
class EventTime:
    """The effect `e` periods after adoption (negative: before)."""

    e: int
    effect: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Rollout:
    """The effect per treated unit and period, in the outcome's unit; None where it cannot be computed.

    `att`: the mean over treated units and periods; `dynamic`: over event times; `group`: over units, each with the
    mean of its periods; `calendar`: over periods. `total`: the sum over the `unit_periods` treated unit-periods that
    count (all of `att`'s, or those from `count_from` on). `group_time`: the single effects. `unit_influence` (n,), in
    the order of the units given: how far each moves `att`, scaled so that their squares sum to the square of the
    interval's half-width over the normal quantile; 0 for units left out. `total_influence` (n,): the same of `total`.
    `without_one` (n,): `att` without each unit (NaN: left out, or none without it).
    `honest`: intervals of `att` that allow for trends parting; `honest_first`: the same of the effect in the first
    period after adoption.
    `two_way`: the two-way fixed-effects figure and the share of treated unit-periods it weighs negatively.
    With refusals the figures are diagnostics only and must not be shown as results.
    """

    att: Estimate | None
    dynamic: Estimate | None
    group: Estimate | None
    calendar: Estimate | None
    total: Estimate | None
    unit_periods: int
    by_event_time: tuple[EventTime, ...]
    group_time: tuple[GroupTime, ...]
    pre_trend: PreTrend | None
    permutation: Permutation | None
    honest: tuple[Honest, ...]
    honest_first: tuple[Honest, ...]
    two_way: tuple[float, float] | None
    without_one: FloatArray
    unit_influence: FloatArray
    total_influence: FloatArray
    used: NDArray[np.bool_]
    design: Design
    checks: tuple[Check, ...]
    refusals: tuple[Refusal, ...]


def total_by_period(found: Rollout, periods: int) -> FloatArray:
    """What adoption brought in each of the panel's `periods`, over all treated units; sums to `total`."""
    out = np.zeros(periods)
    for one in found.group_time:
        out[one.time] += one.value * one.units
    return out


def nothing_measured(
    used: NDArray[np.bool_], refusals: tuple[Refusal, ...], design: Design | None = None
) -> Rollout:
    """The answer where no effect can be computed, for `used` (n,) units."""
    unknown = np.full(used.size, np.nan)
    return Rollout(
        None, None, None, None, None, 0, (), (), None, None, (), (), None, unknown, np.zeros(used.size),
        np.zeros(used.size), used, design or Design(0, 0, 0, True, False), (), refusals,
    )  # fmt: skip
