"""Where a goal stands and where it is heading, out of the answer to its question."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist, fmean, stdev
from typing import Literal

from accrue.roi.models import Goal
from accrue_facts.measures.answer import Answer, Figure
from accrue_facts.measures.question import Question, StepName

LEVEL = 0.90
FEWEST = 4  # whole weeks, before there is a forecast

type State = Literal[
    "reached",
    "missed",
    "on track",
    "off track",
    "could go either way",
    "too early to say",
    "not there yet",
    "nothing recorded yet",
]
NOTHING: State = "nothing recorded yet"


@dataclass(frozen=True, slots=True)
class Progress:
    """The figure so far and, by the trend of its whole weeks, the one on the goal's day (90 % interval).

    In the measure's unit. `share` of the target only where the measure is added up and wants at least that.
    """

    value: float | None
    share: float | None
    expected: float | None
    low: float | None
    high: float | None
    weeks: int
    state: State

    @property
    def percent(self) -> int:
        return max(0, min(100, round((self.share or 0) * 100)))


def has_trend(goal: Goal) -> bool:
    """A state of a day and growth from another period have no weeks that add up to them."""
    return goal.defined.has_steps and not goal.defined.growth_of


def is_sum(goal: Goal) -> bool:
    return not goal.defined.is_ratio


def question_of(goal: Goal, today: date) -> Question:
    """The goal so far, week by week where it has a trend."""
    until = max(goal.starts_on, min(today, goal.due_on))
    step: StepName = "week" if has_trend(goal) else ""
    return Question(goal.measure, goal.starts_on, until, step, only=goal.only)


def progress_of(goal: Goal, answer: Answer, today: date) -> Progress:
    """`answer` is that to `question_of` of the same day.

    Weeks are taken as independent: the forecast's variance is that of the weeks to come and that of their estimated
    mean; of a share or an average, that of its residuals (the ratio estimator, Cochran 1977, 2.11).
    """
    value = answer.total.value if answer.total else None
    weeks = _whole_weeks(goal, answer, today)
    target = float(goal.target)
    share = value / target if value is not None and is_sum(goal) and not goal.at_most and target else None

    def says(state: State, band: tuple[float, float, float] | None = None) -> Progress:
        expected, low, high = band or (None, None, None)
        return Progress(value, share, expected, low, high, len(weeks), state)

    meets = value is not None and _meets(goal, value)
    if today > goal.due_on:
        return says("reached" if meets else "missed")
    if is_sum(goal) and answer.total is not None and not answer.total.rows:
        return says(NOTHING)  # weeks without a record say nothing about the weeks to come
    if is_sum(goal) and meets and not goal.at_most:
        return says("reached")
    if is_sum(goal) and not meets and goal.at_most and value is not None:
        return says("missed")
    if today < goal.starts_on:
        return says("too early to say")
    if not has_trend(goal):
        return says("on track" if meets else "not there yet")
    left = (goal.due_on - min(today, goal.due_on)).days / 7
    band = _forecast(goal, answer, weeks, left) if len(weeks) >= FEWEST else None
    if band is None:
        return says("too early to say")
    return says(_heading(goal, band), band)


def _heading(goal: Goal, band: tuple[float, float, float]) -> State:
    _, low, high = band
    worst, best = (high, low) if goal.at_most else (low, high)
    if _meets(goal, worst):
        return "on track"
    return "could go either way" if _meets(goal, best) else "off track"


def _meets(goal: Goal, value: float) -> bool:
    return value <= float(goal.target) if goal.at_most else value >= float(goal.target)


def _whole_weeks(goal: Goal, answer: Answer, today: date) -> list[Figure]:
    """Weeks from Monday to Sunday that lie between the goal's first day and yesterday."""
    until = min(today - timedelta(days=1), goal.due_on)
    found = []
    for one in answer.steps:
        monday = date.fromisoformat(one.name)
        if monday >= goal.starts_on and monday + timedelta(days=6) <= until:
            found.append(one.figure)
    return found


def _forecast(
    goal: Goal, answer: Answer, weeks: list[Figure], left: float
) -> tuple[float, float, float] | None:
    """Expected, low and high on the goal's day; None where there is nothing to divide by."""
    total, measure = answer.total, goal.defined
    if total is None:
        return None
    n, tops = len(weeks), [one.top for one in weeks]
    top = total.top + left * fmean(tops)
    if is_sum(goal):
        below, residuals = 1.0, tops
    else:
        belows = [one.below or 0.0 for one in weeks]
        below = (total.below or 0.0) + left * fmean(belows)
        if below <= 0 or sum(1 for one in belows if one > 0) < FEWEST:
            return None
        residuals = [t - top / below * b for t, b in zip(tops, belows, strict=True)]
    z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
    error = z * stdev(residuals) * math.sqrt(left + left * left / n) / below * measure.factor
    middle = top / below * measure.factor
    return middle, middle - error, middle + error
