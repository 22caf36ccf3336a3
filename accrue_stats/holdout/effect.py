"""What a randomised holdout shows: treated people against people left alone by chance (grade A)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.estimate import Check, Estimate, FloatArray, Refusal, check_level, finite_vector
from accrue_stats.holdout.adjust import adjusted_difference
from accrue_stats.holdout.checks import (
    BALANCE_P,
    RATIO_P,
    pre_period_check,
    sample_ratio_check,
    size_refusals,
)
from accrue_stats.holdout.intervals import mean_difference, proportion_difference, relative_difference

MIN_UNITS_FOR_SPREAD = 2


@dataclass(frozen=True, slots=True)
class HoldoutEffect:
    """The effect per unit assigned to treatment, whether it was reached or not (intention to treat).

    `effect` and `adjusted` are in the outcome's unit per person, `total` is `effect` × treated units, `relative` is
    treated/control − 1 (None where the control's mean is not clearly above zero). With refusals the figures are
    diagnostics only and must not be shown as results.
    """

    units_control: int
    units_treated: int
    control_mean: float
    treated_mean: float
    effect: Estimate
    relative: Estimate | None
    total: Estimate
    adjusted: Estimate | None
    checks: tuple[Check, ...]
    refusals: tuple[Refusal, ...]


def holdout_effect(
    control: ArrayLike,
    treated: ArrayLike,
    *,
    pre_control: ArrayLike | None = None,
    pre_treated: ArrayLike | None = None,
    planned_share: float | None = None,
    level: float = 0.90,
    binary: bool | None = None,
) -> HoldoutEffect:
    """The plain difference of means, treated − control, with its checks.

    `control`, `treated`: one outcome per person, zeros included, any unit. `pre_*`: the same people's value before,
    in the same order; a NaN there means "not known" and takes the mean. `planned_share`: treated/(control + treated)
    as designed, for the sample-ratio test. `binary` (found out from the data when None): outcomes are 0/1.

    Intervals: Welch's unequal-variance t; Newcombe's hybrid score for proportions; Fieller for `relative`, from the
    same standard errors, so that it excludes zero exactly when Welch's interval does. `adjusted` is Lin's interacted
    regression on the pre-value with HC3. Assumes people are assigned independently and do not affect each other.
    ValueError for missing outcomes, fewer than two people in an arm, lists of different length.

    Sources: Welch (1947); Newcombe, Statistics in Medicine 17 (1998) method 10; Fieller (1954); Lin, Annals of
    Applied Statistics 7 (2013).
    """
    check_level(level)
    y0, y1 = _arm(control, "control"), _arm(treated, "treated")
    is_binary = (
        binary
        if binary is not None
        else bool(np.all((y0 == 0) | (y0 == 1)) and np.all((y1 == 0) | (y1 == 1)))
    )
    before = _before(pre_control, pre_treated, y0.size, y1.size)

    effect = proportion_difference(y0, y1, level) if is_binary else mean_difference(y0, y1, level)
    checks = (
        sample_ratio_check(y0.size, y1.size, planned_share),
        pre_period_check(*before)
        if before
        else Check("pre-period balance", None, None, None, "No values before."),
    )
    return HoldoutEffect(
        units_control=y0.size,
        units_treated=y1.size,
        control_mean=float(y0.mean()),
        treated_mean=float(y1.mean()),
        effect=effect,
        relative=relative_difference(y0, y1, level),
        total=effect.times(y1.size),
        adjusted=adjusted_difference(y0, y1, *before, level=level) if before else None,
        checks=checks,
        refusals=(*_refusals(y0, y1, checks), *(() if is_binary else _no_variation(y0, y1))),
    )


def unit_influence(control: ArrayLike, treated: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """How far each person moves the difference of means: two arrays, control and treated, each summing to zero.

    Their squares sum to the squared standard error, so influences of several measures of the same people give the
    measures' joint uncertainty (`compose`). Units of the outcome.
    """
    y0, y1 = _arm(control, "control"), _arm(treated, "treated")
    weigh0, weigh1 = (1 / math.sqrt(y.size * (y.size - 1)) for y in (y0, y1))
    return -(y0 - y0.mean()) * weigh0, (y1 - y1.mean()) * weigh1


def _arm(values: ArrayLike, name: str) -> FloatArray:
    y = finite_vector(values, f"the {name} arm")
    if y.size < MIN_UNITS_FOR_SPREAD:
        raise ValueError(
            f"the {name} arm has {y.size} unit(s); a spread needs at least {MIN_UNITS_FOR_SPREAD}"
        )
    return y


def _before(
    pre_control: ArrayLike | None, pre_treated: ArrayLike | None, control: int, treated: int
) -> tuple[FloatArray, FloatArray] | None:
    if pre_control is None and pre_treated is None:
        return None
    if pre_control is None or pre_treated is None:
        raise ValueError("give the values before for both arms or for neither")
    x0, x1 = np.asarray(pre_control, dtype=np.float64), np.asarray(pre_treated, dtype=np.float64)
    if x0.shape != (control,) or x1.shape != (treated,):
        raise ValueError(
            f"the values before must be one per person ({control} control, {treated} treated), "
            f"not {x0.shape} and {x1.shape}"
        )
    if np.isinf(x0).any() or np.isinf(x1).any():
        raise ValueError("the values before hold an infinite value")
    return x0, x1


def _refusals(y0: FloatArray, y1: FloatArray, checks: tuple[Check, ...]) -> tuple[Refusal, ...]:
    ratio, balance = checks
    found = []
    if ratio.passed is False:
        found.append(
            Refusal(
                "holdout.sample_ratio",
                f"The arms are not the size they were planned to be ({ratio.note} p = {ratio.p:.2g}, below {RATIO_P}), "
                "so people were lost or added other than by chance.",
            )
        )
    if balance.passed is False:
        found.append(
            Refusal(
                "holdout.pre_period",
                f"The arms already differed before the start ({balance.note} p = {balance.p:.2g}, below {BALANCE_P}), "
                "so they were not split by chance.",
            )
        )
    return (*found, *size_refusals(y0, y1))


def _no_variation(y0: FloatArray, y1: FloatArray) -> tuple[Refusal, ...]:
    """Refused where each arm holds one amount only: nothing tells how far it would move by chance."""
    if np.ptp(y0) > 0 or np.ptp(y1) > 0 or not (y0.any() or y1.any()):
        return ()
    reason = (
        f"Everybody in the control arm has {y0[0]:g}, and everybody in the treated arm {y1[0]:g}: without any variation "
        "chance cannot be told from effect. See whether the figures were copied or filled in."
    )
    return (Refusal("holdout.no_variation", reason),)
