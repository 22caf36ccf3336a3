import numpy as np
import pytest

from accrue_stats.lifetime.checks import spend_refusals
from accrue_stats.lifetime.spend import GammaGamma, fit_gamma_gamma
from accrue_stats.tests.cdnow import cdnow_summary
from accrue_stats.tests.worlds import spending


def test_the_published_parameters():
    data = cdnow_summary()
    model = fit_gamma_gamma(data["x"], data["zbar"])
    assert model.customers == 946
    assert (model.p, model.q, model.v) == pytest.approx((6.250, 3.744, 15.444), rel=5e-4)
    assert spend_refusals(data["x"], data["zbar"]) == ()


@pytest.mark.parametrize("truth", [(6.0, 4.0, 15.0), (1.2, 2.5, 300.0), (30.0, 8.0, 0.02)])
def test_it_finds_the_world_it_came_from(truth):
    p, q, v = truth
    rng = np.random.default_rng(1)
    x = rng.geometric(0.4, 8_000).astype(float)
    model = fit_gamma_gamma(x, spending(rng, x, p=p, q=q, v=v))
    assert (model.p, model.q) == pytest.approx((p, q), rel=0.15)
    assert model.expected_value(0, 0) == pytest.approx(p * v / (q - 1), rel=0.05)


def test_predictions_are_calibrated():
    rng = np.random.default_rng(2)
    x = rng.geometric(0.4, 40_000).astype(float)
    scale = rng.gamma(4.0, 1 / 15.0, x.size)
    own = rng.gamma(6.0 * x) / scale / x
    value = GammaGamma(6.0, 4.0, 15.0, 0.0, 0).expected_value(x, own)
    for low, high in ((0, 20), (20, 35), (35, 80)):
        among = (value >= low) & (value < high)
        assert (6.0 / scale)[among].mean() == pytest.approx(value[among].mean(), rel=0.03)


def test_the_more_is_known_the_more_the_own_mean_counts():
    model = GammaGamma(6.25, 3.744, 15.444, 0.0, 946)
    everyone = float(model.expected_value(0, 0))
    values = [float(model.expected_value(x, 100.0)) for x in (1, 3, 30, 3_000)]
    assert everyone < values[0] < values[1] < values[2] < values[3] < 100.0
    assert values[3] == pytest.approx(100, rel=1e-2)
    assert GammaGamma(6.0, 0.9, 15.0, 0.0, 0).expected_value(0, 0) == np.inf


def test_the_currency_does_not_matter():
    rng = np.random.default_rng(3)
    x = rng.geometric(0.4, 800).astype(float)
    m = spending(rng, x, p=6.0, q=4.0, v=15.0)
    euro, cents = fit_gamma_gamma(x, m), fit_gamma_gamma(x, m * 1e6)
    assert (cents.p, cents.q, cents.v) == pytest.approx((euro.p, euro.q, euro.v * 1e6), rel=1e-4)


def test_whoever_bought_once_or_for_nothing_is_left_out():
    x, m = np.array([0, 1, 2, 3, 1]), np.array([np.nan, 10.0, 12.0, 0.0, -4.0])
    assert fit_gamma_gamma(x, m).customers == 2


def test_spending_that_goes_with_frequency_is_refused():
    rng = np.random.default_rng(4)
    x = rng.geometric(0.3, 500).astype(float)
    (refusal,) = spend_refusals(x, 10 + 5 * x + rng.normal(size=500))
    assert refusal.code == "lifetime.spend_depends_on_frequency"
    assert "0.9" in refusal.reason or "1.00" in refusal.reason


@pytest.mark.parametrize(
    ("x", "m", "words"),
    [
        ([1, 0], [5.0, np.nan], "only 1 customer"),
        ([1, 2], [5.0, 5.0], "exactly the same"),
        ([1, 2], [5.0], "lists of one length"),
        ([1, np.nan], [5.0, 6.0], "frequency must be a number"),
        ([1, 2], [5.0, np.inf], "infinite"),
    ],
)
def test_bad_values_are_named(x, m, words):
    with pytest.raises(ValueError, match=words):
        fit_gamma_gamma(x, m)
