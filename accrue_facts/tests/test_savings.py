"""Working time and service saved as lines of the statement: planted truths, beside margin, each once."""

from __future__ import annotations

import numpy as np
import pytest

from accrue_facts.cut import Cut
from accrue_facts.errors import FactsError
from accrue_facts.productivity import Declared, measure_productivity
from accrue_facts.programme import settings_from
from accrue_facts.statement import draw
from accrue_facts.tests.made import EUR, cost, experiment, facts
from accrue_facts.tests.test_serving import MONTHS, world

HOURS = EUR | {"loaded_hourly_rate": 60.0, "hours": {"realisation": 0.5, "untouched": "travel"}}


def work(users=12, saved=5.0, travel=0.0, seed=4):
    """Tasks of 30 minutes that take `saved` less in 2024, and travel that takes `travel` less."""
    rng = np.random.default_rng(seed)
    rows, hours = [], 0.0
    for user in range(users):
        pace = rng.normal(0, 3)
        for kind, usual, less in (("offer", 30.0, saved), ("travel", 50.0, travel)):
            for n in range(60):
                year = 2023 + n % 2
                minutes = usual + pace + rng.normal(0, 2) - (less if year == 2024 else 0)
                hours += less / 60 if year == 2024 and kind == "offer" else 0
                day = f"{year}-{rng.integers(1, 13):02d}-{rng.integers(1, 28):02d}"
                rows.append(
                    {"task_id": str(len(rows)), "user_id": f"u{user}", "kind": kind, "done_at": day, "minutes": minutes}
                )  # fmt: skip
    return rows, hours


def line_of(statement, key):
    return next(one for one in statement.lines if one.key == key)


def test_time_saved_counts_beside_measured_margin_to_the_cent():
    tasks, hours = work()
    assigned, outcomes = experiment()
    table = facts(HOURS, tasks=tasks, experiments=assigned, outcomes=outcomes, costs=[cost(500)])
    statement = draw(table)
    line = line_of(statement, "hours/tasks")
    assert (line.grade, line.status, line.evidence) == ("D", "counted", "modelled")
    assert line.low <= hours * 60 * 0.5 <= line.high
    margin = line_of(statement, "holdout/mail/mail/spend")
    assert margin.status == "counted"
    assert statement.benefit.value == pytest.approx(margin.value + line.value, abs=0.005)
    assert sum(part.amount for part in line.records) == pytest.approx(line.value, abs=1e-9)
    assert sum(line.records[0].cents) == round(line.records[0].amount * 100)
    assert line.records[0].count == 12 * 30  # travel is not in it
    assert sum(line.by_month) == pytest.approx(line.value)
    said = Declared(realisation=0.5)
    alone = measure_productivity(
        table, Cut(table.settings.go_live), said, kind=None, untouched="travel", level=0.9
    )
    assert line.value == pytest.approx(alone.value.value, abs=0.005)
    assert (line.low, line.high) == pytest.approx((alone.value.low, alone.value.high), abs=0.005)


@pytest.mark.parametrize(
    ("programme", "tasks", "said"),
    [
        (EUR | {"loaded_hourly_rate": 60.0}, work()[0], "is not declared"),
        (EUR | {"hours": {"realisation": 0.5}}, work()[0], "loaded_hourly_rate"),
        (HOURS, work(users=4)[0], "at least 5 are needed"),
        (HOURS, work(travel=5.0)[0], "The untouched task changed as well"),
    ],
)
def test_time_is_refused(programme, tasks, said):
    line = line_of(draw(facts(programme, tasks=tasks, costs=[cost(500)])), "hours/tasks")
    assert (line.status, line.value) == ("refused", None)
    assert said in line.reason


def test_the_part_that_becomes_money_is_an_input_of_its_own():
    tasks, _ = work()
    costs = [cost(500)]
    first = draw(facts(HOURS, tasks=tasks, costs=costs))
    even = next(one for one in first.sensitivity if one.input == "realisation/hours/tasks").break_even
    assert 0 < even < 0.5
    swing = next(one for one in first.tornado if one.input == "realisation/hours/tasks")
    for share, roi in ((even, 0.0), (swing.low, swing.roi_low), (swing.high, swing.roi_high)):
        again = HOURS | {"hours": HOURS["hours"] | {"realisation": share}}
        assert draw(facts(again, tasks=tasks, costs=costs)).roi_percent.value == pytest.approx(roi, abs=0.01)


def test_what_is_declared_of_measured_time_or_service_is_shown():
    tasks, _ = work()
    declared = [{"name": n, "amount": 900, "haircut": 0.0, "group": n} for n in ("hours", "service", "tools")]
    statement = draw(facts(HOURS | {"declared": declared}, tasks=tasks, costs=[cost(500)]))
    assert [one.status for one in statement.lines if one.grade == "E"] == ["shown", "counted", "counted"]
    assert "working time, which Working time saved measures" in line_of(statement, "declared/1").reason


def test_cases_that_stayed_away_are_a_saving():
    table, away = world({0: 20, 1: 22, 2: 24, 3: 26}, teams=12, rise=0.5, seed=1)
    programme = EUR | {"cost_per_case": 12.0, "go_live": f"{MONTHS[20]}-01"}
    table = facts(programme, **{name: _rows(one) for name, one in table.tables.items()})
    statement = draw(table)
    line = line_of(statement, "service/cases")
    assert (line.grade, line.design, line.status) == ("B", "staggered roll-out", "counted")
    assert line.low <= 12 * away <= line.high
    assert line.low > 0
    assert sum(part.amount for part in line.records) == pytest.approx(line.value, abs=1e-9)
    began = {f"Team {team}": MONTHS[at] for team, at in {0: 20, 1: 22, 2: 24, 3: 26}.items()}
    since = sum(
        began.get(one["team"], "9999")
        <= one["opened_at"].isoformat()[:7]
        < "2024-12"  # December is not whole
        for one in _rows(table.tables["cases"])
    )
    assert line.records[0].count == since
    without = draw(facts(EUR, cases=_rows(table.tables["cases"])))
    assert not [one for one in without.lines if one.measure == "cases"]
    assert "cost_per_case" in [one.column for one in without.missing]


def test_without_teams_the_trend_of_all_cases_tells():
    rng = np.random.default_rng(5)
    rows, first = [], np.datetime64("2020-01-06")
    for week in range(234):
        for _ in range(rng.poisson(60 if week < 208 else 45)):
            day = first + np.timedelta64(7 * week + int(rng.integers(0, 7)), "D")
            rows.append({"case_id": str(len(rows)), "person_id": "1", "opened_at": str(day)})
    line = line_of(draw(facts(EUR | {"cost_per_case": 10.0}, cases=rows)), "service/cases")
    assert (line.grade, line.design, line.status) == ("D", "trend and season", "counted")
    assert [one.grade for one in line.tried] == ["B", "C"]
    assert line.low <= 26 * 15 * 10 <= line.high
    assert line.low > 0


@pytest.mark.parametrize(
    ("programme", "said"),
    [
        ({"hours": 3}, r"a table \[hours\]"),
        ({"hours": {}}, "no realisation"),
        ({"hours": {"realisation": 40}}, "hours realisation must be a fraction"),
        ({"hours": {"realisation": 0.4, "untouched": 3}}, "the name of a kind of task"),
        ({"cost_per_case": -1}, "cost_per_case must be money"),
    ],
)
def test_programmes_that_are_wrong(programme, said):
    with pytest.raises(FactsError, match=said):
        settings_from(programme)


def _rows(table):
    names = list(table.columns)
    return [
        dict(zip(names, row, strict=True))
        for row in zip(*(table.columns[n].to_pylist() for n in names), strict=True)
    ]
