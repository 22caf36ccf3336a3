import numpy as np
import pytest

from accrue_stats.tests.worlds import weekly_series
from accrue_stats.timeline.effect import timeline_effect


def covered(estimate, truth):
    return estimate.low <= truth <= estimate.high


@pytest.mark.slow
@pytest.mark.parametrize(
    ("season", "world"),
    [
        (52, {"lift": 0.0, "drift": 0.05}),
        (None, {"lift": 0.05, "drift": 0.05, "season": 0}),
        (None, {"lift": 0.05, "drift": 0.5, "rho": 0.4, "season": 0, "multiplies": False}),
    ],
    ids=["season", "lift", "strong drift"],
)
def test_intervals_cover_over_150_runs(season, world):
    hits, claims = [], []
    for seed in range(150):
        values, without = weekly_series(np.random.default_rng(seed), **world)
        found = timeline_effect(values, 16, season=season, level=0.95)
        hits.append(covered(found.effect, (values - without)[104:].mean()))
        claims.append(not covered(found.effect, 0.0))
    assert np.mean(hits) >= 0.90
    if not world["lift"]:
        assert np.mean(claims) <= 0.10


def test_a_control_takes_out_what_both_share():
    hits, narrower = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        market = np.exp(np.cumsum(rng.normal(0, 0.03, 120)))
        values = 500 * market * np.exp(rng.normal(0, 0.01, 120))
        values[104:] *= 1.05
        control = 80 * market * np.exp(rng.normal(0, 0.003, 120))
        found, alone = timeline_effect(values, 16, control=control), timeline_effect(values, 16)
        assert (found.grade, alone.grade) == ("C", "D")
        hits.append(covered(found.relative, 0.05))
        narrower.append((found.effect.high - found.effect.low) / (alone.effect.high - alone.effect.low))
    assert np.mean(hits) >= 0.85
    assert np.median(narrower) < 0.5


@pytest.mark.parametrize(
    "control",
    [np.arange(120.0), np.exp(np.arange(120.0) / 40), np.r_[np.ones(60), np.full(60, 2.0)]],
    ids=["line", "exp", "step"],
)
def test_a_control_that_says_no_more_than_the_trend_does_no_harm(control):
    values, _ = weekly_series(np.random.default_rng(12))
    found, alone = (
        timeline_effect(values, 16, season=52, control=control),
        timeline_effect(values, 16, season=52),
    )
    assert covered(found.effect, 0.0)
    assert found.effect.high - found.effect.low >= 0.8 * (alone.effect.high - alone.effect.low)


def test_an_effect_far_beyond_the_noise_is_seen():
    values, without = weekly_series(np.random.default_rng(1), lift=0.2, noise=0.02)
    found = timeline_effect(values, 16, season=52)
    assert found.refusals == ()
    assert found.effect.low > 0
    assert found.relative.value == pytest.approx(0.2, abs=0.05)
    assert found.total.value == pytest.approx((values - without)[104:].sum(), rel=0.25)


def test_an_effect_may_take_any_shape():
    values, without = weekly_series(np.random.default_rng(2), noise=0.01, drift=0.02)
    values[104:] *= np.linspace(1.0, 1.3, 16)
    found = timeline_effect(values, 16, season=52)
    assert covered(found.effect, (values - without)[104:].mean())
    assert found.relative.value == pytest.approx(0.15, abs=0.05)


def test_the_three_figures_and_the_band_are_one_story():
    values, _ = weekly_series(np.random.default_rng(3), lift=0.05)
    found = timeline_effect(values, 16, season=52)
    assert found.total.value == pytest.approx(16 * found.effect.value)
    assert found.total.high == pytest.approx(16 * found.effect.high)
    happened = values[104:].sum()
    assert found.relative.value == pytest.approx(happened / (happened - found.total.value) - 1)
    assert found.relative.low == pytest.approx(happened / (happened - found.total.low) - 1)
    assert found.expected.shape == (120,)
    assert np.array_equal(found.expected[:104], found.expected_low[:104])
    assert np.all(found.expected_low[104:] < found.expected[104:])
    assert found.expected[104:].sum() == pytest.approx(happened - found.total.value, rel=0.01)
    assert found.inflation >= 1
    assert found.pseudo_launches >= 6
    assert abs(found.residual_autocorrelation) < 0.3


@pytest.mark.parametrize("factor", [1e-6, 1e9])
def test_the_unit_does_not_matter(factor):
    values, _ = weekly_series(np.random.default_rng(4), lift=0.05)
    one, other = (timeline_effect(v, 16, season=52) for v in (values, values * factor))
    for name in ("value", "low", "high"):
        assert getattr(other.effect, name) == pytest.approx(getattr(one.effect, name) * factor, rel=1e-6)
        assert getattr(other.relative, name) == pytest.approx(getattr(one.relative, name), rel=1e-6)


def test_the_scale_follows_the_series():
    t = np.arange(120)
    rng = np.random.default_rng(5)
    growing = 100 * np.exp(0.02 * t + 0.5 * np.sin(2 * np.pi * t / 12) + 0.02 * rng.normal(size=120))
    assert timeline_effect(growing, 12, season=12).scale == "log"
    plain = 100 + 0.5 * t + 40 * np.sin(2 * np.pi * t / 12) + 2 * rng.normal(size=120)
    assert timeline_effect(plain, 12, season=12).scale == "level"
    assert timeline_effect(plain - 200, 12, season=12).scale == "level"


def test_negative_and_zero_values_have_no_relative_effect():
    rng = np.random.default_rng(6)
    values = rng.normal(0, 1, 80)
    found = timeline_effect(values, 10)
    assert found.relative is None
    assert covered(found.effect, 0.0)
    counts = rng.poisson(0.3, 80).astype(float)
    assert np.isfinite(timeline_effect(counts, 10).effect.low)


def test_a_series_without_noise_is_forecast_exactly():
    t = np.arange(96.0)
    values = 50 + 2 * t
    values[84:] += 7
    found = timeline_effect(values, 12, season=12)
    assert found.effect.value == pytest.approx(7, abs=1e-3)
    assert found.effect.high - found.effect.low < 0.01


def test_what_comes_after_does_not_change_what_was_expected():
    values, _ = weekly_series(np.random.default_rng(7))
    one = timeline_effect(values, 16, season=52)
    values[104:] += np.linspace(0, 1e4, 16)
    other = timeline_effect(values, 16, season=52)
    assert np.array_equal(one.expected, other.expected)
    assert one.inflation == other.inflation


def codes(found):
    return [r.code for r in found.refusals]


def test_a_short_history_is_refused():
    rng = np.random.default_rng(8)
    found = timeline_effect(rng.normal(100, 5, 60), 20)
    assert "timeline.short_history" in codes(found)
    assert "40 periods before go-live and 20 after it; at least 60" in found.refusals[0].reason
    assert "timeline.few_pseudo_launches" in codes(timeline_effect(rng.normal(100, 5, 19), 4))


def test_less_than_two_seasons_are_refused():
    rng = np.random.default_rng(9)
    found = timeline_effect(rng.normal(100, 5, 90), 10, season=52)
    assert codes(found) == ["timeline.few_seasons"]
    assert "hold 1.5 seasons of 52" in found.refusals[0].reason
    assert codes(timeline_effect(rng.normal(100, 5, 50), 10, season=52))[0] == "timeline.few_seasons"


def test_a_method_that_fails_its_trial_runs_is_refused():
    rng = np.random.default_rng(10)
    values = rng.normal(100, 1, 120)
    values[52:] += 40 * (1 - np.exp(-np.arange(68) / 10)) * np.repeat([1, -1, 1, -1], 17)
    found = timeline_effect(values, 16)
    assert found.inflation > 1


def test_a_series_that_never_varied_is_refused():
    found = timeline_effect(np.r_[np.full(50, 3.0), 4.0, 5.0], 2)
    assert codes(found) == ["timeline.no_variation"]
    assert found.effect is None
    assert codes(timeline_effect(np.arange(60.0), 5, control=np.ones(60))) == ["timeline.no_variation"]
    assert codes(timeline_effect(np.full(6, 3.0), 1)) == [
        "timeline.no_variation",
        "timeline.few_pseudo_launches",
    ]
    assert codes(timeline_effect(np.zeros(60), 5)) == ["timeline.no_variation"]


@pytest.mark.parametrize("size", [2, 5, 9, 12])
def test_hardly_any_history_is_refused_not_an_error(size):
    found = timeline_effect(np.random.default_rng(11).normal(10, 1, size), 1)
    assert found.refusals
    assert found.expected.shape == (size,)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1.0, np.nan, 3.0], 1), "series holds 1 missing.*position 2"),
        (([1.0, 2.0], 2), "at least one on each side"),
        (([1.0, 2.0], 0), "at least one on each side"),
        (([], 1), "at least one on each side"),
    ],
)
def test_bad_series_are_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        timeline_effect(*arguments)


def test_bad_controls_and_seasons_are_named():
    with pytest.raises(ValueError, match="control series has 3 periods"):
        timeline_effect(np.arange(40.0), 4, control=[1, 2, 3])
    with pytest.raises(ValueError, match="season has at least 2"):
        timeline_effect(np.arange(40.0), 4, season=1)
