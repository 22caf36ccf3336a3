"""What drove a sum of money is told in coins that add up to it."""

from hypothesis import given
from hypothesis import strategies as st

from accrue_facts.coins import shared_out, to_coins
from accrue_stats.holdout.split import shapley_split

factor = st.floats(0, 1e4)


@given(st.lists(st.tuples(factor, factor), min_size=1, max_size=5), st.sampled_from([1, 100, 1000]))
def test_drivers_sum_to_the_total_to_the_coin(factors, per_unit):
    before, after = zip(*factors, strict=True)
    parts = shapley_split(before, after)
    total = to_coins(float(parts.sum()), per_unit)
    drivers = shared_out(parts, total, per_unit)
    assert sum(drivers) == total
    # no driver is further from its part than the coin that rounding takes, beside the last bits of huge sums
    slack = 1 + 1e-9 * max(abs(parts).max() * per_unit, 1)
    assert all(abs(d - p * per_unit) <= slack for d, p in zip(drivers, parts, strict=True))


def test_the_funnel_in_cents():
    parts = shapley_split([1_000, 0.10, 500], [1_100, 0.12, 520])
    drivers = shared_out(parts, 1_864_000, 100)
    assert sum(drivers) == 1_864_000
    # a third of a cent is left of each, so one of them gets the cent that is left over
    assert sorted(d - whole for d, whole in zip(drivers, (561_333, 1_071_333, 231_333), strict=True)) == [
        0,
        0,
        1,
    ]
