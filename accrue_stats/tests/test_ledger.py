from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue_stats.ledger import Return, ledger_return

amounts = st.decimals("-1e12", "1e12", places=2)


def test_the_published_example_is_exact():
    assert ledger_return(100_000, 25_000) == Return(300.0, 75_000.0, 0.25)
    assert ledger_return(Decimal("100000.00"), Decimal("25000.00")) == Return(300.0, 75_000.0, 0.25)


def test_cents_do_not_suffer_from_floats():
    found = ledger_return(Decimal("0.30"), Decimal("0.10"))
    assert found == Return(200.0, 0.2, 1 / 3)


def test_nothing_spent_leaves_the_return_undefined():
    assert ledger_return(100, 0) == Return(None, 100.0, 0.0)
    assert ledger_return(100, -5).roi_percent is None


@pytest.mark.parametrize("benefit", [0, -20])
def test_nothing_gained_leaves_the_ratio_undefined(benefit):
    found = ledger_return(benefit, 10)
    assert found.cost_to_benefit is None
    assert found.roi_percent == 10 * (benefit - 10)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), Decimal("NaN")])
def test_a_missing_amount_is_refused(wrong):
    with pytest.raises(ValueError, match="benefit must be a finite amount"):
        ledger_return(wrong, 1)
    with pytest.raises(ValueError, match="cost must be a finite amount"):
        ledger_return(1, wrong)


@settings(deadline=None)
@given(amounts, amounts)
def test_the_three_formulas_agree(benefit, cost):
    found = ledger_return(benefit, cost)
    assert found.net_return == float(benefit - cost)
    if found.roi_percent is not None and found.cost_to_benefit:
        # ROI % = 100 (1/ratio − 1)
        assert found.roi_percent == pytest.approx(100 * (1 / found.cost_to_benefit - 1), rel=1e-9, abs=1e-9)
        assert found.roi_percent == float(100 * (Fraction(benefit) / Fraction(cost) - 1))


@settings(deadline=None)
@given(amounts, amounts, st.integers(1, 1000))
def test_the_currency_unit_does_not_matter(benefit, cost, unit):
    one, other = ledger_return(benefit, cost), ledger_return(benefit * unit, cost * unit)
    assert (one.roi_percent, one.cost_to_benefit) == (other.roi_percent, other.cost_to_benefit)
