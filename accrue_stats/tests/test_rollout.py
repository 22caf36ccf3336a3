"""The roll-out's effect: coverage where the truth is known, what it must not depend on, and when it is refused."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue_stats.distributions import two_sided
from accrue_stats.rollout.averages import unit_average, worked
from accrue_stats.rollout.cells import cell_effects, group_time_cells
from accrue_stats.rollout.clustered import clustered_regression
from accrue_stats.rollout.cohorts import NEVER, balanced_part, cohorts_of
from accrue_stats.rollout.effect import rollout_effect
from accrue_stats.rollout.few_units import interval, residuals_of
from accrue_stats.rollout.permutation import permutation_test
from accrue_stats.rollout.plain import collapsed_difference, two_by_two
from accrue_stats.rollout.pre_trend import pre_trend
from accrue_stats.rollout.result import total_by_period
from accrue_stats.rollout.sensitivity import honest_intervals
from accrue_stats.rollout.two_way import two_way_effect
from accrue_stats.tests.panels import DATES, teams

RUNS = 200


def att_of(values, dates, level, base="last"):
    """The headline and the pre-trend without the diagnostics that take time; and the cells it is measured on."""
    cohorts = cohorts_of(dates)
    cells = group_time_cells(
        cohorts.starts, cohorts.sizes, values.shape[1], control="notyet", anticipation=0, base=base
    )
    effects, residuals = cell_effects(cells, cohorts.means(values)), residuals_of(values, cohorts)
    found = worked(unit_average(cells, effects, cohorts.sizes, cells.event >= 0), cells, values, cohorts)
    return interval(found, residuals, level), pre_trend(cells, values, cohorts, residuals, 0), cells, cohorts


def share_covered(kind, level, base="last", **world):
    covered = alarms = 0
    for seed in range(RUNS):
        values, true = teams(np.random.default_rng(seed), DATES[kind], **world)
        att, before, cells, cohorts = att_of(values, DATES[kind], level, base)
        after = cells.event >= 0
        first = np.array([int(np.flatnonzero(cohorts.of == g)[0]) for g in cells.cohort[after]])
        truth = np.average(true[first, cells.time[after]], weights=cohorts.sizes[cells.cohort[after]])
        covered += att.low <= truth <= att.high
        alarms += before.p < 0.10
    return covered / RUNS, alarms / RUNS


@pytest.mark.parametrize("world", [{}, {"effect": 0.08}, {"effect": 0.08, "grows": True}])
def test_coverage_of_24_teams_and_24_months(world):
    covered, alarms = share_covered("four dates", 0.95, **world)
    assert covered >= 0.90
    assert alarms <= 0.15


@pytest.mark.parametrize(
    ("kind", "base", "world"),
    [
        ("all of them", "last", {"effect": 0.08}),
        ("single teams", "last", {}),
        ("four dates", "last", {"uneven": 0.6}),
        ("four dates", "last", {"rho": 0.95}),
        ("one date", "mean", {"effect": 0.08}),
        ("two treated", "mean", {}),
    ],
)
def test_coverage_at_90_percent_in_harder_worlds(kind, base, world):
    covered, alarms = share_covered(kind, 0.90, base, **world)
    assert covered >= 0.86
    assert alarms <= 0.16


def test_att_of_no_noise_is_the_truth():
    values, true = teams(np.random.default_rng(0), DATES["four dates"], effect=0.3, noise=0.0)
    found = rollout_effect(values, DATES["four dates"])
    assert found.att.value == pytest.approx(0.3)
    assert found.group.value == pytest.approx(0.3)
    assert found.two_way[0] == pytest.approx(0.3)
    assert found.att.low == pytest.approx(found.att.high)
    assert found.unit_periods == int((true > 0).sum())


def test_the_growing_effect_is_told_by_event_time_and_the_two_way_figure_is_off():
    dates = DATES["all of them"]
    values, _ = teams(np.random.default_rng(0), dates, effect=0.6, grows=True, noise=0.0)
    found = rollout_effect(values, dates)
    for one in found.by_event_time:
        assert one.effect.value == pytest.approx(0.1 * (1 + one.e) if one.e >= 0 else 0.0)
    value, negative = found.two_way
    assert value < found.att.value / 2
    assert negative > 0.1


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    unit=st.sampled_from([1e-6, 3.0, 1e9, -2.0]),
    control=st.sampled_from(["never", "notyet"]),
    anticipation=st.integers(0, 2),
)
def test_units_of_money_levels_and_order_do_not_matter(seed, unit, control, anticipation):
    rng = np.random.default_rng(seed)
    dates = rng.permutation(DATES["four dates"])
    values, _ = teams(rng, dates, effect=0.1)
    options = {"control": control, "anticipation": anticipation}
    one = rollout_effect(values, dates, **options)
    order = rng.permutation(dates.size)
    shifted = (values + rng.normal(size=(24, 1)) * 5 + rng.normal(size=24) * 5) * unit
    other = rollout_effect(shifted[order], dates[order], **options)
    for a, b in ((one.att, other.att), (one.dynamic, other.dynamic), (one.group, other.group)):
        assert b.value == pytest.approx(a.value * unit, rel=1e-6)
        assert b.se == pytest.approx(a.se * abs(unit), rel=1e-6)
        assert b.high - b.low == pytest.approx((a.high - a.low) * abs(unit), rel=1e-6)
    assert other.pre_trend.p == pytest.approx(one.pre_trend.p, rel=1e-5)
    assert other.unit_influence == pytest.approx(one.unit_influence[order] * unit, rel=1e-5)


def test_the_same_seed_gives_the_same_bits():
    values, _ = teams(np.random.default_rng(3), DATES["four dates"])
    one, two = (rollout_effect(values, DATES["four dates"]) for _ in range(2))
    assert (one.att, one.permutation, one.honest) == (two.att, two.permutation, two.honest)
    assert rollout_effect(values, DATES["four dates"], seed=1).permutation != one.permutation


def test_influence_makes_the_interval():
    values, _ = teams(np.random.default_rng(3), DATES["four dates"], effect=0.1)
    found = rollout_effect(values, DATES["four dates"], level=0.8)
    half = (found.att.high - found.att.low) / 2
    assert math.sqrt((found.unit_influence**2).sum()) * two_sided(0.8) == pytest.approx(half)
    assert found.unit_influence.sum() == pytest.approx(0, abs=1e-9)


def test_averages_are_averages_of_the_group_time_effects():
    values, _ = teams(np.random.default_rng(5), DATES["four dates"], effect=0.1, grows=True)
    found = rollout_effect(values, DATES["four dates"])
    cells = found.group_time
    assert found.att.value == pytest.approx(
        np.average([c.value for c in cells], weights=[c.units for c in cells])
    )
    dates = sorted({c.adopted for c in cells})
    means = [np.mean([c.value for c in cells if c.adopted == d]) for d in dates]
    assert found.group.value == pytest.approx(np.mean(means))
    by_period = total_by_period(found, 24)
    assert found.total.value == pytest.approx(by_period.sum())
    assert not by_period[:9].any()


def test_leaving_one_out_is_the_estimate_without_it():
    dates = DATES["single teams"]
    values, _ = teams(np.random.default_rng(5), dates, effect=0.1)
    found = rollout_effect(values, dates)
    for i in (0, 5, 20):
        keep = np.arange(24) != i
        assert found.without_one[i] == pytest.approx(rollout_effect(values[keep], dates[keep]).att.value)


def test_every_assignment_is_tried_where_there_are_few():
    dates = np.array([3, 4, NEVER, NEVER, NEVER])
    values = np.random.default_rng(1).normal(size=(5, 6))
    att, _, cells, cohorts = att_of(values, dates, 0.9)
    outcome = worked(
        unit_average(cells, cell_effects(cells, cohorts.means(values)), cohorts.sizes, cells.event >= 0),
        cells, values, cohorts,
    ).outcome  # fmt: skip
    found = permutation_test(values, cohorts, outcome, seed=0)
    by_hand = [abs(att_of(values[list(p)], dates, 0.9)[0].value) for p in permutations(range(5))]
    assert found.exact
    assert found.ways == 20
    assert found.smallest == 1 / 20
    assert found.p == pytest.approx(np.mean([v >= abs(att.value) - 1e-12 for v in by_hand]))


def test_two_sides_of_equal_size_mirror_each_other():
    values = np.random.default_rng(1).normal(size=(8, 6))
    found = collapsed_difference(values, [1, 1, 1, 1, 0, 0, 0, 0], 3).permutation
    assert found.ways == 70
    assert found.smallest == 2 / 70
    assert found.p >= found.smallest


def test_permutation_is_rarely_small_by_chance():
    small = 0
    for seed in range(RUNS):
        values, _ = teams(np.random.default_rng(seed), DATES["two treated"][:12], rho=0.9, uneven=0.5)
        small += collapsed_difference(values, np.arange(12) < 2, 14).permutation.p <= 0.10
    assert small / RUNS <= 0.16


def refused(values, dates, **options):
    return [r.code for r in rollout_effect(values, dates, **options).refusals]


def quiet(n=24, seed=2, **world):
    dates = world.pop("dates", DATES["four dates"])[:n]
    return teams(np.random.default_rng(seed), dates, effect=1.0, **world)[0], dates


def test_a_clear_roll_out_is_not_refused():
    assert refused(*quiet()) == []


def test_refuses_one_treated_unit_or_one_control():
    assert "rollout.few_treated" in refused(*quiet(dates=np.array([14] + [NEVER] * 23)))
    assert "rollout.few_controls" in refused(*quiet(dates=np.array([14] * 23 + [NEVER])))
    values = np.random.default_rng(0).normal(size=(3, 12))
    assert refused(values, [NEVER, NEVER, NEVER]) == ["rollout.few_treated"]
    assert refused(values, [9, 9, 9]) == ["rollout.few_controls"]
    assert refused(values, [0, 0, 0]) == ["rollout.few_treated", "rollout.few_controls"]


def test_refuses_when_chance_cannot_be_told():
    values, dates = quiet(dates=np.array([14, 14, NEVER, NEVER, NEVER]))
    found = rollout_effect(values, dates)
    assert [r.code for r in found.refusals] == ["rollout.permutation"]
    assert "10 of 100 cases" in found.refusals[0].reason
    assert refused(*quiet(dates=np.array([14, 14] + [NEVER] * 5))) == []


def test_refuses_a_short_history_unless_it_is_declared():
    values, dates = quiet(dates=DATES["four dates"] - 2)
    assert refused(values, dates) == ["rollout.short_history"]
    assert refused(values, dates, min_pre=7) == []
    assert refused(*quiet(), anticipation=2) == ["rollout.short_history"]


def test_refuses_units_that_moved_apart_before():
    values, dates = quiet()
    apart = values + np.where(dates < NEVER, 0.05, 0.0)[:, None] * np.arange(24)
    assert refused(apart, dates) == ["rollout.pre_trend"]


def test_refuses_what_rests_on_one_unit():
    dates = DATES["four dates"]
    values, _ = teams(np.random.default_rng(2), dates)
    values[0, 9:] += 20
    assert "rollout.sign_flip" in refused(values - 0.5 * (np.arange(24) >= dates[:, None]), dates)


def test_refuses_units_that_all_move_alike():
    together = np.arange(24.0) + np.arange(24.0)[:, None]
    assert "rollout.no_variation" in refused(together, DATES["four dates"])


def test_anticipation_moves_the_base_back():
    dates = DATES["four dates"]
    values, _ = teams(np.random.default_rng(0), dates, effect=0.3, noise=0.0)
    early = values - 0.2 * (np.arange(24) == dates[:, None] - 1)
    assert rollout_effect(early, dates).att.value == pytest.approx(0.5, abs=0.05)
    assert rollout_effect(early, dates, anticipation=1).att.value == pytest.approx(0.3)


def test_honest_widens_with_what_trends_may_do():
    values, dates = quiet()
    found = rollout_effect(values, dates)
    assert (found.honest[0].low, found.honest[0].high) == pytest.approx((found.att.low, found.att.high))
    width = [h.high - h.low for h in found.honest]
    assert width == sorted(width)
    assert width[0] < width[-1]


def test_honest_covers_where_trends_part_as_before():
    """Treated teams drift by as much after adoption as before it, always upwards: all of it would count as effect."""
    dates, covered = DATES["four dates"], 0
    for seed in range(40):
        values, _ = teams(np.random.default_rng(seed), dates)
        values += 0.03 * np.arange(24) * (dates < NEVER)[:, None]
        cohorts = cohorts_of(dates)
        cells = group_time_cells(
            cohorts.starts, cohorts.sizes, 24, control="never", anticipation=0, base="last"
        )
        average = unit_average(
            cells, cell_effects(cells, cohorts.means(values)), cohorts.sizes, cells.event >= 0
        )
        plain, found = honest_intervals(
            (average,), cells, values, cohorts, residuals_of(values, cohorts), anticipation=0, level=0.9,
            magnitudes=(0.0, 1.0),
        )[0]  # fmt: skip
        assert plain.low > 0
        covered += found.low <= 0 <= found.high
    assert covered / 40 >= 0.90 - 3 * math.sqrt(0.09 / 40)


def test_without_a_drift_that_varies_the_bound_is_closed():
    dates = DATES["four dates"]
    values, _ = teams(np.random.default_rng(0), dates, effect=0.3, noise=0.0)
    found = rollout_effect(values, dates)
    assert {one.method for one in found.honest} == {"closed"}
    assert found.honest[-1].low == pytest.approx(0.3)
    assert {one.method for one in rollout_effect(*quiet()).honest} == {"conditional"}


def test_the_placebo_date_sees_what_began_earlier():
    values, dates = quiet()
    assert rollout_effect(values, dates).checks[0].passed
    earlier = values + 0.8 * (np.arange(24) >= dates[:, None] - 3)
    assert rollout_effect(earlier, dates).checks[0].passed is False


def test_balanced_part_leaves_out_the_unit_or_the_end_that_lacks_most():
    known = np.ones((5, 6), dtype=bool)
    known[1, 2] = False
    known[2:, 5] = False
    units, kept = balanced_part(known)
    assert units.tolist() == [True, False, True, True, True]
    assert (kept.start, kept.stop) == (0, 5)
    assert not balanced_part(np.zeros((2, 3), dtype=bool))[0].any()


def test_two_way_figure_is_the_regression():
    rng = np.random.default_rng(0)
    values, dates = rng.normal(size=(6, 8)), np.array([3, 4, 6, NEVER, NEVER, 2])
    treated = (np.arange(8) >= dates[:, None]).astype(float)
    unit, period = np.repeat(np.eye(6), 8, axis=0), np.tile(np.eye(8), (6, 1))
    x = np.column_stack([treated.ravel(), unit, period[:, 1:]])
    assert two_way_effect(values, dates)[0] == pytest.approx(np.linalg.lstsq(x, values.ravel())[0][0])
    assert two_way_effect(values, np.full(6, NEVER)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: rollout_effect([[1.0, np.nan]], [1]),
        lambda: rollout_effect([[1.0], [2.0]], [1, NEVER]),
        lambda: rollout_effect(np.ones((3, 4)), [1, 2]),
        lambda: rollout_effect(np.ones((3, 4)), [1, 2, NEVER], anticipation=-1),
        lambda: rollout_effect(np.ones((3, 4)), [1, 2, NEVER], level=1.0),
        lambda: two_by_two([1, 2, 3, 4, 5], [0, 0, 1, 1, 1], [0, 1, 1, 1, 1]),
        lambda: two_by_two([1, 2], [0, 2], [0, 1]),
        lambda: collapsed_difference(np.ones((3, 4)), [0, 0, 0], 2),
        lambda: collapsed_difference(np.ones((3, 4)), [1, 0, 0], 0),
        lambda: clustered_regression([1.0, 2, 3], np.ones((3, 2)), [1, 2, 3]),
        lambda: clustered_regression([1.0, 2, 3], np.ones((3, 1)), [1, 1, 1]),
        lambda: clustered_regression([1.0, 2, 3], np.ones((3, 1)), [1, 2]),
    ],
)
def test_what_cannot_be_worked_with_is_an_error(wrong):
    with pytest.raises(ValueError, match=r"."):
        wrong()
