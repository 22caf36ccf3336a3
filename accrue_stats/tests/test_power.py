"""Sample sizes against published tables, against each other, and against experiments that were played."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue_stats.holdout.power import detectable_change, sample_size


def test_the_published_size_of_a_test_of_two_shares():
    assert sample_size(0.10, 0.12).control == 3841
    assert sample_size(0.10, 0.12).total == 7682


@pytest.mark.parametrize(
    # R: power.prop.test(p1, p2, power) and power.t.test(delta, sd, power), rounded up
    ("base", "to", "sd", "power", "people"),
    [(0.5, 0.75, None, 0.9, 77), (0.15, 0.30, None, 0.8, 121), (10, 11, 5, 0.8, 394), (0, 1, 1, 0.9, 23)],
)
def test_what_r_answers(base, to, sd, power, people):
    assert sample_size(base, to, sd=sd, power=power).control == people


def test_unequal_arms():
    found = sample_size(0.10, 0.12, ratio=2)
    assert found.treated in (2 * found.control, 2 * found.control - 1)
    assert found.total > sample_size(0.10, 0.12).total


@settings(max_examples=60, deadline=None)
@given(st.floats(0.02, 0.9), st.floats(0.01, 0.09), st.floats(0.6, 0.99), st.sampled_from([0.25, 1.0, 3.0]))
def test_the_size_finds_the_change_it_was_made_for(base, change, power, ratio):
    to = base + change
    size = sample_size(base, to, power=power, ratio=ratio)
    found = detectable_change(base, size.control, power=power, ratio=ratio)
    fewer = detectable_change(base, max(size.control - 1, 1), power=power, ratio=ratio)
    assert found.above <= to * (1 + 1e-9)
    assert fewer.above is None or fewer.above >= to * (1 - 1e-9) or size.control == 1


@given(st.floats(0.01, 100), st.floats(0.001, 1000))
def test_means_do_not_depend_on_their_unit(change, unit):
    size = sample_size(0, change, sd=10)
    scaled = sample_size(0, change * unit, sd=10 * unit)
    assert abs(size.control - scaled.control) <= 1
    found = detectable_change(0, size.control, sd=10).above
    assert found is None or found <= change * (1 + 1e-6)


def test_the_power_is_what_experiments_have():
    rng = np.random.default_rng(5)
    size = sample_size(0.2, 0.3)
    x0, x1 = rng.binomial(size.control, 0.2, 20_000), rng.binomial(size.treated, 0.3, 20_000)
    pooled = (x0 + x1) / size.total
    z = (x1 / size.treated - x0 / size.control) / np.sqrt(pooled * (1 - pooled) * 2 / size.control)
    assert np.mean(np.abs(z) > 1.959964) == pytest.approx(0.8, abs=0.015)


def test_a_share_cannot_leave_its_range():
    assert detectable_change(0.0, 1000).below is None
    assert detectable_change(1.0, 1000).above is None
    assert detectable_change(0.01, 5).below is None


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"to": 0.1}, "no change"),
        ({"to": 1.2}, "between 0 and 1"),
        ({"to": 0.2, "power": 0.4}, "power"),
        ({"to": 0.2, "power": 1.0}, "power"),
        ({"to": 0.2, "alpha": 0.0}, "alpha"),
        ({"to": 0.2, "ratio": 0.0}, "ratio"),
        ({"to": 0.2, "sd": 0.0}, "sd"),
        ({"to": math.nan}, "finite"),
        ({"to": 0.1 + 1e-12}, "too small"),
    ],
)
def test_what_cannot_be_planned(options, told):
    to = options.pop("to")
    with pytest.raises(ValueError, match=told):
        sample_size(0.1, to, **options)
