"""Whatever numbers come in – huge, tiny, tied, constant, heavy-tailed –, an answer is finite and in order, or a ValueError.

Never a warning, a NaN, a bound on the wrong side of its value, or an error that names no cause.
"""

import warnings

import numpy as np
import pytest

from accrue_stats import cashflow
from accrue_stats.compose.statement import Line, compose
from accrue_stats.holdout.effect import holdout_effect
from accrue_stats.lifetime.purchases import fit_bg_nbd
from accrue_stats.lifetime.spend import fit_gamma_gamma
from accrue_stats.rollout.cohorts import NEVER
from accrue_stats.rollout.effect import rollout_effect
from accrue_stats.timeline.effect import timeline_effect


def anything(rng, n):
    size = 10.0 ** rng.integers(-12, 13)
    kinds = (
        lambda: rng.normal(size=n) * size,
        lambda: rng.integers(0, 3, n) * size,
        lambda: np.full(n, size),
        lambda: rng.lognormal(0, 3, n) * size,
        lambda: np.zeros(n),
        lambda: np.where(rng.random(n) < 0.02, size, 0),
        lambda: np.arange(n) * size,
        lambda: size + rng.normal(size=n) * size * 1e-9,
        lambda: rng.standard_cauchy(n) * size,
    )
    return kinds[rng.integers(len(kinds))]()


def in_order(estimate):
    return estimate is None or estimate.low <= estimate.value <= estimate.high


def finite(estimate):
    return estimate is None or (in_order(estimate) and np.isfinite([estimate.low, estimate.high]).all())


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("seed", range(60))
def test_holdout(seed):
    rng = np.random.default_rng(seed)
    control, treated = rng.integers(2, 400, 2)
    before = (
        {"pre_control": anything(rng, control), "pre_treated": anything(rng, treated)} if seed % 2 else {}
    )
    found = holdout_effect(anything(rng, control), anything(rng, treated), **before)
    assert all(finite(e) for e in (found.effect, found.total, found.relative, found.adjusted))


@pytest.mark.parametrize("seed", range(40))
def test_timeline(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 140))
    post = int(rng.integers(1, max(2, n // 3)))
    control = anything(rng, n) if seed % 2 else None
    found = timeline_effect(anything(rng, n), post, season=(None, 7, 12, 52)[seed % 4], control=control)
    assert all(finite(e) for e in (found.effect, found.total))
    assert in_order(found.relative)
    assert found.effect is not None or found.refusals


@pytest.mark.parametrize("seed", range(60))
def test_rollout(seed):
    rng = np.random.default_rng(seed)
    n, periods = int(rng.integers(1, 20)), int(rng.integers(2, 16))
    values = anything(rng, n * periods).reshape(n, periods)
    adopted = np.where(rng.random(n) < 0.3, NEVER, rng.integers(0, periods + 3, n))
    control = ("never", "notyet")[seed % 2]
    found = rollout_effect(values, adopted, control=control, anticipation=seed % 3)
    averages = (found.att, found.dynamic, found.group, found.calendar, found.total)
    assert all(finite(e) for e in (*averages, *(one.effect for one in found.by_event_time)))
    assert all(h.low <= h.high for h in found.honest)
    assert found.att is not None or found.refusals


@pytest.mark.parametrize("seed", range(40))
def test_lifetime_and_spend(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(5, 120))
    x = rng.poisson(rng.gamma(0.5, 2, n)).astype(float)
    x[:2] = 1, 4
    observed = rng.uniform(0, 1, n) * 10.0 ** rng.integers(-6, 7)
    recency = np.where(x > 0, observed * rng.random(n), 0)
    model = fit_bg_nbd(x, recency, observed)
    for ahead in (1e-3, 1.0, 1e4):
        assert np.isfinite(model.expected_purchases(ahead * observed.mean(), x, recency, observed)).all()
    value = np.abs(anything(rng, n))
    try:
        spend = fit_gamma_gamma(x, value)
    except ValueError as error:
        assert "learn" in str(error)  # noqa: PT017  (the message is the point, and most seeds raise nothing)
    else:
        assert np.isfinite(spend.log_likelihood)
        assert not np.isnan(spend.expected_value(x, value)).any()


@pytest.mark.parametrize("seed", range(100))
def test_cash(seed):
    rng = np.random.default_rng(seed)
    flows = anything(rng, int(rng.integers(1, 60))) * rng.choice([-1, 1])
    flows[0] = -abs(flows[0]) * rng.integers(1, 40)
    rate, back = cashflow.irr(flows), cashflow.payback(flows)
    assert rate is None or rate >= -1
    assert back is None or 0 <= back < flows.size
    assert np.isfinite(cashflow.npv(0.1, flows))


@pytest.mark.parametrize("seed", range(8))
def test_compose(seed):
    rng = np.random.default_rng(seed)
    lines = []
    for i in range(seed % 4):
        months = anything(rng, 12)
        value = float(months.sum())
        sure = (
            {"se": abs(value) * 0.3},
            {"draws": anything(rng, 30)},
            {},
            {"units": (range(50), anything(rng, 50))},
        )
        lines.append(Line(f"line {i}", value, "measured", monthly=months, **sure[rng.integers(4)]))
    cost = np.abs(anything(rng, 12))
    found = compose(lines, float(cost.sum()), monthly_cost=cost, annual_discount_rate=0.1)
    assert np.isfinite([found.benefit.value, found.benefit.low, found.benefit.high]).all()
    assert 0 <= found.probability_positive <= 1
