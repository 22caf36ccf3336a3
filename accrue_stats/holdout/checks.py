"""Whether an experiment can carry a number at all: sizes as planned, arms alike before, enough people and events."""

from __future__ import annotations

import math

import numpy as np

from accrue_stats.distributions import chi_square_p, student_p
from accrue_stats.estimate import Check, FloatArray, Refusal

RATIO_P = 0.001
BALANCE_P = 0.01
MIN_UNITS = 100
MIN_CONVERSIONS = 10


def sample_ratio_check(control: int, treated: int, planned_share: float | None) -> Check:
    """Pearson's chi-square (1 degree of freedom) of the arm sizes against the planned share of treated units.

    Passes at p ≥ .001; not tested (passed None) without a planned share. ValueError unless the share is in (0, 1).
    Source: Fabijan et al., Diagnosing sample ratio mismatch, KDD 2019.
    """
    name = "sample ratio"
    if planned_share is None:
        return Check(name, None, None, None, "Not tested: the planned share of each arm is not known.")
    if not 0 < planned_share < 1:
        raise ValueError(f"the planned share of treated units must lie between 0 and 1, not {planned_share}")
    n = control + treated
    expected = n * planned_share
    statistic = (treated - expected) ** 2 / expected + (control - (n - expected)) ** 2 / (n - expected)
    p = chi_square_p(statistic)
    return Check(
        name, statistic, p, p >= RATIO_P, f"{treated:,} of {n:,} are treated, {expected:,.0f} were planned."
    )


def pre_period_check(control: FloatArray, treated: FloatArray) -> Check:
    """Welch's t-test that the arms were alike before (an A/A test). NaN values are left out. Passes at p ≥ .01."""
    name = "pre-period balance"
    x0, x1 = control[~np.isnan(control)], treated[~np.isnan(treated)]
    if min(x0.size, x1.size) < 2:
        return Check(name, None, None, None, "Not tested: too few values before are known.")
    v0, v1 = float(x0.var(ddof=1)) / x0.size, float(x1.var(ddof=1)) / x1.size
    m0, m1 = float(x0.mean()), float(x1.mean())
    note = f"The mean before was {m1:,.4g} treated and {m0:,.4g} control."
    if v0 + v1 == 0:
        return Check(name, None, float(m0 == m1), m0 == m1, note)
    statistic = (m1 - m0) / math.sqrt(v0 + v1)
    freedom = (v0 + v1) ** 2 / (v0**2 / (x0.size - 1) + v1**2 / (x1.size - 1))
    p = student_p(statistic, freedom)
    return Check(name, statistic, p, p >= BALANCE_P, note)


def size_refusals(control: FloatArray, treated: FloatArray) -> tuple[Refusal, ...]:
    """Refusals for arms under 100 units or under 10 conversions (outcomes other than zero)."""
    found = []
    for name, y in (("control", control), ("treated", treated)):
        conversions = int(np.count_nonzero(y))
        if y.size < MIN_UNITS:
            found.append(
                Refusal(
                    "holdout.too_few_units",
                    f"The {name} arm has {y.size} units; at least {MIN_UNITS} are needed.",
                )
            )
        if conversions < MIN_CONVERSIONS:
            found.append(
                Refusal(
                    "holdout.too_few_conversions",
                    f"Only {conversions} of {y.size:,} in the {name} arm have any outcome; at least "
                    f"{MIN_CONVERSIONS} are needed.",
                )
            )
    return tuple(found)
