import numpy as np
import pytest

from accrue_stats.estimate import Estimate
from accrue_stats.productivity import cashable, minutes_saved, rate_change, untouched_check


def work(rng, users=12, saved=3.0, tasks=20, spread=1.0):
    """Tasks of users of their own pace and their own gain; the gain is `saved` on average."""
    user = np.repeat(np.arange(users), 2 * tasks)
    after = np.tile(np.repeat([False, True], tasks), users)
    pace = rng.normal(30, 8, users)[user]
    gain = rng.normal(saved, spread, users)[user]
    return np.maximum(pace - after * gain + rng.normal(0, 3, user.size), 0), user, after


def test_it_is_the_change_of_each_user_weighed_by_their_tasks_after():
    # a: 10 → 8 (3 tasks after), b: 20 → 19 (1 task after), c only after
    minutes = [10, 10, 8, 8, 8, 20, 19, 50]
    user = ["a", "a", "a", "a", "a", "b", "b", "c"]
    after = [False, False, True, True, True, False, True, True]
    found = minutes_saved(minutes, user, ["x"] * 8, after)
    assert found.per_task.value == pytest.approx((3 * 2 + 1) / 4)
    assert found.hours.value == pytest.approx(7 / 60)
    assert (found.users, found.tasks) == (2, 4)
    assert [one.code for one in found.refusals] == ["productivity.too_few_users"]


def test_more_of_the_quick_task_saves_nothing():
    minutes = [60, 10, 60, 10, 10, 10] * 6
    user, kind = np.repeat(np.arange(6), 6), ["long", "short", "long", "short", "short", "short"] * 6
    after = [False, False, True, True, True, True] * 6
    found = minutes_saved(minutes, user, kind, after)
    assert (found.per_task.value, found.per_task.se) == (0, 0)


def test_intervals_cover_and_tasks_are_not_taken_for_users():
    rng, hits, widths = np.random.default_rng(1), [], []
    for _ in range(500):
        minutes, user, after = work(rng)
        found = minutes_saved(minutes, user, np.zeros(user.size), after)
        hits.append(found.per_task.low <= 3 <= found.per_task.high)
        widths.append(found.per_task.se)
    assert 0.86 <= np.mean(hits) <= 0.94
    # each task for itself would claim √(2 × 9/240) = .27 of noise beside the users' own .29
    assert np.mean(widths) > 0.35


def test_order_and_unit_do_not_matter():
    minutes, user, after = work(np.random.default_rng(2))
    one = minutes_saved(minutes, user, np.zeros(user.size), after)
    order = np.random.default_rng(3).permutation(user.size)
    other = minutes_saved(minutes[order] * 60, user[order], np.zeros(user.size), after[order])
    assert other.per_task.low == pytest.approx(one.per_task.low * 60)


def test_an_untouched_task_that_moved_is_refused():
    rng = np.random.default_rng(4)
    for saved, passed in ((0.0, True), (6.0, False)):
        minutes, user, after = work(rng, saved=saved)
        check, refusal = untouched_check(minutes_saved(minutes, user, np.zeros(user.size), after))
        assert check.passed is passed
        assert (refusal is None) is passed
    nothing = untouched_check(minutes_saved([], [], [], []))
    assert (nothing[0].passed, nothing[1]) == (None, None)
    still = untouched_check(minutes_saved([5] * 8, [0, 0, 1, 1, 2, 2, 3, 3], [0] * 8, [0, 1] * 4))
    assert still[0].passed is True


def test_only_what_is_realised_is_money():
    hours = Estimate(100.0, 80.0, 120.0, 0.9, 10.0)
    found = cashable(hours, hourly_rate=60, realisation=0.4, adoption=0.5)
    assert (found.value, found.low, found.high) == (1_200, 960, 1_440)
    with pytest.raises(ValueError, match="between 0 and 1"):
        cashable(hours, hourly_rate=60, realisation=1.4)


def test_rates_of_the_same_units():
    found = rate_change([10, 20], [2, 4], [30, 10], [3, 2])
    assert found.value == pytest.approx(40 / 5 - 30 / 6)
    assert rate_change([1], [1], [2], [1]) is None
    with pytest.raises(ValueError, match="some time"):
        rate_change([1, 2], [1, 0], [1, 2], [1, 1])


def test_intervals_of_rates_cover():
    rng, hits = np.random.default_rng(5), []
    for _ in range(500):
        pace, before, after = rng.gamma(3, 1, 40), rng.uniform(3, 12, 40), rng.uniform(3, 9, 40)
        found = rate_change(rng.poisson(pace * before), before, rng.poisson(pace * 1.2 * after), after)
        hits.append(found.low <= 0.6 <= found.high)
    assert 0.84 <= np.mean(hits) <= 0.95


def test_bad_input():
    with pytest.raises(ValueError, match="negative"):
        minutes_saved([-1, 2], [0, 0], [0, 0], [0, 1])
    with pytest.raises(ValueError, match="of each task"):
        minutes_saved([1, 2], [0], [0, 0], [0, 1])
