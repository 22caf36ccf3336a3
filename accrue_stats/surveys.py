"""Answers to surveys: how many are satisfied, how much effort it took, and what answers of the same people weigh."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from accrue_stats.distributions import two_sided_student
from accrue_stats.estimate import Estimate, FloatArray, check_level, finite_vector
from accrue_stats.shares import newcombe, wilson

type Codes = NDArray[np.int64]


def design_effect(values: ArrayLike, person: ArrayLike) -> float:
    """By how much the variance of the mean grows because people answered more than once; 1 or more.

    `values`: one number an answer; `person`: who gave it. 1 where everybody answered once or nothing varies.
    Source: Kish, Survey Sampling (1965); the cluster-robust variance of a mean.
    """
    v, codes = finite_vector(values, "the answers"), _codes(person)
    if v.size != codes.size:
        raise ValueError(f"there are {v.size} answers of {codes.size} people")
    people = int(codes.max()) + 1 if codes.size else 0
    plain = float(v.var(ddof=1)) / v.size if v.size > 1 else 0.0
    if people == v.size or people < 2 or plain == 0:
        return 1.0
    sums = np.bincount(codes, weights=v - v.mean(), minlength=people)
    return max(float(np.sum(sums**2)) / v.size**2 * people / (people - 1) / plain, 1.0)


def satisfied(scores: ArrayLike, person: ArrayLike, *, best: float, level: float = 0.90) -> Estimate | None:
    """CSAT: the share of answers in the two best boxes, `best` and `best` − 1, with Wilson's interval.

    Several answers of one person count by their design effect. None without answers.
    """
    hits, of, effect = _boxes(scores, person, best)
    return wilson(hits / effect, of / effect, level) if of else None


def satisfied_change(
    before: tuple[ArrayLike, ArrayLike], after: tuple[ArrayLike, ArrayLike], *, best: float, level: float = 0.90
) -> Estimate | None:  # fmt: skip
    """The change of that share, each given as (scores, person), with Newcombe's interval; None where one is empty."""
    shares = [_boxes(*one, best) for one in (before, after)]
    if not all(of for _, of, _ in shares):
        return None
    early, late = ((hits / effect, of / effect) for hits, of, effect in shares)
    return newcombe(early, late, level)


def mean_score(scores: ArrayLike, person: ArrayLike, *, level: float = 0.90) -> Estimate | None:
    """The mean answer (CES) with Student's t over people; None with answers of fewer than two people."""
    check_level(level)
    v, codes = finite_vector(scores, "the answers"), _codes(person)
    people = int(codes.max()) + 1 if codes.size else 0
    if people < 2:
        return None
    mean = float(v.mean())
    se = math.sqrt(float(v.var(ddof=1)) / v.size * design_effect(v, codes))
    reach = two_sided_student(level, people - 1) * se
    return Estimate(mean, mean - reach, mean + reach, level, se)


def _boxes(scores: ArrayLike, person: ArrayLike, best: float) -> tuple[int, int, float]:
    v: FloatArray = finite_vector(scores, "the answers")
    top = (v >= best - 1).astype(np.float64)
    return int(top.sum()), v.size, design_effect(top, person)


def _codes(person: ArrayLike) -> Codes:
    return np.unique(np.asarray(person), return_inverse=True)[1].astype(np.int64)
