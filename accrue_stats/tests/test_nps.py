import numpy as np
import pytest

from accrue_stats.nps import nps


def test_the_published_example():
    found = nps(100, 60, 40, level=0.95)
    assert found.nps.value == pytest.approx(30.0)
    assert (found.nps.low, found.nps.high) == (
        pytest.approx(19.18, abs=0.005),
        pytest.approx(40.82, abs=0.005),
    )
    assert found.answers == 200
    # (100.75 − 40.75)/203
    assert found.adjusted.value == pytest.approx(29.5566, abs=1e-4)


def test_nobody_answered():
    found = nps(0, 0, 0)
    assert found.nps is None
    assert found.adjusted is None
    assert [r.code for r in found.refusals] == ["nps.no_answers"]


def test_bounds_stay_on_the_scale():
    found = nps(3, 0, 0)
    assert (found.nps.value, found.nps.low, found.nps.high) == (100, 100, 100)
    assert found.adjusted.low < 100
    assert found.adjusted.high <= 100
    assert nps(0, 0, 2).adjusted.low >= -100


def test_swapping_promoters_and_detractors_mirrors_the_score():
    one, other = nps(31, 7, 12), nps(12, 7, 31)
    for a, b in ((one.nps, other.nps), (one.adjusted, other.adjusted)):
        assert (a.value, a.low, a.high) == pytest.approx((-b.value, -b.high, -b.low))


@pytest.mark.parametrize("counts", [(-1, 0, 3), (1.5, 2, 3), (float("nan"), 1, 1), (float("inf"), 1, 1)])
def test_counts_are_whole_numbers(counts):
    with pytest.raises(ValueError, match="whole number"):
        nps(*counts)


@pytest.mark.parametrize("n", [15, 60])
@pytest.mark.parametrize("shares", [(0.5, 0.3, 0.2), (0.8, 0.15, 0.05)])
def test_the_adjusted_interval_covers_in_small_samples(n, shares):
    truth = 100 * (shares[0] - shares[2])
    draws = np.random.default_rng(1).multinomial(n, shares, 1500)
    found = [nps(*(int(c) for c in row), level=0.90).adjusted for row in draws]
    assert np.mean([e.low <= truth <= e.high for e in found]) >= 0.88
