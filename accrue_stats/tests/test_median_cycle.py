import numpy as np
import pytest

from accrue_stats.survival.median_cycle import median_cycle


def test_without_open_deals_it_is_the_median_of_the_won():
    time = [1, 2, 3, 10, 20, 5, 6]
    cause = [1, 1, 1, 1, 1, 2, 2]
    found = median_cycle(time, cause, horizon=100)
    assert found.value == 3
    assert found.low <= 3 <= found.high
    assert median_cycle(time, cause, horizon=3).value == 2
    assert median_cycle(time, [2] * 7, horizon=100) is None
    assert median_cycle(time, cause, horizon=0.5) is None


def test_open_deals_do_not_bend_it_and_intervals_cover():
    rng, hits, naive = np.random.default_rng(1), [], []
    # won after about 40 days, lost after about 60; half won within 120 days of what is won within 120
    grid = np.linspace(0, 120, 4_001)
    share = 1 - np.exp(-grid / 24)
    truth = grid[np.argmax(share >= share[-1] / 2)]
    for seed in range(150):
        won, lost, watched = rng.exponential(40, 400), rng.exponential(60, 400), rng.uniform(0, 200, 400)
        time = np.minimum(np.minimum(won, lost), watched)
        cause = np.select([time == won, time == lost], [1, 2], 0)
        found = median_cycle(time, cause, horizon=120, draws=100, seed=seed)
        hits.append(found.low <= truth <= found.high)
        naive.append(np.median(time[cause == 1]) < truth)
    assert np.mean(hits) >= 0.84
    assert np.mean(naive) > 0.75


def test_the_same_seed_and_any_order_give_the_same():
    rng = np.random.default_rng(2)
    time, cause = rng.integers(0, 90, 300), rng.integers(0, 3, 300)
    order = rng.permutation(300)
    assert median_cycle(time, cause, horizon=80) == median_cycle(time[order], cause[order], horizon=80)


def test_bad_lists():
    with pytest.raises(ValueError, match="one time and one cause"):
        median_cycle([1, 2], [1], horizon=3)


def test_too_few_have_no_bounds():
    found = median_cycle([29.0, 31.0, 40.0], [1, 1, 2], horizon=60)
    assert (found.value, found.low, found.high) == (29.0, -np.inf, np.inf)
