import numpy as np
import pytest

from accrue_stats.holdout.effect import holdout_effect
from accrue_stats.holdout.peeking import (
    always_valid_interval,
    always_valid_reach,
    look_boundaries,
    spent_error,
)


def test_looking_twenty_times_errs_as_promised_and_the_plain_interval_does_not():
    rng, plain, valid = np.random.default_rng(1), 0, 0
    for _ in range(200):
        control, treated = rng.gamma(2, 1, 2_000), rng.gamma(2, 1, 2_000)
        looks = range(100, 2_001, 100)
        shown = [always_valid_interval(control[:n], treated[:n], planned_units=4_000) for n in looks]
        valid += any(not e.low <= 0 <= e.high for e in shown)
        effects = [holdout_effect(control[:n], treated[:n]).effect for n in looks]
        plain += any(not e.low <= 0 <= e.high for e in effects)
    assert valid / 200 <= 0.10
    assert plain / 200 >= 0.25


def test_it_is_never_narrower_than_the_plain_interval_and_narrowest_at_the_plan():
    reach = {f: always_valid_reach(f, 0.95) for f in (0.05, 0.5, 1, 2, 20)}
    assert min(reach.values()) > 1.96
    assert reach[1] == pytest.approx(3.03, abs=0.01)
    assert reach[0.05] > reach[0.5]
    assert reach[20] > reach[2]


def test_the_published_boundaries_of_obrien_and_fleming():
    # Lan-DeMets, five equal looks, two-sided 5 %, as R's ldbounds and gsDesign print them
    published = (4.8769, 3.3569, 2.6803, 2.2898, 2.0310)
    assert look_boundaries((0.2, 0.4, 0.6, 0.8, 1), 0.95) == pytest.approx(published, abs=2e-4)
    assert look_boundaries((0.5, 1), 0.95) == pytest.approx((2.9626, 1.9686), abs=2e-4)
    assert look_boundaries((1,), 0.95) == pytest.approx((1.95996,), abs=1e-5)


def test_spending_ends_at_the_whole_error():
    spent = [spent_error(f, 0.90) for f in np.linspace(0, 1, 11)]
    assert spent[0] == 0
    assert spent == sorted(spent)
    assert spent[-1] == pytest.approx(0.10)


@pytest.mark.parametrize("looks", [(), (0.5, 0.5), (0.5, 0.4), (0, 1), (0.5, 1.1)])
def test_looks_must_rise(looks):
    with pytest.raises(ValueError, match="rise"):
        look_boundaries(looks)


def test_bad_input():
    with pytest.raises(ValueError, match="above 0"):
        always_valid_reach(0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        spent_error(1.5)
    with pytest.raises(ValueError, match="two people"):
        always_valid_interval([1], [1, 2])
    with pytest.raises(ValueError, match="1 or more"):
        always_valid_interval([1, 2], [1, 2], planned_units=0)
