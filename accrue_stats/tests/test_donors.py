"""Donors against what was published, against the optimality conditions, and in worlds with a known truth."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue_stats.donors.designs import noise_level, synthetic_control, synthetic_difference
from accrue_stats.donors.effect import donors_effect
from accrue_stats.donors.fake_dates import try_fake_dates
from accrue_stats.donors.placebo import placebos_in_space
from accrue_stats.donors.ridge import ridge_gap
from accrue_stats.donors.simplex import simplex_weights
from accrue_stats.tests.published import published_file


def proposition_99():
    """Packs of cigarettes a head: California, and the 38 other states, 1970 to 2000."""
    with published_file("synthdid-py", "synthdid/data/california_prop99.csv").open() as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 39 * 31
    states = sorted({row["State"] for row in rows}, key=lambda s: (s != "California", s))
    values = {(row["State"], int(row["Year"])): float(row["PacksPerCapita"]) for row in rows}
    table = np.array([[values[state, year] for year in range(1970, 2001)] for state in states])
    return table[0], table[1:], states[1:]


def world(rng, *, units=16, before=24, after=6, lift=0.0, rho=0.5, pull=0.3):
    """Units that follow two common random walks as far as each will, with AR(1) noise of sd 1; the first is lifted."""
    periods = before + after
    common, loads = rng.normal(size=(2, periods)).cumsum(axis=1), rng.normal(size=(units, 2))
    noise = rng.normal(size=(units, periods))
    for t in range(1, periods):
        noise[:, t] = rho * noise[:, t - 1] + np.sqrt(1 - rho**2) * noise[:, t]
    values = 100 + 5 * rng.normal(size=(units, 1)) + pull * loads @ common + noise
    values[0, before:] += lift
    return values[0], values[1:]


def test_proposition_99_as_published():
    unit, donors, names = proposition_99()
    found = donors_effect(unit, donors, before=19)
    assert found.did.value == pytest.approx(-27.349, abs=1e-3)
    # Arkhangelsky et al. (2021), table 1, and R's synthdid: -15.604 (8.4 by 200 random placebos)
    assert found.sdid.value == pytest.approx(-15.604, abs=5e-3)
    assert found.sdid.se == pytest.approx(9.37, abs=0.01)
    # R's sc_estimate stops its search at -19.62, a little before the best weights
    assert found.synthetic_control.value == pytest.approx(-19.62, abs=0.15)
    years = dict(zip(range(1970, 1989), found.period_weights, strict=True))
    assert [years[y] for y in (1986, 1987, 1988)] == pytest.approx([0.366, 0.206, 0.427], abs=1e-3)
    weights = dict(zip(names, found.weights, strict=True))
    assert weights["Nevada"] == pytest.approx(0.124, abs=1e-3)
    assert weights["New Hampshire"] == pytest.approx(0.105, abs=1e-3)
    assert (found.rank.rank, found.rank.of) == (3, 39)
    assert [one.code for one in found.refusals] == ["donors.horizon"]
    assert not donors_effect(unit, donors, before=19, max_horizon=0.7).refusals
    assert found.total.value == pytest.approx(12 * found.sdid.value)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 12), st.sampled_from([0.0, 1e-9, 0.5, 50.0]))
def test_weights_are_the_best_there_are(seed, columns, rows, ridge):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(rows, columns)) * 10 + 100, rng.normal(size=rows) + 100
    w = simplex_weights(a, b, ridge=ridge)
    assert w.min() >= 0
    assert w.sum() == pytest.approx(1)
    slope = a.T @ (a @ w - b) + ridge * w
    # no weight in use could be put to better use elsewhere
    assert float(w @ slope - slope.min()) <= 1e-7 * (np.sum((a - b[:, None]) ** 2, axis=0).max() + ridge)


def test_weights_of_a_mix_are_found_again():
    rng = np.random.default_rng(1)
    donors = rng.normal(size=(12, 40)).cumsum(axis=1)
    mix = np.zeros(12)
    mix[[1, 4, 7]] = 0.5, 0.3, 0.2
    unit = mix @ donors
    unit[30:] += 4
    noise = noise_level(donors, 30)
    assert synthetic_control(unit, donors, 30, noise=noise).units == pytest.approx(mix, abs=1e-6)
    assert synthetic_control(unit, donors, 30, noise=noise).value == pytest.approx(4)
    # a level of its own is no matter to the difference
    assert synthetic_difference(unit + 50, donors, 30, noise=noise).value == pytest.approx(
        synthetic_difference(unit, donors, 30, noise=noise).value
    )


def test_ridge_finds_a_mix_with_a_level():
    rng = np.random.default_rng(2)
    donors = rng.normal(size=(5, 80)).cumsum(axis=1)
    unit = 7 + 0.8 * donors[0] - 0.4 * donors[3] + 0.01 * rng.normal(size=80)
    unit[70:] += 3
    assert ridge_gap(unit, donors, 70)[70:].mean() == pytest.approx(3, abs=0.1)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1e-3, 12.0, 1e6]))
def test_neither_unit_of_money_nor_order_of_donors_matters(seed, factor):
    unit, donors = world(np.random.default_rng(seed), units=9, before=12, after=3, lift=2.0)
    found = donors_effect(unit, donors, before=12)
    scaled = donors_effect(unit * factor, donors[::-1] * factor, before=12)
    for name in ("did", "synthetic_control", "sdid", "ridge"):
        one, other = getattr(found, name), getattr(scaled, name)
        assert other.value / factor == pytest.approx(one.value, rel=1e-4, abs=1e-4)
        assert other.se / factor == pytest.approx(one.se, rel=1e-3, abs=1e-4)
    assert scaled.weights[::-1] == pytest.approx(found.weights, abs=1e-4)


def test_an_effect_is_found_and_its_interval_covers_it():
    rng = np.random.default_rng(3)
    covered, found = 0, []
    for _ in range(60):
        effect = donors_effect(*world(rng, units=12, lift=2.0), before=24)
        covered += effect.sdid.low <= 2 <= effect.sdid.high
        found.append(effect.sdid.value)
    assert covered >= 50
    assert np.mean(found) == pytest.approx(2, abs=0.25)


def test_several_treated_units_are_measured_together():
    rng = np.random.default_rng(4)
    _, donors = world(rng, units=23)
    treated, rest = donors[:3].copy(), donors[3:]
    treated[:, 24:] += 2
    found = donors_effect(treated, rest, before=24)
    assert found.total.value == pytest.approx(found.sdid.value * 3 * 6)
    assert found.sdid.low < 2 < found.sdid.high
    again = donors_effect(treated, rest, before=24)
    assert again.sdid == found.sdid
    assert placebos_in_space(rest[:5], 24, noise=1.0, treated=2).ratios.size == 10


def test_what_cannot_be_claimed():
    unit, donors = world(np.random.default_rng(5), units=10, before=6, after=3)
    found = donors_effect(unit, donors, before=6)
    assert [one.code for one in found.refusals] == ["donors.too_few", "donors.horizon"]
    assert found.sdid is not None
    short = donors_effect(unit, donors, before=2, max_horizon=99)
    assert "donors.too_short" in [one.code for one in short.refusals]
    alone = donors_effect(unit, donors[:1], before=6)
    assert alone.did is not None
    assert alone.sdid is None
    assert donors_effect(unit, np.zeros((0, 9)), before=6).did is None


def test_a_unit_above_all_donors_is_told_of():
    unit, donors = world(np.random.default_rng(8), units=15, lift=2.0)
    checks = {one.name: one.passed for one in donors_effect(unit + 500, donors, before=24).checks}
    assert checks == {"pre-fit": False, "parallel before": True, "placebo in space": None}
    unit = unit + np.linspace(0, 300, unit.size)
    checks = {one.name: one.passed for one in donors_effect(unit, donors, before=24).checks}
    assert checks["parallel before"] is False
    assert all(one.passed is not False for one in donors_effect(*proposition_99()[:2], before=19).checks)


def test_dates_at_which_nothing_happened():
    rng = np.random.default_rng(9)
    unit, donors = world(rng, units=16, lift=5.0)
    tried = try_fake_dates(unit, donors, 24)
    assert tried.dates == 12
    assert tried.nearer == "sdid"
    assert 0 < tried.sdid < 2
    # what comes after go-live plays no part
    without = unit.copy()
    without[24:] = 0
    assert try_fake_dates(without, donors, 24) == tried
    # a unit that is no mix with weights of zero or more, but a contrast of two donors
    walks = rng.normal(size=(10, 60)).cumsum(axis=1)
    odd = 2 * walks[0] - 1.5 * walks[1] + 0.05 * rng.normal(size=60)
    assert try_fake_dates(odd, walks, 52).nearer == "ridge"
    assert try_fake_dates(unit, donors, 12) is None


def test_constant_and_equal_donors():
    unit = np.r_[np.full(12, 5.0), np.full(4, 8.0)]
    found = donors_effect(unit, np.full((11, 16), 5.0), before=12)
    assert found.sdid.value == pytest.approx(3)
    assert found.sdid.se == 0
    assert found.rank.rank == 1
    assert np.isfinite(found.ridge.value)


@pytest.mark.parametrize(
    ("treated", "donors", "before", "told"),
    [
        ([1.0, 2.0], [[1.0, 2.0, 3.0]], 1, "periods"),
        ([1.0, np.nan], [[1.0, 2.0]], 1, "missing"),
        ([1.0, 2.0], [[1.0, 2.0]], 2, "before and after"),
        ([1.0, 2.0], [[1.0, 2.0]], 0, "before and after"),
    ],
)
def test_tables_that_are_none(treated, donors, before, told):
    with pytest.raises(ValueError, match=told):
        donors_effect(treated, donors, before=before)


@pytest.mark.parametrize("same", [np.zeros(30), np.arange(30.0)], ids=["still", "in step"])
def test_donors_that_all_move_alike_are_refused(same):
    unit, others = world(np.random.default_rng(1))
    found = donors_effect(unit, others[:, :1] + same, before=24)
    assert [one.code for one in found.refusals] == ["donors.no_variation"]
