"""What an experiment says of job training, and what a comparison without one would have said."""

import pytest

from accrue_stats.holdout.effect import holdout_effect
from accrue_stats.tests.lalonde import lalonde


def test_the_experiment():
    men = lalonde("nsw")
    control, treated = (men[men.treat == arm] for arm in (0, 1))
    found = holdout_effect(control.re78, treated.re78, pre_control=control.re75, pre_treated=treated.re75)
    assert (found.units_control, found.units_treated) == (260, 185)
    assert found.effect.value == pytest.approx(1_794.34, abs=0.005)
    assert found.effect.se == pytest.approx(671.0, abs=0.05)
    assert found.refusals == ()
    assert found.effect.low < found.adjusted.value < found.effect.high


def test_the_naive_comparison_is_far_off_and_refused():
    treated, others = lalonde("nsw")[lambda men: men.treat == 1], lalonde("cps")
    found = holdout_effect(others.re78, treated.re78, pre_control=others.re75, pre_treated=treated.re75)
    assert found.effect.value == pytest.approx(-8_497.5, rel=0.005)
    assert [r.code for r in found.refusals] == ["holdout.pre_period"]
