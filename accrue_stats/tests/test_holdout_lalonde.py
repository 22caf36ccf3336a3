"""What an experiment says of job training, and what a comparison without one would have said."""

import pytest

from accrue_stats.holdout.effect import holdout_effect
from accrue_stats.tests.lalonde import lalonde


def test_the_experiment():
    men = lalonde("nsw")
    control, treated = men["treat"] == 0, men["treat"] == 1
    found = holdout_effect(
        men["re78"][control],
        men["re78"][treated],
        pre_control=men["re75"][control],
        pre_treated=men["re75"][treated],
    )
    assert (found.units_control, found.units_treated) == (260, 185)
    assert found.effect.value == pytest.approx(1_794.34, abs=0.005)
    assert found.effect.se == pytest.approx(671.0, abs=0.05)
    assert found.refusals == ()
    assert found.effect.low < found.adjusted.value < found.effect.high


def test_the_naive_comparison_is_far_off_and_refused():
    men, others = lalonde("nsw"), lalonde("cps")
    treated = men["treat"] == 1
    found = holdout_effect(
        others["re78"],
        men["re78"][treated],
        pre_control=others["re75"],
        pre_treated=men["re75"][treated],
    )
    assert found.effect.value == pytest.approx(-8_497.5, rel=0.005)
    assert [r.code for r in found.refusals] == ["holdout.pre_period"]
