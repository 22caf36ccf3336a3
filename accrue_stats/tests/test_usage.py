"""Usage drops: false alarms in made worlds, drops found, refusals and what must not matter."""

import numpy as np
import pytest

from accrue_stats.usage.baseline import expect
from accrue_stats.usage.drop import usage_drops


def world(people=2000, weeks=40, *, dispersion=0.3, heterogeneity=1.0, seed=1):
    """Counts of a negative binomial around a steady rate of each person (log-normal about 8)."""
    rng = np.random.default_rng(seed)
    rate = 8 * np.exp(heterogeneity * rng.normal(size=people))[:, None] * np.ones(weeks)
    rate = rate * (rng.gamma(1 / dispersion, dispersion, (people, weeks)) if dispersion else 1.0)
    return rng.poisson(rate).astype(float), np.zeros(people)


@pytest.mark.parametrize("recent", [1, 4])
@pytest.mark.parametrize(
    ("dispersion", "heterogeneity"), [(0.0, 0.0), (0.0, 1.0), (0.3, 0.5), (0.3, 1.5), (1.0, 1.0)]
)
def test_at_most_two_per_cent_are_false_alarms(dispersion, heterogeneity, recent):
    counts, first = world(dispersion=dispersion, heterogeneity=heterogeneity, seed=7)
    first[::3] = 20
    found = usage_drops(counts, first, recent=recent)
    assert found.alarm.mean() <= 0.02
    assert found.false_alarms <= 0.02
    assert found.threshold == 0.01


def test_alarms_are_not_so_rare_that_they_say_nothing():
    counts, first = world(people=6000, dispersion=0.2, heterogeneity=0.3)
    assert 0.004 < usage_drops(counts, first).alarm.mean() < 0.015


def test_those_who_dropped_are_found_and_others_not():
    counts, first = world(people=400, dispersion=0.1, heterogeneity=0.3, seed=3)
    counts[:20] = np.random.default_rng(4).poisson(20, (20, 40))
    counts[:20, -1] = 1
    found = usage_drops(counts, first)
    assert found.alarm[:20].all()
    assert found.alarm[20:].mean() <= 0.02
    assert found.expected[:20] == pytest.approx(np.full(20, 20.0), rel=0.2)
    assert (found.p[:20] <= 0.01).all()


def test_a_drop_that_began_weeks_ago_is_still_an_alarm():
    counts, first = world(people=300, dispersion=0.1, heterogeneity=0.3, seed=3)
    counts[0, -3:] = 0
    counts[0, :-3] = np.random.default_rng(4).poisson(20, 37)
    assert usage_drops(counts, first).alarm[0]
    assert usage_drops(counts, first, recent=3).alarm[0]


def test_a_holiday_among_the_earlier_weeks_raises_the_bar():
    counts, first = world(people=3000, dispersion=0.05, heterogeneity=0.3)
    counts[:, -10] = np.random.default_rng(9).binomial(counts[:, -10].astype(int), 0.1)
    found = usage_drops(counts, first)
    assert found.false_alarms_nominal > 0.02
    assert found.threshold < 0.01
    assert found.false_alarms <= 0.01


def test_people_with_few_weeks_are_left_out_and_none_is_refused():
    counts, first = world(people=50, weeks=12)
    first[:10] = 4
    found = usage_drops(counts, first)
    assert np.isnan(found.p[:10]).all()
    assert not found.alarm[:10].any()
    assert not np.isnan(found.p[10:]).any()
    short = usage_drops(counts[:, :8], np.zeros(50))
    assert [r.code for r in short.refusals] == ["usage.too_short"]
    assert "the longest has 7" in short.refusals[0].reason
    assert usage_drops(counts[:, :1], np.zeros(50)).refusals


@pytest.mark.parametrize("value", [0.0, 5.0])
def test_steady_and_single_people_do_not_break_it(value):
    counts = np.full((3, 30), value)
    found = usage_drops(counts, np.zeros(3))
    assert not found.alarm.any()
    assert np.isfinite(found.p).all()
    one = np.full((1, 30), 30.0)
    one[0, -1] = 0
    assert usage_drops(one, np.zeros(1)).alarm.all()


def test_order_of_people_does_not_matter_and_recent_weeks_weigh_more():
    counts, first = world(people=200)
    order = np.random.default_rng(2).permutation(200)
    a, b = usage_drops(counts, first), usage_drops(counts[order], first[order])
    assert b.p == pytest.approx(a.p[order], rel=1e-6)
    rising = np.tile(np.repeat([1.0, 9.0], 12), (5, 1))
    assert expect(rising, np.zeros(5)).mean == pytest.approx(np.full(5, 1 + 8 * 2 / 3), rel=0.02)


@pytest.mark.parametrize("options", [{"recent": 0}, {"nominal": 0.0}, {"nominal": 1.0}])
def test_bad_asking_is_told(options):
    with pytest.raises(ValueError, match="must be"):
        usage_drops(*world(people=5), **options)
