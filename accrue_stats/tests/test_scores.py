"""Scores: figures against brute force, model choice, calibration and refusals in made worlds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue_stats.scores.calibration import fit_isotonic
from accrue_stats.scores.effects import leaks, plain_auc
from accrue_stats.scores.features import Features, fit_encoding
from accrue_stats.scores.models import fit_logistic
from accrue_stats.scores.quality import auc, brier, calibration_error, log_losses, top_decile_lift
from accrue_stats.scores.score import fit_score
from accrue_stats.scores.splits import stratified_folds, time_split


def world(n=800, slope=1.0, bend=0.0, base=-0.5, seed=1):
    """Two numbers and a category of which the first two matter, linearly and by their product."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    x[rng.random(n) < 0.05, 0] = np.nan
    seen = np.nan_to_num(x)
    odds = base + slope * (seen[:, 0] - seen[:, 1]) + bend * seen[:, 0] * seen[:, 1]
    y = (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(float)
    codes = rng.integers(-1, 3, (n, 1))
    return Features(("a", "b"), x, ("c",), codes, (("p", "q", "r"),)), y


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=4, max_size=30))
def test_auc_and_its_variance_are_those_of_every_pair(rows):
    y, s = np.array([float(a) for a, _ in rows]), np.array([float(b) for _, b in rows])
    x, z = s[y == 1], s[y == 0]
    if min(x.size, z.size) < 2:
        with pytest.raises(ValueError, match="two positives"):
            auc(y, s)
        return
    wins = (x[:, None] > z).astype(float) + 0.5 * (x[:, None] == z)
    found = auc(y, s, 0.95)
    assert found.value == pytest.approx(wins.mean(), abs=1e-12)
    variance = wins.mean(1).var(ddof=1) / x.size + wins.mean(0).var(ddof=1) / z.size
    assert found.se == pytest.approx(np.sqrt(variance), abs=1e-12)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert plain_auc(y, s) == pytest.approx(found.value, abs=1e-12)
    assert auc(y, np.exp(s)).value == pytest.approx(found.value, abs=1e-12)


def test_the_auc_interval_covers():
    rng = np.random.default_rng(5)
    n, hits = 300, 0
    for _ in range(300):
        y = (rng.random(n) < 0.3).astype(float)
        found = auc(y, rng.normal(size=n) + y, 0.90)
        hits += found.low <= 0.7602499 <= found.high  # Φ(1/√2)
    assert 0.86 <= hits / 300 <= 0.94


def test_groups_that_repeat_widen_the_interval():
    rng = np.random.default_rng(6)
    y = np.repeat((rng.random(200) < 0.4).astype(float), 5)
    s = np.repeat(rng.normal(size=200), 5) + y
    plain, grouped = auc(y, s), auc(y, s, groups=np.repeat(np.arange(200), 5))
    assert grouped.se == pytest.approx(plain.se * np.sqrt(5), rel=0.05)


def test_figures_of_known_scores():
    y = np.array([1.0, 0, 0, 0, 0, 0, 0, 0, 0, 0] * 10)
    assert top_decile_lift(y, y) == pytest.approx(10)
    assert top_decile_lift(y, np.zeros(100)) == pytest.approx(1)
    assert brier(y, np.full(100, 0.1)) == pytest.approx(0.09)
    assert calibration_error(y, np.full(100, 0.1)) == pytest.approx(0, abs=1e-12)
    assert calibration_error(y, np.full(100, 0.4)) == pytest.approx(0.3)
    assert log_losses(np.array([1.0, 0.0]), np.array([0.5, 0.5])) == pytest.approx([np.log(2)] * 2)
    assert np.isfinite(log_losses(np.array([1.0]), np.array([0.0]))).all()


def test_isotonic_never_falls_and_is_right_on_average():
    rng = np.random.default_rng(7)
    s = rng.random(2000)
    y = (rng.random(2000) < s**3).astype(float)
    curve = fit_isotonic(y, s)
    assert (np.diff(curve.share) >= 0).all()
    assert curve.apply(s).mean() == pytest.approx(y.mean(), abs=1e-9)
    assert calibration_error(y, s) > 0.2 > 0.02 > calibration_error(y, curve.apply(s))


def test_the_plain_model_where_the_world_is_plain_and_trees_where_it_is_not():
    plain = fit_score(*world())
    assert plain.model == "logistic"
    assert {e.column for e in plain.features[:2]} == {"a", "b"}
    assert plain.features[0].effect * plain.features[1].effect < 0
    assert plain.calibration_error < 0.08
    bent = fit_score(*world(slope=0.0, bend=3.0))
    assert bent.model == "boosting"
    assert bent.auc.value > 0.75
    assert {e.column for e in bent.features[:2]} == {"a", "b"}
    assert min(e.effect for e in bent.features[:2]) > 0.1


def test_by_time_the_later_rows_are_unseen_and_what_went_round_is_refused():
    features, y = world()
    time = np.arange(y.size, dtype=float)
    found = fit_score(features, y, time=time)
    assert list(found.unseen) == list(range(600, 800))
    assert found.auc.value > 0.7
    # from then on the columns mean the contrary
    turned = np.where(time < 600, y, 1 - y)
    assert [r.code for r in fit_score(features, turned, time=time).refusals] == [
        "score.not_better_than_chance"
    ]


def test_scores_that_mean_something_else_are_calibrated():
    # a rate that halves after the model was learnt is mended as far as the rows before can tell
    features, y = world(n=800, slope=1.5)
    later = np.arange(800) >= 600
    rng = np.random.default_rng(2)
    found = fit_score(features, np.where(later & (rng.random(800) < 0.4), 0.0, y), time=np.arange(800.0))
    assert found.is_calibrated
    assert found.score.min() >= 0
    assert found.score.max() <= 1
    assert found.predict(features).shape == (800,)


def test_the_same_seed_gives_the_same_bits():
    one, two = (fit_score(*world(n=300)) for _ in range(2))
    assert (one.auc, one.features, one.brier) == (two.auc, two.features, two.brier)


def test_the_unit_of_a_number_does_not_matter():
    features, y = world(n=500)
    larger = Features(
        features.numeric, features.numbers * 1000 + 7, features.categorical, features.codes, features.levels
    )
    a, b = (fit_logistic(f, y).predict(f) for f in (features, larger))
    assert a == pytest.approx(b, abs=1e-4)


def test_refusals():
    features, y = world()
    noise = np.random.default_rng(1).permutation(y)
    assert [r.code for r in fit_score(features, noise).refusals] == ["score.not_better_than_chance"]
    rare = np.zeros(y.size)
    rare[:49] = 1
    assert "49 positives" in fit_score(features, rare).refusals[0].reason
    assert fit_score(features, 1 - rare).refusals[0].code == "score.too_few"
    none = Features((), np.empty((y.size, 0)), (), np.empty((y.size, 0), np.int64), ())
    assert fit_score(none, y).refusals[0].code == "score.no_features"
    late = np.argsort(np.argsort(-y, kind="stable")).astype(float)
    assert fit_score(features, y, time=late).refusals[0].code == "score.too_few_later"
    assert fit_score(features, y, time=np.ones(y.size)).refusals[0].code == "score.too_few_later"


def test_folds_hold_their_share_and_groups_stay_together():
    y = (np.arange(1000) % 10 == 0).astype(float)
    fold = stratified_folds(y)
    assert [int(y[fold == k].sum()) for k in range(5)] == [20] * 5
    groups = np.repeat(np.arange(250), 4)
    together = stratified_folds(y, groups=groups)
    assert all(np.unique(together[groups == g]).size == 1 for g in range(250))
    assert time_split(np.array([1.0, 2, 3, 3, 3])).tolist() == [True, True, False, False, False]


def test_a_column_that_knows_the_answer_is_named():
    features, y = world()
    gap = np.where(y > 0, 1.0, np.nan)
    told = Features(("a", "closed"), np.column_stack([features.numbers[:, 0], gap]), ("c", "end"),
                    np.column_stack([features.codes[:, 0], y.astype(int)]), (("p", "q", "r"), ("x", "y")))  # fmt: skip
    assert {name for name, _ in leaks(told, y)} == {"closed", "end"}
    many = np.arange(y.size)[:, None]
    ids = Features((), np.empty((y.size, 0)), ("id",), many, (tuple(map(str, range(y.size))),))
    assert leaks(ids, y) == ()


def test_encoding_survives_empty_and_constant_columns():
    numbers = np.column_stack([np.full(50, np.nan), np.ones(50), np.arange(50.0)])
    features = Features(("e", "k", "x"), numbers, ("c",), np.full((50, 1), -1), ((),))
    matrix = fit_encoding(features).apply(features)
    assert np.isfinite(matrix).all()
    assert matrix[:, 2].std() == pytest.approx(1)


def test_the_order_of_rows_does_not_matter():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(400, 2)), np.zeros(400)
    y[rng.random(400) < 1 / (1 + np.exp(-2 * x[:, 0]))] = 1.0
    features = Features(("a", "b"), x, (), np.empty((400, 0), np.int64), ())
    shuffled = rng.permutation(400)
    plain, other = fit_score(features, y), fit_score(features.take(shuffled), y[shuffled])
    assert (plain.auc, plain.brier, plain.loss) == (other.auc, other.brier, other.loss)
    score, same = np.empty(400), np.empty(400)
    score[plain.unseen], same[shuffled[other.unseen]] = plain.score, other.score
    assert (score == same).all()
