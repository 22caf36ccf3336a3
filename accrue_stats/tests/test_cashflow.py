import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue_stats import cashflow

FLOWS = [-25_000, 10_000, 12_000, 14_000]
money = st.floats(1, 1e9)


def test_the_published_example():
    assert cashflow.npv(0.10, FLOWS) == pytest.approx(4_526.67, abs=0.005)
    assert cashflow.irr(FLOWS) == pytest.approx(0.19441, abs=5e-6)
    assert cashflow.payback(FLOWS) == pytest.approx(2.214, abs=5e-4)
    assert cashflow.discounted_payback(0.10, FLOWS) == pytest.approx(2.570, abs=5e-4)


@pytest.mark.parametrize(
    "flows", [[1, 2, 3], [-1, -2], [0, 0], [-100, 230, -132], [10, -30, 25], [5]], ids=str
)
def test_no_single_rate_without_exactly_one_change_of_sign(flows):
    assert cashflow.irr(flows) is None


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([-100, 110], 0.10),
        ([-100, 0, 0, 0], None),
        ([-100, 1], -0.99),
        ([-1, 1e6], 1e6 - 1),
        ([100, -110], 0.10),
        ([-1e-6, 1.1e-6], 0.10),
        ([-1e15, 1.1e15], 0.10),
        ([0, 0, -100, 0, 121], 0.10),
    ],
    ids=str,
)
def test_rates_from_nearly_all_lost_to_a_millionfold(flows, rate):
    assert cashflow.irr(flows) == (rate if rate is None else pytest.approx(rate, rel=1e-9))


@settings(deadline=None)
@given(st.lists(money, min_size=1, max_size=20), st.lists(money, min_size=1, max_size=400))
def test_the_npv_at_the_internal_rate_is_nothing(outlays, receipts):
    flows = [-x for x in outlays] + receipts
    rate = cashflow.irr(flows)
    assert rate is not None
    present = cashflow.discounted(rate, flows)
    if all(map(math.isfinite, present)):
        assert abs(sum(present)) <= 1e-7 * sum(abs(present))


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.floats(-0.5, 3))
def test_npv_adds_up(flows, rate):
    doubled = cashflow.npv(rate, [2 * x for x in flows])
    assert doubled == pytest.approx(2 * cashflow.npv(rate, flows), rel=1e-9, abs=1e-6)


def test_payback_waits_until_the_money_is_back_for_good():
    assert cashflow.payback([5, -25, 10, 12, 14]) == pytest.approx(2 + 10 / 12)
    assert cashflow.payback([-10, 12, -5, 10]) == pytest.approx(2.3)
    assert cashflow.payback([-10, 5, 5]) == pytest.approx(2.0)
    assert cashflow.payback([-10, 5, 4]) is None
    assert cashflow.payback([-10]) is None
    assert cashflow.payback([0, 3]) == 0.0


def test_rounding_does_not_delay_a_payback():
    assert cashflow.payback([-0.3, 0.1, 0.1, 0.1, 0.1]) == pytest.approx(3.0)


def test_discounting_never_pays_back_sooner():
    flows = [-1000, *([100] * 24)]
    sooner, later = cashflow.payback(flows), cashflow.discounted_payback(0.01, flows)
    assert sooner is not None
    assert later is not None
    assert sooner < later


def test_twelve_months_compound_to_the_year():
    assert (1 + cashflow.monthly_rate(0.10)) ** 12 == pytest.approx(1.10, rel=1e-14)
    assert cashflow.annual_rate(cashflow.monthly_rate(0.10)) == pytest.approx(0.10, rel=1e-12)
    assert cashflow.annual_rate(1e40) == math.inf
    assert cashflow.payback_years(18) == 1.5
    assert cashflow.payback_years(None) is None


def test_a_year_of_months_is_a_year():
    months = [-1000, *([0] * 11), 1100]
    assert cashflow.npv(cashflow.monthly_rate(0.10), months) == pytest.approx(0, abs=1e-9)
    assert cashflow.annual_rate(cashflow.irr(months)) == pytest.approx(0.10)


@pytest.mark.parametrize("rate", [-1.0, -2.0, math.nan, math.inf])
def test_impossible_rates_are_refused(rate):
    with pytest.raises(ValueError, match="rate must be a fraction above -1"):
        cashflow.npv(rate, FLOWS)


def test_bad_flows_are_named():
    with pytest.raises(ValueError, match="empty"):
        cashflow.npv(0.1, [])
    with pytest.raises(ValueError, match="position 2"):
        cashflow.irr([-1.0, math.nan])
