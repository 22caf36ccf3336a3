"""Effects under drifts of limited relative size: what R's HonestDiD answers, coverage, and limits."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import linprog

from accrue_stats.distributions import two_sided
from accrue_stats.rollout.relative_magnitudes import (
    Trends,
    _tests,
    event_study_trends,
    not_rejected,
    relative_magnitudes,
)
from accrue_stats.tests.event_studies import (
    MEDICAID,
    MEDICAID_AVERAGE,
    MEDICAID_FIRST,
    RESTAURANTS,
    RESTAURANTS_FIRST,
    RESTAURANTS_THIRD,
)


def trends_of(study, weights):
    effects, covariance, before = study
    return event_study_trends(effects[:before], effects[before:], covariance, np.array(weights, dtype=float))


@pytest.mark.parametrize(
    ("study", "weights", "published", "grid"),
    [
        (MEDICAID, [1, 0], MEDICAID_FIRST, 0.00036),
        (MEDICAID, [0.5, 0.5], MEDICAID_AVERAGE, 0.00036),
        (RESTAURANTS, [1, 0, 0, 0], RESTAURANTS_FIRST, 0.00076),
        (RESTAURANTS, [0, 0, 1, 0], RESTAURANTS_THIRD, 0.0203),
    ],
)
def test_the_published_intervals(study, weights, published, grid):
    trends = trends_of(study, weights)
    for m, (low, high) in published.items():
        found = relative_magnitudes(trends, m, level=0.95)
        # R keeps the points of a grid that are inside, draws its critical value, and prints a few digits
        slack = 0.0005 + 0.01 * np.sqrt(trends.covariance[0, 0])
        assert low - grid - slack <= found[0] <= low + slack
        assert high - slack <= found[1] <= high + grid + slack


def test_for_next_to_no_drift_it_is_the_plain_interval():
    trends = trends_of(RESTAURANTS, [0.25] * 4)
    half = two_sided(0.9) * np.sqrt(trends.covariance[0, 0])
    found = relative_magnitudes(trends, 1e-7, level=0.9)
    assert found == pytest.approx((trends.value - half, trends.value + half), abs=1e-3 * half)


def test_more_drift_and_a_surer_level_are_wider():
    trends = trends_of(MEDICAID, [0.5, 0.5])
    found = [relative_magnitudes(trends, m) for m in (0.1, 0.4, 1.0, 3.0, 10.0)]
    assert all(a[0] >= b[0] and a[1] <= b[1] for a, b in pairwise(found))
    assert all(low <= trends.value <= high for low, high in found)
    sure = relative_magnitudes(trends, 1.0, level=0.99)
    assert sure[0] < found[2][0]
    assert sure[1] > found[2][1]


def test_the_ends_are_where_the_test_begins_to_reject():
    trends = trends_of(RESTAURANTS, [1, 0, 0, 0])
    low, high = relative_magnitudes(trends, 1.0)
    for inside, outside in ((low + 1e-4, low - 1e-4), (high - 1e-4, high + 1e-4)):
        assert not_rejected(trends, 1.0, inside)
        assert not not_rejected(trends, 1.0, outside)


def test_units_do_not_matter():
    trends = trends_of(MEDICAID, [1, 0])
    thousand = Trends(
        trends.value * 1e3, trends.drifts * 1e3, trends.counts, trends.gaps, trends.covariance * 1e6
    )
    assert relative_magnitudes(thousand, 1.0) == pytest.approx(
        [1e3 * end for end in relative_magnitudes(trends, 1.0)], rel=1e-9
    )


@pytest.mark.parametrize("weights", [[1, 0, 0, 0], [0.25] * 4, [0, 0, 1, 0], [0.7, 0.5, -0.2, 0.0]])
def test_the_vertices_in_closed_form_are_those_of_the_linear_programme(weights):
    """min eta such that |drift j after| <= M x + eta sd_j for some drifts whose effect is theta."""
    effects, covariance, before = RESTAURANTS
    after, m = effects.size - before, 0.8
    trends, weights = trends_of(RESTAURANTS, weights), np.array(weights, dtype=float)
    tests = _tests(trends, m, 0.95)
    pre = np.diff(np.vstack([np.eye(before), np.zeros((1, before))]), axis=0)
    steps = np.eye(after) - np.eye(after, k=-1)
    for theta in (trends.value - 0.3, trends.value, trends.value + 0.05):
        for row in range(2 * before):
            largest = (1, -1)[row % 2] * pre[row // 2]
            rows = np.block([
                [np.tile(-m * largest, (after, 1)), steps], [np.tile(-m * largest, (after, 1)), -steps],
            ])  # fmt: skip
            sd = np.sqrt(np.diag(rows @ covariance @ rows.T))
            # unknown: eta, and the effects after, of which the weighted sum is theta
            found = linprog(
                np.r_[1.0, np.zeros(after)],
                A_ub=np.column_stack([-sd, -rows[:, before:]]),
                b_ub=-rows @ effects,
                A_eq=np.r_[0.0, weights][None, :],
                b_eq=[theta],
                bounds=[(None, None)] * (1 + after),
            )
            at = np.array([trends.value - theta, tests.signed[row]])
            assert (tests.vertices[row] @ at).max() == pytest.approx(found.fun, abs=1e-7)


@pytest.mark.parametrize("drift", [0.0, 0.5, 4.0])
def test_it_covers_the_worst_that_the_drifts_allow(drift):
    """The drift before is `drift` standard errors, and after it goes on the same way, M times as large."""
    before, after, m, runs = 3, 3, 1.0, 300
    covariance = 0.5 * np.eye(6) + 0.5
    truth = np.array([0.0, 0.0, -drift, *(m * drift * np.arange(1, 4))])  # against the last period before
    weights, random = np.full(3, 1 / 3), np.random.default_rng(7)
    covered = 0
    for effects in random.multivariate_normal(truth, covariance, size=runs):
        trends = event_study_trends(effects[:before], effects[before:], covariance, weights)
        covered += not_rejected(trends, m, 0.0, level=0.9)
    assert after == weights.size
    assert covered / runs >= 0.90 - 3 * np.sqrt(0.09 / runs)


def test_a_drift_before_that_does_not_vary_cannot_be_tested():
    trends = trends_of(MEDICAID, [1, 0])
    still = trends.covariance.copy()
    still[1, :] = still[:, 1] = 0
    with pytest.raises(ValueError, match="does not vary"):
        relative_magnitudes(Trends(trends.value, trends.drifts, trends.counts, trends.gaps, still), 1.0)
    with pytest.raises(ValueError, match="above 0"):
        relative_magnitudes(trends, 0.0)
