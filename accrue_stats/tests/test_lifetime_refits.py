"""The customer bootstrap of the models of purchases and spend."""

from dataclasses import replace

import numpy as np
import pytest

from accrue_stats.lifetime.purchases import fit_bg_nbd
from accrue_stats.lifetime.refits import lifetime_intervals
from accrue_stats.lifetime.spend import fit_gamma_gamma
from accrue_stats.lifetime.value import total_lifetime_value
from accrue_stats.tests.test_lifetime_value import SPEND, WORLD
from accrue_stats.tests.worlds import customers, spending


def world(seed, n=300):
    rng = np.random.default_rng(seed)
    x, tx, observed, _ = customers(rng, n, **WORLD, known=40, ahead=0)
    m = spending(rng, x, **SPEND)
    return (fit_bg_nbd(x, tx, observed), fit_gamma_gamma(x, m)), (x, tx, observed, m)


def test_the_total_is_that_of_the_lifetime_value_without_discount():
    models, data = world(1)
    found = lifetime_intervals(*models, *data, periods=26, seed=3, resamples=8)
    known = total_lifetime_value(*data, periods=26, seed=3, resamples=8)
    assert (found.value.value, found.value.low, found.value.high) == pytest.approx(
        (known.value, known.low, known.high), rel=1e-9
    )


def test_seeded_and_wider_when_surer():
    models, data = world(2)
    one, again, other = (
        lifetime_intervals(*models, *data, periods=26, seed=seed, resamples=10) for seed in (1, 1, 2)
    )
    assert one == again != other
    sure = lifetime_intervals(*models, *data, periods=26, seed=1, resamples=10, level=0.99)
    for name in ("r", "alpha", "a", "b"):
        assert sure.model[name].low <= one.model[name].low <= one.model[name].value
        assert one.model[name].value <= one.model[name].high <= sure.model[name].high


def test_without_spend_only_purchases():
    (model, _), (x, tx, observed, _) = world(3)
    found = lifetime_intervals(model, None, x, tx, observed, None, periods=26, resamples=5)
    assert (found.spend, found.value) == (None, None)
    assert found.purchases.value == pytest.approx(model.expected_purchases(26, x, tx, observed).sum())


def test_a_mean_spend_that_is_infinite_makes_no_total():
    (model, spend), data = world(4)
    found = lifetime_intervals(model, replace(spend, q=0.9), *data, periods=26, resamples=3)
    assert found.value is None


def test_one_resample_is_no_interval():
    models, data = world(5)
    with pytest.raises(ValueError, match="at least 2 resamples"):
        lifetime_intervals(*models, *data, periods=26, resamples=1)


@pytest.mark.slow
def test_the_parameters_are_covered():
    hits = []
    for seed in range(20):
        models, data = world(100 + seed, n=600)
        found = lifetime_intervals(*models, *data, periods=26, seed=seed, resamples=40)
        for group, truth in ((found.model, {"r": WORLD["r"]}), (found.spend, {"q": SPEND["q"]})):
            hits += [group[name].low <= value <= group[name].high for name, value in truth.items()]
    assert np.mean(hits) >= 0.75  # 0.90 less three standard errors of forty, which are not quite independent
