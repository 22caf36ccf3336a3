"""Survival curves, tests and means against what was published, against each other, and in worlds with a known truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue_stats.survival.checks import event_refusals, horizon_refusals
from accrue_stats.survival.cohorts import cohort_grid, mix_check
from accrue_stats.survival.competing import cumulative_incidence
from accrue_stats.survival.curve import survival_curve
from accrue_stats.survival.log_rank import log_rank
from accrue_stats.survival.restricted import contract_value, difference, restricted_mean, survival_at
from accrue_stats.tests.gehan import remissions

people = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)


def test_gehan_as_published():
    weeks, ended, drug = remissions()
    curve = survival_curve(weeks[drug == 0], ended[drug == 0], level=0.95)
    at = survival_at(curve, 10)
    assert at.value == pytest.approx(0.7529, abs=1e-4)
    assert at.se == pytest.approx(0.0963, abs=1e-4)
    # R: survfit(..., conf.type = "log-log")
    assert (at.low, at.high) == pytest.approx((0.5032, 0.8894), abs=1e-4)
    assert curve.at_risk[curve.at(10)] == 15
    assert curve.median == 23
    test = log_rank(weeks, ended, drug)
    assert test.chi2 == pytest.approx(16.793, abs=1e-3)
    assert test.df == 1
    assert test.expected == pytest.approx([19.25, 10.75], abs=0.005)
    assert survival_curve(weeks[drug == 1], ended[drug == 1]).ends


def test_three_groups_against_the_definition():
    rng = np.random.default_rng(3)
    time, event, group = rng.integers(1, 9, 60).astype(float), rng.random(60) < 0.7, rng.integers(0, 3, 60)
    gap, variance = np.zeros(3), np.zeros((3, 3))
    for t in np.unique(time[event]):
        n = np.array([np.sum((time >= t) & (group == g)) for g in range(3)], float)
        d = np.array([np.sum((time == t) & event & (group == g)) for g in range(3)], float)
        gap += d - d.sum() * n / n.sum()
        part = n / n.sum()
        factor = d.sum() * (n.sum() - d.sum()) / max(n.sum() - 1, 1)
        variance += factor * (np.diag(part) - np.outer(part, part))
    found = log_rank(time, event, group)
    assert found.chi2 == pytest.approx(float(gap @ np.linalg.pinv(variance) @ gap))
    assert found.df == 2


@settings(max_examples=80, deadline=None)
@given(people, st.sampled_from([0.001, 7.0, 365.25]))
def test_curves_in_any_unit_and_order(rows, unit):
    time, event = np.array([t for t, _ in rows], float), np.array([e for _, e in rows])
    curve, scaled = survival_curve(time, event), survival_curve(time[::-1] * unit, event[::-1])
    assert np.allclose(curve.survival, scaled.survival)
    assert np.all((curve.low <= curve.survival + 1e-12) & (curve.survival <= curve.high + 1e-12))
    assert np.all(np.diff(curve.survival) <= 0)
    assert np.isfinite([curve.low, curve.high, curve.se]).all()
    if curve.last > 0:
        mean = restricted_mean(curve, curve.last)
        assert restricted_mean(scaled, scaled.last).value == pytest.approx(mean.value * unit)
        assert 0 <= mean.low <= mean.value <= mean.high <= curve.last
    if event.all():
        assert curve.survival[-1] == pytest.approx(0, abs=1e-12)
        assert restricted_mean(curve, curve.last + 5).value == pytest.approx(float(time.mean()))


@settings(max_examples=60, deadline=None)
@given(people)
def test_a_contract_pays_once_for_each_period_it_lasts(rows):
    time = np.array([float(t) for t, _ in rows])
    curve = survival_curve(time, np.ones(time.size))
    assert contract_value(curve, margin=2.0, periods=20).value == pytest.approx(2 * time.mean())
    now = contract_value(curve, margin=2.0, periods=20, discount=0.1).value
    assert now == pytest.approx(2 * np.mean([sum(1.1**-k for k in range(int(t))) for t in time]))


def test_contract_and_mean_agree_on_whole_periods():
    weeks, ended, drug = remissions()
    curve = survival_curve(weeks[drug == 0], ended[drug == 0])
    value, mean = contract_value(curve, margin=1.0, periods=23), restricted_mean(curve, 23)
    assert (value.value, value.se) == pytest.approx((mean.value, mean.se))


@settings(max_examples=60, deadline=None)
@given(people)
def test_with_one_way_to_end_incidence_is_what_survival_lacks(rows):
    time, event = np.array([t for t, _ in rows], float), np.array([e for _, e in rows])
    curve, found = survival_curve(time, event), cumulative_incidence(time, event.astype(int), of=1)
    assert np.allclose(found.share, 1 - curve.survival)
    assert np.allclose(found.se[curve.survival > 1e-9], curve.se[curve.survival > 1e-9], atol=1e-7)


def test_ways_to_end_and_those_still_open_add_up_to_one():
    rng = np.random.default_rng(2)
    time, cause = rng.integers(0, 30, 300).astype(float), rng.integers(0, 3, 300)
    ways = [cumulative_incidence(time, cause, of=k).share for k in (1, 2)]
    assert np.allclose(ways[0] + ways[1] + survival_curve(time, cause > 0).survival, 1)


def test_the_error_of_an_incidence_by_simulation():
    rng = np.random.default_rng(4)
    shares, errors = [], []
    for _ in range(400):
        won, lost, watched = (rng.exponential(scale, 120) for scale in (30, 50, 60))
        time = np.minimum(np.minimum(won, lost), watched)
        cause = np.where(time == won, 1, np.where(time == lost, 2, 0))
        found = cumulative_incidence(time, cause, of=1)
        at = np.searchsorted(found.times, 25, side="right") - 1
        shares.append(found.share[at])
        errors.append(found.se[at])
    rate = 1 / 30 + 1 / 50
    assert np.mean(shares) == pytest.approx((1 / 30) / rate * (1 - np.exp(-rate * 25)), abs=0.005)
    assert np.mean(errors) == pytest.approx(np.std(shares), rel=0.1)


def test_intervals_cover_the_truth():
    rng = np.random.default_rng(6)
    horizon, hits = 20.0, {"share": 0, "mean": 0, "difference": 0}
    truth = {s: s * (1 - np.exp(-horizon / s)) for s in (15.0, 25.0)}
    for _ in range(400):
        curves = {}
        for scale in truth:
            life, watched = rng.exponential(scale, 80), rng.uniform(10, 60, 80)
            watched[0] = 60  # somebody is watched to the horizon
            curves[scale] = survival_curve(np.minimum(life, watched), life <= watched)
        share = survival_at(curves[15.0], 10)
        means = {s: restricted_mean(c, min(horizon, c.last)) for s, c in curves.items()}
        gap = difference(means[25.0], means[15.0])
        hits["share"] += share.low <= np.exp(-10 / 15) <= share.high
        hits["mean"] += means[15.0].low <= truth[15.0] <= means[15.0].high
        hits["difference"] += gap.low <= truth[25.0] - truth[15.0] <= gap.high
    assert all(0.86 <= count / 400 <= 0.95 for count in hits.values()), hits


def test_refusals():
    weeks, ended, drug = remissions()
    few = event_refusals({"6-MP": int(ended[drug == 0].sum()), "placebo": int(ended[drug == 1].sum())})
    assert [one.code for one in few] == ["retention.too_few_events"]
    assert "6-MP only 9" in few[0].reason
    curves = {"6-MP": survival_curve(weeks[drug == 0], ended[drug == 0])}
    assert [one.code for one in horizon_refusals(curves, 36)] == ["retention.horizon"]
    assert not horizon_refusals({"placebo": survival_curve(weeks[drug == 1], ended[drug == 1])}, 99)
    assert [one.code for one in horizon_refusals(curves, 5)] == ["retention.nothing_ended"]
    with pytest.raises(ValueError, match="beyond"):
        restricted_mean(curves["6-MP"], 36)


@pytest.mark.parametrize(
    ("time", "event", "told"),
    [([], [], "one time"), ([1, 2], [1], "one time"), ([-1], [1], "below 0"), ([1], [2], "event must be"), ([np.nan], [1], "missing")],
)  # fmt: skip
def test_lists_that_are_none(time, event, told):
    with pytest.raises(ValueError, match=told):
        survival_curve(time, event)


def test_no_test_without_two_groups_at_risk():
    assert log_rank([1, 2], [1, 1], [0, 0]) is None
    assert log_rank([1, 2], [0, 0], [0, 1]) is None
    assert log_rank([1, 1], [1, 0], [0, 1]) is not None


def test_cohorts():
    grid = cohort_grid([1, 1, 1, 2, 2, 3, 3], [0, 0, 2, 0, 1, 1, 5], last=2)
    assert grid.cohorts.tolist() == [0, 1]
    assert grid.size.tolist() == [2, 1]
    assert np.array_equal(grid.retained, [[1, 0.5, 0.5], [1, 0, np.nan]], equal_nan=True)
    with pytest.raises(ValueError, match="nobody"):
        cohort_grid([1], [3], last=2)


def test_cohort_mix():
    same = mix_check([0, 1] * 50 + [0, 1] * 30, [0] * 100 + [1] * 60)
    assert (same.statistic, same.passed) == (0, True)
    other = mix_check([0] * 80 + [1] * 20 + [0] * 30 + [1] * 30, [0] * 100 + [1] * 60)
    # by the definition: expected 68.75, 31.25, 41.25 and 18.75
    assert other.statistic == pytest.approx(15.709, abs=1e-3)
    assert other.passed is False
    assert "30.0%" in other.note
    assert mix_check([1, 1], [0, 1]).passed is None
