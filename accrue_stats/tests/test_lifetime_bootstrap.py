import numpy as np
import pytest

from accrue_stats.lifetime.bootstrap import customer_intervals, figure_of_models, model_draws
from accrue_stats.lifetime.purchases import BgNbd, fit_bg_nbd
from accrue_stats.lifetime.spend import GammaGamma, fit_gamma_gamma
from accrue_stats.tests.cdnow import cdnow_summary
from accrue_stats.tests.worlds import customers, spending

NEAR = BgNbd(0.2426, 4.4135, 0.7929, 2.4258, 0.0, 0)
NEAR_SPEND = GammaGamma(6.25, 3.744, 15.444, 0.0, 0)


@pytest.fixture(scope="module")
def cdnow():
    d = cdnow_summary()
    x, tx, t, m = d["x"], d["t_x"], d["T"], d["zbar"]
    return fit_bg_nbd(x, tx, t, start=NEAR), fit_gamma_gamma(x, m, start=NEAR_SPEND), (x, tx, t), m


def test_a_step_spreads_as_fitting_anew_does(cdnow):
    model, spend, (x, tx, t), m = cdnow
    drawn = model_draws(model, spend, x, tx, t, m)
    again, rng = [], np.random.default_rng(1)
    for _ in range(12):
        weight = rng.multinomial(x.size, np.full(x.size, 1 / x.size)).astype(float)
        refit = fit_bg_nbd(x, tx, t, weight=weight, start=model)
        again.append(np.log([refit.r, refit.alpha, refit.a, refit.b]))
    # with 12 refits a standard deviation is known to a fifth; twice that either way
    ratio = drawn.purchases.std(axis=0) / np.std(again, axis=0, ddof=1)
    assert np.all((ratio > 0.55) & (ratio < 1.8))
    assert np.all(np.abs(drawn.purchases.mean(axis=0)) < 0.03)


def test_bounds_hold_the_value_and_are_wider_at_a_higher_level(cdnow):
    model, spend, (x, tx, t), m = cdnow
    drawn = model_draws(model, spend, x, tx, t, m, draws=100)
    found, wide = (
        customer_intervals(model, spend, x, tx, t, m, drawn, periods=39, level=level) for level in (0.8, 0.95)
    )
    assert found.purchases == pytest.approx(model.expected_purchases(39, x, tx, t))
    assert np.all((found.purchases_low <= found.purchases) & (found.purchases <= found.purchases_high))
    assert np.all((found.value_low < found.value) & (found.value < found.value_high))
    assert np.all(wide.value_high - wide.value_low >= found.value_high - found.value_low)
    assert found.value == pytest.approx(found.purchases * spend.expected_value(x, m))


def test_the_same_seed_gives_the_same_bits_and_coins_do_not_matter(cdnow):
    model, spend, (x, tx, t), m = cdnow
    one, again = (model_draws(model, spend, x, tx, t, m, draws=20, seed=7) for _ in range(2))
    assert np.array_equal(one.purchases, again.purchases)
    cents = GammaGamma(spend.p, spend.q, spend.v * 100, 0.0, 0)
    in_cents = model_draws(model, cents, x, tx, t, m * 100, draws=20, seed=7)
    assert in_cents.spend == pytest.approx(one.spend, rel=1e-4, abs=1e-6)


def test_intervals_cover_what_the_true_model_expects():
    truth, worth = {"r": 0.8, "alpha": 6.0, "a": 0.9, "b": 2.5}, {"p": 5.0, "q": 4.0, "v": 15.0}
    exact, exact_worth = (
        BgNbd(**truth, log_likelihood=0.0, customers=0),
        GammaGamma(**worth, log_likelihood=0.0, customers=0),
    )
    hits = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        x, tx, t, _ = customers(rng, 1_200, **truth, known=52, ahead=1)
        m = spending(rng, x, **worth)
        model, spend = fit_bg_nbd(x, tx, t, start=exact), fit_gamma_gamma(x, m, start=exact_worth)
        drawn = model_draws(model, spend, x, tx, t, m, draws=150, seed=seed)
        found = customer_intervals(model, spend, x, tx, t, m, drawn, periods=26)
        true = exact.expected_purchases(26, x, tx, t) * exact_worth.expected_value(x, np.nan_to_num(m))
        hits.append(np.mean((found.value_low <= true) & (true <= found.value_high)))
    assert np.mean(hits) >= 0.78  # 8 worlds of a nominal 90 %, whose customers all err together


def test_a_figure_of_the_models(cdnow):
    model, spend, (x, tx, t), m = cdnow
    drawn = model_draws(model, spend, x, tx, t, m, draws=60)
    found = figure_of_models(lambda a, b: a.r / a.alpha, model, spend, drawn)
    assert found.low < found.value < found.high
    assert found.value == pytest.approx(model.r / model.alpha)
    alone = model_draws(model, None, x, tx, t, draws=5)
    assert alone.spend is None
    assert customer_intervals(model, None, x, tx, t, None, alone, periods=1).value is None
    with pytest.raises(ValueError, match="no model of spend"):
        figure_of_models(lambda a, b: 1.0, model, spend, alone)
