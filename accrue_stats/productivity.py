"""Hours saved and work done by each user, before and after: users, not tasks, are what varies by chance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from accrue_stats.distributions import student_p, two_sided_student
from accrue_stats.estimate import Check, Estimate, FloatArray, Refusal, check_level, finite_vector

MIN_USERS = 5
UNTOUCHED_P = 0.01

type Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MinutesSaved:
    """`per_task` in minutes and `hours` over all tasks after; None with fewer than two users to compare.

    `users` did the task both before and after; `tasks` are theirs after.
    """

    per_task: Estimate | None
    hours: Estimate | None
    users: int
    tasks: int
    refusals: tuple[Refusal, ...]


def minutes_saved(
    minutes: ArrayLike, user: ArrayLike, kind: ArrayLike, is_after: ArrayLike, *, level: float = 0.90
) -> MinutesSaved:
    """How much less time a task takes after than before, for the same user and kind of task.

    One entry a task: its `minutes` (0 or more), who did it, what kind it is, and whether it was after. Each user's own
    change of the mean of each kind counts as often as they did it after, so that neither who works here nor what there
    is to do moves the figure. Student's t over users; fewer than five are refused. It is a change of the same users,
    and an effect only if nothing else changed for them: see `untouched_check`.
    ValueError for different lengths, missing or negative minutes.

    Source: Liang & Zeger, Biometrika 73 (1986), for clusters.
    """
    check_level(level)
    time, after = finite_vector(minutes, "the minutes"), np.asarray(is_after, dtype=bool)
    who, what = _codes(user), _codes(kind)
    if not time.size == after.size == who.size == what.size:
        raise ValueError("give minutes, user, kind and period of each task")
    if (time < 0).any():
        raise ValueError("minutes cannot be negative")
    saved, count, of = _pairs(time, who, what, after)
    users = np.unique(of).size
    refusals = () if users >= MIN_USERS else (_few(users),)
    if users < 2:
        return MinutesSaved(None, None, users, int(count.sum()), refusals)
    mean = float(saved @ count / count.sum())
    spread = np.bincount(of, weights=count * (saved - mean))
    spread = spread[np.bincount(of) > 0]
    se = math.sqrt(float(spread @ spread) * users / (users - 1)) / float(count.sum())
    reach = two_sided_student(level, users - 1) * se
    per_task = Estimate(mean, mean - reach, mean + reach, level, se)
    return MinutesSaved(per_task, per_task.times(float(count.sum()) / 60), users, int(count.sum()), refusals)


def untouched_check(found: MinutesSaved) -> tuple[Check, Refusal | None]:
    """Whether a task that nothing was done about takes as long as before (an A/A test); refused below p = .01."""
    name = "untouched task"
    e = found.per_task
    if e is None or e.se is None:
        return Check(name, None, None, None, "Not tested: too few users did it both before and after."), None
    note = f"It takes {e.value:+.3g} minutes less than before."
    if e.se == 0:
        p = float(e.value == 0)
        statistic = None
    else:
        statistic = e.value / e.se
        p = student_p(statistic, found.users - 1)
    if p >= UNTOUCHED_P:
        return Check(name, statistic, p, True, note), None
    reason = (
        f"The untouched task changed as well ({e.value:+.3g} minutes less, p = {p:.2g}, below {UNTOUCHED_P}), so "
        "something else changed."
    )
    return Check(name, statistic, p, False, note), Refusal("productivity.untouched_moved", reason)


def cashable(hours: Estimate, *, hourly_rate: float, realisation: float, adoption: float = 1.0) -> Estimate:
    """Hours saved as money: × loaded rate × the share of users who work so (`adoption`) × the share that is turned
    into less pay or more work sold (`realisation`); both are declared fractions.

    ValueError for a negative rate or a share outside 0 … 1.
    """
    if not (0 <= realisation <= 1 and 0 <= adoption <= 1 and hourly_rate >= 0):
        raise ValueError("shares lie between 0 and 1, and a rate is 0 or more")
    return hours.times(hourly_rate * adoption * realisation)


def rate_change(
    before: ArrayLike, exposure_before: ArrayLike, after: ArrayLike, exposure_after: ArrayLike, *, level: float = 0.90
) -> Estimate | None:  # fmt: skip
    """How much oftener something happens to the same units (users, customers) per time: rate after − rate before.

    One entry a unit: how often in each period, and how long the unit was there (the unit of time of the answer, > 0).
    A rate is all events over all time; Student's t over units, whose two periods hang together. None with fewer than
    two. ValueError for different lengths or no time. Source: Cochran, Sampling Techniques (1977), ch. 6, for ratios.
    """
    check_level(level)
    names = ("before", "the time before", "after", "the time after")
    given = (before, exposure_before, after, exposure_after)
    a, ta, b, tb = (finite_vector(one, name) for one, name in zip(given, names, strict=True))
    if not a.size == ta.size == b.size == tb.size:
        raise ValueError("give both counts and both times of each unit")
    if a.size < 2:
        return None
    if not (ta > 0).all() or not (tb > 0).all():
        raise ValueError("each unit must be there for some time in both periods")
    early, late = float(a.sum() / ta.sum()), float(b.sum() / tb.sum())
    moved = (b - late * tb) / tb.sum() - (a - early * ta) / ta.sum()
    se = math.sqrt(float(moved @ moved) * a.size / (a.size - 1))
    reach = two_sided_student(level, a.size - 1) * se
    return Estimate(late - early, late - early - reach, late - early + reach, level, se)


def _pairs(
    time: FloatArray, who: Codes, what: Codes, after: NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray, Codes]:
    """For each user and kind seen both before and after: minutes saved, tasks after, and the user."""
    kinds = int(what.max()) + 1 if what.size else 1
    pair = who * kinds + what
    size = int(pair.max()) + 1 if pair.size else 0
    n0, n1 = (np.bincount(pair[part], minlength=size) for part in (~after, after))
    s0, s1 = (np.bincount(pair[part], weights=time[part], minlength=size) for part in (~after, after))
    both = np.flatnonzero((n0 > 0) & (n1 > 0))
    saved = s0[both] / n0[both] - s1[both] / n1[both]
    return saved, n1[both].astype(np.float64), (both // kinds).astype(np.int64)


def _few(users: int) -> Refusal:
    reason = f"{users} users did such tasks both before and after; at least {MIN_USERS} are needed."
    return Refusal("productivity.too_few_users", reason)


def _codes(labels: ArrayLike) -> Codes:
    return np.unique(np.asarray(labels), return_inverse=True)[1].astype(np.int64)
