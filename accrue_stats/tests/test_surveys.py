import numpy as np
import pytest

from accrue_stats.nps import nps, nps_change
from accrue_stats.shares import newcombe, wilson
from accrue_stats.surveys import design_effect, mean_score, satisfied, satisfied_change


def test_answers_of_different_people_have_no_design_effect():
    assert design_effect([1, 0, 1, 1], ["a", "b", "c", "d"]) == 1
    assert design_effect([], []) == 1
    assert design_effect([3, 3, 3], ["a", "a", "b"]) == 1
    with pytest.raises(ValueError, match="3 answers of 2 people"):
        design_effect([1, 2, 3], ["a", "b"])


def test_people_who_repeat_themselves_count_once():
    rng = np.random.default_rng(1)
    once = rng.integers(0, 2, 400).astype(float)
    people = np.arange(400)
    assert design_effect(np.tile(once, 3), np.tile(people, 3)) == pytest.approx(3, rel=0.01)
    thrice = satisfied(np.tile(once * 5, 3), np.tile(people, 3), best=5)
    alone = satisfied(once * 5, people, best=5)
    assert (thrice.low, thrice.high) == pytest.approx((alone.low, alone.high), abs=1e-3)


def test_two_best_boxes():
    found = satisfied([5, 4, 3, 2, 4, 1], range(6), best=5, level=0.95)
    expected = wilson(3, 6, 0.95)
    assert (found.value, found.low, found.high) == (0.5, expected.low, expected.high)
    assert satisfied([10, 9, 8, 7], range(4), best=10).value == 0.5
    assert satisfied([], [], best=5) is None
    change = satisfied_change(([5, 1, 1], range(3)), ([4, 4, 1], range(3)), best=5, level=0.95)
    assert change == newcombe((1, 3), (2, 3), 0.95)
    assert satisfied_change(([5], [1]), ([], []), best=5) is None


def test_mean_effort():
    found = mean_score([1, 3, 5, 7], list("abcd"), level=0.95)
    assert (found.value, found.se) == pytest.approx((4, 1.290994))
    assert found.high == pytest.approx(4 + 3.182446 * 1.290994)
    assert mean_score([1, 2], ["a", "a"]) is None


def test_change_of_nps_covers():
    rng, hits = np.random.default_rng(2), []
    early, late = (0.4, 0.4, 0.2), (0.55, 0.3, 0.15)
    truth = 100 * ((late[0] - late[2]) - (early[0] - early[2]))
    for a, b in zip(rng.multinomial(40, early, 600), rng.multinomial(60, late, 600), strict=True):
        found = nps_change(nps(*a), nps(*b))
        hits.append(found.low <= truth <= found.high)
    assert 0.87 <= np.mean(hits) <= 0.96


def test_change_of_nps_at_the_ends_and_without_answers():
    found = nps_change(nps(0, 0, 5), nps(5, 0, 0))
    assert found.value == 200
    assert found.low < 200 <= found.high
    assert nps_change(nps(0, 0, 0), nps(1, 1, 1)) is None
    with pytest.raises(ValueError, match="same level"):
        nps_change(nps(1, 1, 1, 0.9), nps(1, 1, 1, 0.8))


def test_a_design_effect_widens():
    plain, wide = nps(100, 60, 40, 0.95), nps(100, 60, 40, 0.95, design_effect=4)
    assert wide.nps.se == pytest.approx(2 * plain.nps.se)
    with pytest.raises(ValueError, match="1 or more"):
        nps(1, 1, 1, design_effect=0.5)
