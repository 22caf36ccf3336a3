import numpy as np
import pytest

from accrue_stats.holdout.effect import holdout_effect, unit_influence
from accrue_stats.tests.hillstrom import arm, needs_hillstrom


def spend(rng, n, rate=0.05, lift=0.0):
    """Money of n people, most of whom buy nothing and few of whom buy a lot."""
    return (rng.random(n) < rate) * rng.lognormal(4.0 + lift, 1.0, n)


MEAN_ORDER = np.exp(4.5)


@needs_hillstrom
@pytest.mark.parametrize(
    ("measure", "effect", "se", "low", "high"),
    [("visit", 0.07659, None, 0.06995, 0.08323), ("spend", 0.76983, 0.14525, 0.48514, 1.05451)],
)
def test_hillstrom_mens_mail(measure, effect, se, low, high):
    found = holdout_effect(
        arm("No E-Mail", measure),
        arm("Mens E-Mail", measure),
        pre_control=arm("No E-Mail", "history"),
        pre_treated=arm("Mens E-Mail", "history"),
        planned_share=0.5,
        level=0.95,
    )
    assert (found.units_control, found.units_treated) == (21_306, 21_307)
    assert found.effect.value == pytest.approx(effect, abs=5e-6)
    assert (found.effect.low, found.effect.high) == pytest.approx((low, high), abs=1e-5)
    assert se is None or found.effect.se == pytest.approx(se, abs=5e-6)
    assert measure != "spend" or found.total.value == pytest.approx(16_402.71, abs=0.005)
    assert [c.passed for c in found.checks] == [True, True]
    assert found.refusals == ()
    # the value before explains little of it, and randomisation keeps the adjusted figure close
    assert abs(found.adjusted.value - found.effect.value) < 0.1 * found.effect.se


def covered(found, truth):
    return found is not None and found.low <= truth <= found.high


@pytest.mark.parametrize(("control_n", "treated_n"), [(2_000, 2_000), (600, 5_000)])
def test_intervals_of_heavy_tailed_money_cover(control_n, treated_n):
    rng, lift = np.random.default_rng(7), 0.2
    control, treated = 0.05 * MEAN_ORDER, 0.05 * MEAN_ORDER * np.exp(lift)
    hits = []
    for _ in range(600):
        found = holdout_effect(spend(rng, control_n), spend(rng, treated_n, lift=lift), level=0.90)
        hits.append(
            (
                covered(found.effect, treated - control),
                covered(found.relative, treated / control - 1),
                covered(found.total, (treated - control) * treated_n),
            )
        )
    effect, relative, total = np.mean(hits, axis=0)
    assert effect == total
    assert min(effect, relative) >= 0.865


@pytest.mark.parametrize("rates", [(0.01, 0.015), (0.3, 0.3), (0.97, 0.99)])
def test_intervals_of_proportions_cover(rates):
    rng = np.random.default_rng(8)
    arms = [(rng.random((800, 1_200)) < rate).astype(float) for rate in rates]
    hits = [
        covered(holdout_effect(c, t, level=0.90).effect, rates[1] - rates[0])
        for c, t in zip(*arms, strict=True)
    ]
    assert np.mean(hits) >= 0.88


def test_knowing_people_before_sharpens_and_still_covers():
    rng, hits, gains = np.random.default_rng(9), [], []
    for _ in range(400):
        x = rng.gamma(2, 50, 1_500)
        treated = rng.random(1_500) < 0.4
        y = 20 + 0.8 * x + treated * (5 + 0.1 * (x - 100)) + rng.normal(0, 20, 1_500)
        found = holdout_effect(
            y[~treated], y[treated], pre_control=x[~treated], pre_treated=x[treated], planned_share=0.4
        )
        hits.append(covered(found.adjusted, 5 + 0.1 * (x.mean() - 100)))
        gains.append(found.adjusted.se / found.effect.se)
    assert np.mean(hits) >= 0.87
    assert np.mean(gains) < 0.5


def test_the_adjustment_is_the_interacted_regression_with_hc3():
    rng = np.random.default_rng(10)
    x, d = rng.gamma(2, 3, 60), np.arange(60) % 3 == 0
    y = 1 + x + d * (2 + x**1.5) + rng.normal(size=60)
    design = np.column_stack([np.ones(60), d, x - x.mean(), d * (x - x.mean())])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    residual = (y - design @ beta) / (1 - leverage)
    robust = inverse @ (design.T * residual**2) @ design @ inverse
    found = holdout_effect(y[~d], y[d], pre_control=x[~d], pre_treated=x[d]).adjusted
    assert (found.value, found.se) == pytest.approx((beta[1], robust[1, 1] ** 0.5), rel=1e-10)


def test_unknown_values_before_are_allowed():
    rng = np.random.default_rng(11)
    y, x = rng.normal(size=400), rng.normal(size=400)
    x[::7] = np.nan
    found = holdout_effect(y[:200], y[200:], pre_control=x[:200], pre_treated=x[200:])
    assert np.isfinite(found.adjusted.se)
    nothing = np.full(200, np.nan)
    found = holdout_effect(y[:200], y[200:], pre_control=nothing, pre_treated=nothing)
    assert found.adjusted is None
    assert found.checks[1].passed is None


def test_relative_and_effect_never_disagree_about_zero():
    rng = np.random.default_rng(12)
    for lift in np.linspace(0, 0.6, 60):
        found = holdout_effect(spend(rng, 1_500), spend(rng, 1_500, lift=lift))
        assert (found.effect.low > 0) == (found.relative.low > 0)
        assert (found.effect.high < 0) == (found.relative.high < 0)


def test_the_unit_of_money_does_not_matter():
    rng = np.random.default_rng(13)
    c, t, x = spend(rng, 500), spend(rng, 700, lift=0.3), rng.normal(size=1_200)
    pre = {"pre_control": x[:500], "pre_treated": x[500:]}
    one, other = holdout_effect(c, t, **pre), holdout_effect(c * 1e6, t * 1e6, **pre)
    assert other.effect.low == pytest.approx(one.effect.low * 1e6)
    assert other.adjusted.se == pytest.approx(one.adjusted.se * 1e6)
    assert other.relative.high == pytest.approx(one.relative.high)


def test_influences_sum_to_the_standard_error():
    rng = np.random.default_rng(14)
    c, t = spend(rng, 500), spend(rng, 700)
    influence = np.concatenate(unit_influence(c, t))
    assert influence.sum() == pytest.approx(0, abs=1e-9)
    assert np.sqrt(np.sum(influence**2)) == pytest.approx(holdout_effect(c, t).effect.se)


def codes(found):
    return {r.code for r in found.refusals}


def test_arms_of_the_wrong_size_are_refused():
    rng = np.random.default_rng(15)
    found = holdout_effect(spend(rng, 5_000), spend(rng, 5_400), planned_share=0.5)
    assert codes(found) == {"holdout.sample_ratio"}
    assert "5,400 of 10,400" in found.refusals[0].reason
    assert found.effect.se > 0  # diagnostics are still there
    assert holdout_effect(spend(rng, 5_000), spend(rng, 5_400)).checks[0].passed is None


def test_arms_that_differed_before_are_refused():
    rng = np.random.default_rng(16)
    before = rng.normal(100, 10, 2_000)
    found = holdout_effect(
        spend(rng, 1_000), spend(rng, 1_000), pre_control=before[:1_000], pre_treated=before[1_000:] + 3
    )
    assert codes(found) == {"holdout.pre_period"}


def test_false_alarms_are_as_rare_as_promised():
    rng, refused = np.random.default_rng(17), 0
    for _ in range(1_000):
        treated = rng.random(1_000) < 0.5
        x = rng.gamma(1, 10, 1_000)
        found = holdout_effect(
            x[~treated] + 1,
            x[treated] + 1,
            pre_control=x[~treated],
            pre_treated=x[treated],
            planned_share=0.5,
        )
        refused += bool(found.refusals)
    assert refused <= 25


def test_too_few_people_or_conversions_are_refused():
    few = np.r_[np.ones(20), np.zeros(60)]
    assert codes(holdout_effect(few, few)) == {"holdout.too_few_units"}
    rare = np.r_[np.ones(9), np.zeros(991)]
    found = holdout_effect(rare, np.r_[np.ones(30), np.zeros(970)])
    assert codes(found) == {"holdout.too_few_conversions"}
    assert "Only 9 of 1,000 in the control arm" in found.refusals[0].reason


def test_nothing_happened_to_anybody():
    found = holdout_effect(np.zeros(500), np.zeros(500))
    assert found.relative is None
    assert codes(found) == {"holdout.too_few_conversions"}
    same = holdout_effect(np.full(500, 3.0), np.full(500, 3.0))
    assert (same.effect.value, same.effect.low, same.effect.high) == (0, 0, 0)
    assert codes(same) == {"holdout.no_variation"}
    assert not codes(holdout_effect(np.ones(500), np.ones(500)))  # shares have an interval even so


@pytest.mark.parametrize(
    ("control", "treated", "words"),
    [
        ([1.0, np.nan, 2.0], [1.0, 2.0], "control arm holds 1 missing"),
        ([1.0], [1.0, 2.0], "control arm has 1 unit"),
        ([1.0, 2.0], [], "treated arm has 0 unit"),
        ([1.0, 2.0], ["a", "b"], "must be numbers"),
        ([[1.0], [2.0]], [1.0, 2.0], "plain list"),
    ],
)
def test_bad_outcomes_are_named(control, treated, words):
    with pytest.raises(ValueError, match=words):
        holdout_effect(control, treated)


def test_bad_values_before_are_named():
    with pytest.raises(ValueError, match="both arms or for neither"):
        holdout_effect([1, 2], [1, 2], pre_control=[1, 2])
    with pytest.raises(ValueError, match="one per person"):
        holdout_effect([1, 2], [1, 2], pre_control=[1, 2], pre_treated=[1])
    with pytest.raises(ValueError, match="planned share"):
        holdout_effect([1, 2], [1, 2], planned_share=1.0)
