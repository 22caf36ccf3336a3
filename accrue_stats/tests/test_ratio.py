import numpy as np
import pytest

from accrue_stats.holdout.ratio import ratio_difference, ratio_of_means


def buyers(rng, n, orders=0.15, lift=0.0):
    """Money and orders of n people, most of whom buy nothing."""
    bought = rng.poisson(orders, n)
    money = np.zeros(n)
    np.add.at(money, np.repeat(np.arange(n), bought), rng.lognormal(4.0 + lift, 0.8, int(bought.sum())))
    return money, bought


MEAN_ORDER = np.exp(4.0 + 0.32)


def test_intervals_of_skewed_money_cover():
    rng, one, two = np.random.default_rng(1), [], []
    for i in range(250):
        control, treated = buyers(rng, 600), buyers(rng, 900, lift=0.2)
        alone = ratio_of_means(*control, resamples=299, seed=i)
        both = ratio_difference(control, treated, resamples=299, seed=i)
        one.append(alone.low <= MEAN_ORDER <= alone.high)
        two.append(both.low <= MEAN_ORDER * np.expm1(0.2) <= both.high)
    assert (
        min(np.mean(one), np.mean(two)) >= 0.84
    )  # 250 runs of a nominal 90 %: three standard errors are .057


def test_the_value_is_the_ratio_and_its_error_the_delta_methods():
    money, bought = buyers(np.random.default_rng(2), 4_000)
    found = ratio_of_means(money, bought)
    ratio = money.sum() / bought.sum()
    error = np.sqrt(np.var(money - ratio * bought, ddof=1) / 4_000) / bought.mean()
    assert (found.value, found.se) == pytest.approx((ratio, error))
    # money is skewed to the right, so the interval reaches farther up than down
    assert found.high - ratio > ratio - found.low > 0


def test_neither_order_nor_coin_nor_run_matters():
    money, bought = buyers(np.random.default_rng(3), 800)
    one, order = ratio_of_means(money, bought), np.random.default_rng(4).permutation(800)
    assert ratio_of_means(money[order], bought[order]) == one
    other = ratio_of_means(money * 1e8, bought)
    assert (other.low, other.high) == pytest.approx((one.low * 1e8, one.high * 1e8))


def test_where_there_is_no_ratio():
    assert ratio_of_means([0, 0, 0], [0, 0, 0]) is None
    assert ratio_of_means([5, 0], [1, 0]) is None
    assert ratio_difference(([1, 2], [1, 1]), ([0, 0], [0, 0])) is None


def test_nothing_varies():
    found = ratio_of_means([7.1] * 50 + [0] * 50, [1] * 50 + [0] * 50)
    assert (found.low, found.value, found.high) == pytest.approx((7.1, 7.1, 7.1))
    every = ratio_difference(([1] * 9, [1] * 9), ([2] * 9, [1] * 9))
    assert (every.low, every.high) == (1, 1)


def test_bad_input():
    with pytest.raises(ValueError, match="2 numerators but 3"):
        ratio_of_means([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="negative"):
        ratio_of_means([1, 2], [1, -2])
    with pytest.raises(ValueError, match="missing"):
        ratio_of_means([1, np.nan], [1, 2])


def test_very_many_are_as_good_as_normal():
    money = np.random.default_rng(5).gamma(2, 10, 60_000)
    found = ratio_of_means(money, np.ones(60_000), level=0.95)
    assert (found.high - found.value) / found.se == pytest.approx(1.959964)
    both = ratio_difference((money, np.ones(60_000)), (money + 1, np.ones(60_000)), level=0.95)
    assert both.value == pytest.approx(1)
    assert both.high - both.value == pytest.approx(both.value - both.low)
