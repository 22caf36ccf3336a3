from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta

from accrue_stats.lifetime.checks import holdout_check, size_refusals
from accrue_stats.lifetime.customers import summarise_customers
from accrue_stats.lifetime.forecast import purchases_while_alive
from accrue_stats.lifetime.purchases import BgNbd, fit_bg_nbd
from accrue_stats.tests.cdnow import cdnow_purchases, cdnow_summary, day
from accrue_stats.tests.worlds import customers


@pytest.fixture(scope="module")
def cdnow():
    data = cdnow_summary()
    return data, fit_bg_nbd(data["x"], data["t_x"], data["T"])


def test_the_published_parameters(cdnow):
    _, model = cdnow
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx(
        (0.2426, 4.4135, 0.7929, 2.4258), rel=1e-3
    )
    assert model.log_likelihood == pytest.approx(-9_582.43, abs=0.01)
    assert model.customers == 2_357


def test_the_published_customer(cdnow):
    _, model = cdnow
    assert model.p_alive(2, 30.43, 38.86) == pytest.approx(0.72661, abs=5e-5)
    assert model.expected_purchases(39, 2, 30.43, 38.86) == pytest.approx(1.22591, abs=5e-5)


def test_the_unit_of_time_does_not_matter(cdnow):
    data, weeks = cdnow
    days = fit_bg_nbd(data["x"], data["t_x"] * 7, data["T"] * 7)
    assert (days.r, days.alpha, days.a, days.b) == pytest.approx(
        (weeks.r, weeks.alpha * 7, weeks.a, weeks.b), rel=1e-5
    )
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - data["x"].sum() * np.log(7), rel=1e-9)
    assert days.expected_purchases(70, 2, 210, 270) == pytest.approx(
        weeks.expected_purchases(10, 2, 30, 270 / 7), rel=1e-4
    )


def test_the_holdout_of_cdnow_from_its_purchases():
    person, when, value = cdnow_purchases()
    people = summarise_customers(
        person, when, value, calibration_end=day("19970930"), holdout_end=day("19980630"), days_per_period=7
    )
    model = fit_bg_nbd(people.frequency, people.recency, people.observed)
    assert model.log_likelihood == pytest.approx(-9_582.43, abs=0.01)
    found = holdout_check(model, people.frequency, people.recency, people.observed, people.holdout, 39)
    assert found.actual == 1_882
    assert found.refusals == ()
    assert abs(found.predicted / found.actual - 1) < 0.2
    assert found.mae < found.naive_mae
    assert found.correlation > 0.6


@pytest.mark.parametrize(
    "truth",
    [
        {"r": 0.25, "alpha": 4.5, "a": 0.8, "b": 2.4},
        {"r": 1.5, "alpha": 5.0, "a": 0.3, "b": 4.0},
        {"r": 3.0, "alpha": 10.0, "a": 1.5, "b": 2.0},
        {"r": 0.8, "alpha": 40.0, "a": 0.5, "b": 5.0},
    ],
    ids=str,
)
def test_it_finds_the_world_it_came_from(truth):
    x, tx, observed, later = customers(np.random.default_rng(3), 3_000, **truth, known=52, ahead=26)
    model = fit_bg_nbd(x, tx, observed)
    true_model = BgNbd(**truth, log_likelihood=0.0, customers=0)
    # the fit beats the truth on its own sample, though by little, and predicts like it
    mean_rate, true_rate = model.r / model.alpha, truth["r"] / truth["alpha"]
    assert mean_rate == pytest.approx(true_rate, rel=0.1)
    assert model.expected_purchases(26, x, tx, observed).sum() == pytest.approx(
        true_model.expected_purchases(26, x, tx, observed).sum(), rel=0.1
    )
    check = holdout_check(model, x, tx, observed, later, 26)
    assert check.refusals == ()
    assert check.predicted == pytest.approx(check.actual, rel=0.1)


def test_probabilities_of_being_alive_are_calibrated():
    rng, truth = np.random.default_rng(4), {"r": 2.0, "alpha": 4.0, "a": 1.0, "b": 3.0}
    x, tx, observed, later = customers(rng, 6_000, **truth, known=30, ahead=400)
    alive = BgNbd(**truth, log_likelihood=0.0, customers=0).p_alive(x, tx, observed)
    # whoever still is alive buys again some time, nearly surely within 400 periods
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.999)):
        among = (alive >= low) & (alive < high)
        assert among.sum() > 50
        assert np.mean(later[among] > 0) == pytest.approx(alive[among].mean(), abs=0.05)


@pytest.mark.parametrize("shape", [0.3, 2.0, 60.0, 900.0])
@pytest.mark.parametrize("a", [0.02, 0.8, 1.0, 1.0 + 1e-9, 3.0, 40.0])
@pytest.mark.parametrize("b", [0.2, 2.4, 300.0])
@pytest.mark.parametrize("ahead", [0.01, 1.0, 20.0])
def test_the_closed_form_is_the_expectation(shape, a, b, ahead):
    def integrand(chance):
        # by the quantile function, so that the ends of the Beta do no harm
        p = beta.ppf(chance, a, b)
        return shape * ahead if p < 1e-280 else -np.expm1(-shape * np.log1p(p * ahead)) / p

    expected, error = quad(integrand, 0, 1, limit=400)
    found = purchases_while_alive(shape, a, b, ahead)
    assert found == pytest.approx(expected, rel=1e-4, abs=10 * error)


def test_at_the_pole_of_the_closed_form():
    # a + b = 1 with no repeat purchase; and a model whose stopping chances are all but equal
    near, at = purchases_while_alive(0.5, 0.4, 0.601, 2.0), purchases_while_alive(0.5, 0.4, 0.6, 2.0)
    assert at == pytest.approx(near, rel=1e-3)
    equal = purchases_while_alive(3.0, 2e6, 8e6, 4.0)
    assert equal == pytest.approx((1 - (1 + 0.2 * 4) ** -3.0) / 0.2, rel=1e-5)


def test_nothing_is_bought_in_no_time_and_ever_more_in_more(cdnow):
    data, model = cdnow
    few = slice(0, 200)
    times = [
        model.expected_purchases(t, data["x"][few], data["t_x"][few], data["T"][few]) for t in (0, 1, 10, 100)
    ]
    assert np.all(times[0] == 0)
    assert all(np.all(later > sooner) for sooner, later in pairwise(times))
    assert model.expected_purchases_new(0) == 0
    assert model.expected_purchases_new(39) == pytest.approx(model.expected_purchases(39, 0, 0, 0))


def test_a_very_active_customer_stays_a_number(cdnow):
    _, model = cdnow
    # about ten a week, less what is lost when one in 2,500 purchases is the last
    assert 440 < model.expected_purchases(52, 2_000, 200, 200) < 510
    assert model.p_alive(2_000, 100, 200) == pytest.approx(0, abs=1e-12)
    assert np.all(np.isfinite(model.expected_purchases(1e6, [0, 3, 500], [0, 5, 9], [1e-3, 9, 10])))


def test_equal_customers_and_order_do_not_matter(cdnow):
    data, _ = cdnow
    few = {key: values[:400] for key, values in data.items()}
    mixed = np.random.default_rng(5).permutation(np.repeat(np.arange(400), 2))
    one = fit_bg_nbd(few["x"], few["t_x"], few["T"])
    twice = fit_bg_nbd(few["x"][mixed], few["t_x"][mixed], few["T"][mixed])
    assert (twice.r, twice.b) == pytest.approx((one.r, one.b), rel=1e-4)
    assert twice.log_likelihood == pytest.approx(2 * one.log_likelihood)


def test_customers_who_never_stop_end_at_a_limit_not_in_an_error():
    rng = np.random.default_rng(6)
    x = rng.poisson(10, 500).astype(float)
    model = fit_bg_nbd(x, np.where(x > 0, 9.9, 0), np.full(500, 10.0))
    assert np.all(model.p_alive(x, np.where(x > 0, 9.9, 0), 10) > 0.95)
    assert model.expected_purchases(10, 10, 9.9, 10) == pytest.approx(10, rel=0.1)


def test_too_few_repeaters_are_refused():
    assert size_refusals([1] * 100 + [0] * 900) == ()
    (refusal,) = size_refusals([1] * 99 + [0] * 900)
    assert refusal.reason == "Only 99 customers bought again; at least 100 are needed."


def test_a_holdout_that_went_differently_is_refused(cdnow):
    data, model = cdnow
    arguments = (model, data["x"], data["t_x"], data["T"])
    expected = model.expected_purchases(39, data["x"], data["t_x"], data["T"])
    assert [r.code for r in holdout_check(*arguments, expected * 1.3, 39).refusals] == [
        "lifetime.holdout_total"
    ]
    nobody = holdout_check(*arguments, np.zeros(2_357), 39)
    assert "1," in nobody.refusals[0].reason
    assert nobody.correlation is None
    own_rate = data["x"] / data["T"] * 39
    assert "lifetime.naive_better" in {r.code for r in holdout_check(*arguments, own_rate, 39).refusals}


@pytest.mark.parametrize(
    ("x", "tx", "observed", "words"),
    [
        ([1, np.nan], [1, 1], [2, 2], "frequency holds 1 missing"),
        ([1, 1.5], [1, 1], [2, 2], "whole number.*customer 2"),
        ([1, 1], [1, 3], [2, 2], "must not be later than T.*customer 2"),
        ([0, 1], [1, 1], [2, 2], "recency must be 0.*customer 1"),
        ([1, 1], [1], [2, 2], "differ in length"),
        ([], [], [], "no customers"),
        ([1, 2], [0, 0], [0, 0], "observed for any time"),
        ([0, 0], [0, 0], [2, 2], "nobody bought a second time"),
        ([1, -1], [1, 0], [2, 2], "0 or more"),
        ([1, 1], [1, -1], [2, 2], "negative"),
    ],
)
def test_bad_summaries_are_named(x, tx, observed, words):
    with pytest.raises(ValueError, match=words):
        fit_bg_nbd(x, tx, observed)
