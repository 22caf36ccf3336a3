"""The search for the likeliest models: exact slopes, and Newton's method ends where the search at length does."""

import numpy as np
import pytest

from accrue_stats.lifetime.likelihood import climb, maximise, summit
from accrue_stats.lifetime.purchase_sample import purchase_likelihood, purchase_sample
from accrue_stats.lifetime.spend import repeaters
from accrue_stats.lifetime.spend_sample import spend_likelihood, spend_sample
from accrue_stats.tests.cdnow import cdnow_summary


@pytest.fixture(scope="module", params=["purchases", "spend"])
def model(request):
    """(likelihood of customers that count so often, how many there are, parameters near the top)."""
    data = cdnow_summary()
    if request.param == "purchases":
        sample = purchase_sample(data["x"], data["t_x"], data["T"])
        n = data["x"].size
        return (
            lambda p, weight: purchase_likelihood(p, sample, sample.counts(weight)),
            n,
            (0.24, 4.4, 0.8, 2.4),
        )
    x, m, _ = repeaters(data["x"], data["zbar"])
    sample = spend_sample(x, m)
    return lambda p, weight: spend_likelihood(p, sample, weight), x.size, (6.2, 3.7, 15.4)


def test_the_slope_and_the_curvature_are_those_of_the_value(model):
    likelihood, n, start = model
    weight = np.random.default_rng(1).poisson(1.0, n).astype(float)
    at, nudge = np.log(start) + 0.3, 1e-5
    _, gradient, curvature = likelihood(np.exp(at), weight)
    for i, step in enumerate(np.eye(at.size) * nudge):
        up, down = likelihood(np.exp(at + step), weight), likelihood(np.exp(at - step), weight)
        assert (up[0] - down[0]) / (2 * nudge) == pytest.approx(gradient[i], rel=1e-5, abs=1e-3)
        assert (up[1] - down[1]) / (2 * nudge) == pytest.approx(curvature[i], rel=1e-5, abs=1e-3)


def test_newton_ends_where_the_search_at_length_does(model):
    likelihood, n, start = model
    for seed in range(4):
        weight = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n)).astype(float)
        climbed = climb(lambda p, w=weight: likelihood(p, w), start, n)
        searched = maximise(lambda p, w=weight: likelihood(p, w)[:2], [start], n)
        assert climbed == pytest.approx(searched, rel=1e-6)
        assert np.abs(likelihood(climbed, weight)[1]).max() < 1e-6  # level, of a likelihood of thousands


def test_a_hill_without_top_is_searched_at_length():
    def rising(p):
        return float(-1 / (1 + p[0])), np.array([p[0] / (1 + p[0]) ** 2]), np.array([[0.0]])

    assert climb(rising, (1.0,), 1.0) is None
    assert summit(rising, [(1.0,)], 1.0)[0] > 1e4
