import math

import pytest

from accrue_stats.acquisition import NewCustomer, acquisition_cost, churn_share, payback_periods
from accrue_stats.lifetime.purchases import BgNbd
from accrue_stats.shares import newcombe, wilson

MODEL = BgNbd(0.2426, 4.4135, 0.7929, 2.4258, 0.0, 0)


def test_cost_of_a_customer():
    assert acquisition_cost(22_000, 110) == 200
    assert acquisition_cost(500, 0) is None
    with pytest.raises(ValueError, match="0 or more"):
        acquisition_cost(-1, 3)


def test_what_a_new_customer_earns():
    someone = NewCustomer(MODEL, first=10.0, repeat=4.0)
    assert someone.earned(0) == 10
    assert someone.earned(52) == pytest.approx(10 + 4 * float(MODEL.expected_purchases_new(52)))
    assert 10 < someone.earned(52, 0.01) < someone.earned(52)


def test_payback_is_when_the_margin_has_brought_it_back():
    someone = NewCustomer(MODEL, first=10.0, repeat=4.0)
    assert payback_periods(someone, 9.0, 156) == 0
    weeks = payback_periods(someone, 12.0, 156)
    assert someone.earned(weeks) == pytest.approx(12.0, abs=1e-3)
    assert payback_periods(someone, 1_000.0, 156) == math.inf
    assert payback_periods(NewCustomer(MODEL, 1.0, 0.0), 2.0, 156) == math.inf


def test_churn():
    found = churn_share(20, 100, 0.95)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.1334, 0.2888), abs=1e-4)
    assert churn_share(0, 0) is None
    with pytest.raises(ValueError, match="cannot have been lost"):
        churn_share(3, 2)


def test_wilson_and_newcombe_as_published():
    # Newcombe (1998), Statistics in Medicine 17, 857 (a: 81/263) and 873 (table II, a: 56/70 against 48/80)
    found = wilson(81, 263, 0.95)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    change = newcombe((48, 80), (56, 70), 0.95)
    assert (change.low, change.high) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert (wilson(0, 20).low, wilson(20, 20).high) == (0, 1)
    with pytest.raises(ValueError, match="no share"):
        wilson(1, 0)
