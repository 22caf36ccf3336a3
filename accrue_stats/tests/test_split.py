from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue_stats.holdout.split import Funnel, funnel_split, mean_split, shapley_split
from accrue_stats.tests.hillstrom import arm, needs_hillstrom

factor = st.floats(-1e4, 1e4, allow_nan=False)
changes = st.lists(st.tuples(factor, factor), min_size=1, max_size=5)


def test_the_published_funnel():
    parts = shapley_split([1_000, 0.10, 500], [1_100, 0.12, 520])
    assert parts == pytest.approx([5_613.33, 10_713.33, 2_313.33], abs=0.005)
    assert parts.sum() == pytest.approx(18_640, abs=1e-9)


@needs_hillstrom
def test_hillstrom_spend_is_conversion_and_order_value():
    before, after = arm("No E-Mail", "spend"), arm("Mens E-Mail", "spend")
    factors = [((y > 0).mean(), y[y > 0].mean()) for y in (before, after)]
    assert shapley_split(*factors) == pytest.approx([0.774170, -0.004343], abs=1e-6)


@settings(deadline=None)
@given(changes)
def test_it_is_the_mean_over_every_order(pairs):
    before, after = np.array(pairs).T
    orders = list(permutations(range(len(pairs))))
    expected = np.zeros(len(pairs))
    for order in orders:
        now = before.copy()
        for i in order:
            was = now.prod()
            now[i] = after[i]
            expected[i] += (now.prod() - was) / len(orders)
    size = np.prod(np.abs(pairs).max(axis=1)) + 1e-300
    assert np.allclose(shapley_split(before, after), expected, rtol=0, atol=1e-9 * size)


@settings(deadline=None)
@given(changes)
def test_the_parts_sum_to_the_change(pairs):
    before, after = np.array(pairs).T
    size = np.prod(np.abs(pairs).max(axis=1))
    assert shapley_split(before, after).sum() == pytest.approx(after.prod() - before.prod(), abs=1e-12 * size)


def test_what_did_not_change_gets_nothing():
    assert shapley_split([3, 5, 7], [3, 6, 7]) == pytest.approx([0, 21, 0])


def test_lists_must_match():
    with pytest.raises(ValueError, match="same 1 to 12 factors"):
        shapley_split([1, 2], [1])
    with pytest.raises(ValueError, match="same 1 to 12 factors"):
        shapley_split([], [])


@needs_hillstrom
def test_hillstroms_difference_of_means_is_split():
    found = mean_split(arm("No E-Mail", "spend"), arm("Mens E-Mail", "spend"))
    assert (found.conversion, found.value) == pytest.approx((0.774170, -0.004343), abs=1e-6)


outcome = st.lists(st.sampled_from([0.0, 0.0, 1.0, 2.5, -3.0, 99.99]), min_size=1, max_size=30)


@given(outcome, outcome)
def test_a_split_of_means_sums_to_their_difference(control, treated):
    found = mean_split(control, treated)
    if not (any(control) and any(treated)):
        assert found is None
        return
    difference = np.mean(treated) - np.mean(control)
    assert found.conversion + found.value == pytest.approx(difference, abs=1e-9)
    assert mean_split(treated, control).value == pytest.approx(-found.value, abs=1e-9)


def test_an_outcome_of_yes_or_no_is_all_conversion():
    found = mean_split([0, 0, 0, 1], [0, 1, 1, 1])
    assert (found.conversion, found.value) == (0.5, 0)
    with pytest.raises(ValueError, match="at least one person"):
        mean_split([], [1])


def test_the_funnel_by_name():
    found = funnel_split(Funnel(1_000, 0.10, 500), Funnel(1_100, 0.12, 520))
    parts = (found.leads, found.conversion, found.value, found.retention)
    assert parts == pytest.approx((5_613.33, 10_713.33, 2_313.33, 0), abs=0.005)
    assert found.change == pytest.approx(18_640)
    kept = funnel_split(Funnel(1_000, 0.10, 500, 0.8), Funnel(1_000, 0.10, 500, 0.9))
    assert (kept.leads, kept.retention) == pytest.approx((0, 5_000))
