import numpy as np
import pytest

from accrue_stats.lifetime.purchases import BgNbd, fit_bg_nbd
from accrue_stats.lifetime.spend import GammaGamma, fit_gamma_gamma
from accrue_stats.lifetime.value import lifetime_values, total_lifetime_value
from accrue_stats.tests.cdnow import cdnow_summary
from accrue_stats.tests.worlds import customers, spending

WORLD = {"r": 0.8, "alpha": 6.0, "a": 0.8, "b": 2.4}
SPEND = {"p": 6.0, "q": 4.0, "v": 15.0}


def test_without_discount_it_is_purchases_times_value():
    data = {key: values[:300] for key, values in cdnow_summary().items()}
    model, spend = fit_bg_nbd(data["x"], data["t_x"], data["T"]), fit_gamma_gamma(data["x"], data["zbar"])
    columns = (data["x"], data["t_x"], data["T"])
    worth = lifetime_values(model, spend, *columns, data["zbar"], periods=52)
    assert worth == pytest.approx(
        model.expected_purchases(52, *columns) * spend.expected_value(data["x"], data["zbar"])
    )
    cheaper = lifetime_values(model, spend, *columns, data["zbar"], periods=52, rate_per_period=0.002)
    assert np.all((cheaper < worth) & (cheaper > worth / 1.002**52))


def test_the_stretches_are_short_enough():
    model, spend = (
        BgNbd(**WORLD, log_likelihood=0, customers=0),
        GammaGamma(**SPEND, log_likelihood=0, customers=0),
    )
    rough = lifetime_values(model, spend, [3], [20], [30], [40], periods=104, rate_per_period=0.003)[0]
    weekly = np.diff([float(model.expected_purchases(t, 3, 20, 30)) for t in range(105)])
    fine = np.sum(weekly * 1.003 ** -(np.arange(104) + 0.5)) * float(spend.expected_value(3, 40))
    assert rough == pytest.approx(fine, rel=1e-3)


@pytest.mark.slow
def test_the_bootstrap_covers():
    hits = []
    true_model = BgNbd(**WORLD, log_likelihood=0, customers=0)
    true_spend = GammaGamma(**SPEND, log_likelihood=0, customers=0)
    # what a customer of this world is worth on average
    x, tx, observed, _ = customers(np.random.default_rng(99), 20_000, **WORLD, known=40, ahead=0)
    m = spending(np.random.default_rng(98), x, **SPEND)
    truth = lifetime_values(true_model, true_spend, x, tx, observed, m, periods=26).mean()
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x, tx, observed, _ = customers(rng, 300, **WORLD, known=40, ahead=0)
        found = total_lifetime_value(
            x, tx, observed, spending(rng, x, **SPEND), periods=26, seed=seed, resamples=30, level=0.90
        )
        hits.append(found.low <= 300 * truth <= found.high)
    assert np.mean(hits) >= 0.69  # 0.90 less three standard errors of twenty runs


def test_the_same_seed_gives_the_same_interval():
    rng = np.random.default_rng(1)
    x, tx, observed, _ = customers(rng, 200, **WORLD, known=40, ahead=0)
    m = spending(rng, x, **SPEND)
    one, again, other = (
        total_lifetime_value(x, tx, observed, m, periods=26, seed=seed, resamples=10) for seed in (1, 1, 2)
    )
    assert one == again != other


def test_bad_horizons_and_rates_are_named():
    model, spend = (
        BgNbd(**WORLD, log_likelihood=0, customers=0),
        GammaGamma(**SPEND, log_likelihood=0, customers=0),
    )
    with pytest.raises(ValueError, match="horizon must be"):
        lifetime_values(model, spend, [0], [0], [1], [np.nan], periods=0)
    with pytest.raises(ValueError, match="rate must be"):
        lifetime_values(model, spend, [0], [0], [1], [np.nan], periods=1, rate_per_period=-1)
