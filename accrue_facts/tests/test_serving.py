"""Cost to serve by team: a planted effect is found against other teams, and what cannot be is graded D and says why."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from accrue_facts.cut import Cut
from accrue_facts.productivity import Declared, measure_productivity
from accrue_facts.tests.made import facts

CUT = Cut(date(2024, 1, 1))
MONTHS = [f"{2022 + i // 12}-{i % 12 + 1:02d}" for i in range(36)]


def world(began, *, teams=12, fewer=0.4, rise=0.0, seed=0, named=True):
    """Cases of teams by month; from the month it began a team has `fewer` of them, and all of them `rise` in 2024."""
    rng = np.random.default_rng(seed)
    cases, away = [], 0.0
    for team in range(teams):
        for at, month in enumerate(MONTHS):
            usual = rng.poisson(30 + team)
            usual += rng.poisson(rise * 30) if at >= 24 else 0
            gone = rng.binomial(usual, fewer) if team in began and at >= began[team] else 0
            away += gone
            for i in range(usual - gone):
                cases.append(
                    {"case_id": f"{team}-{at}-{i}", "person_id": f"p{i}", "opened_at": f"{month}-{1 + i % 28:02d}"}
                    | ({"team": f"Team {team}"} if named else {})
                )  # fmt: skip
    adoption = [
        {"unit": f"Team {team}", "adopted_at": f"{MONTHS[began[team]]}-01" if team in began else None}
        for team in range(teams)
    ]
    orders = [
        {"order_id": f"o{i}", "person_id": f"p{i}", "ordered_at": "2021-12-01", "amount": 10.0}
        for i in range(60)
    ]
    tasks = [{"task_id": "1", "user_id": "u", "kind": "call", "done_at": "2023-01-01", "minutes": None}]
    return facts(cases=cases, adoption=adoption, orders=orders, tasks=tasks), away


def asked(found):
    return measure_productivity(
        found, CUT, Declared(cost_per_case=12.0), kind=None, untouched=None, level=0.9
    )


@pytest.mark.parametrize(
    ("began", "teams", "grade", "design"),
    [
        ({0: 20, 1: 22, 2: 24, 3: 26}, 12, "B", "staggered roll-out"),
        ({0: 28}, 13, "C", "untouched donors"),
    ],
)
def test_the_planted_effect_is_found_though_all_cases_rise(began, teams, grade, design):
    table, away = world(began, teams=teams, rise=0.5, seed=1)
    found = asked(table).answer
    effect, cost = found["cases_effect"], found["cost_to_serve"]
    assert (effect["grade"], effect["design"], cost["grade"]) == (grade, design, grade)
    assert effect["total"]["low"] < -away < effect["total"]["high"] < 0
    assert cost["effect"]["value"] == pytest.approx(12 * effect["total"]["value"])
    # before and after alone would have said that serving became dearer
    assert cost["change"]["value"] > 0


def test_without_an_effect_none_is_claimed():
    told = []
    for seed in range(4):
        table, _ = world({0: 20, 1: 22, 2: 24, 3: 26}, fewer=0.0, rise=0.5, seed=seed)
        told.append(asked(table).answer["cases_effect"]["total"])
    assert all(total is None or total["low"] < 0 < total["high"] for total in told)


@pytest.mark.parametrize(
    ("began", "named", "said"),
    [
        ({0: 20, 1: 22}, False, "not both known"),
        ({}, True, "None of the teams"),
        ({0: 2, 1: 4}, True, "begin earlier"),
    ],
)
def test_what_cannot_be_compared_is_grade_d_and_says_why(began, named, said):
    table, _ = world(began, named=named)
    found = asked(table).answer
    effect = found["cases_effect"]
    assert (effect["effect"], effect["total"], effect["grade"], effect["design"]) == (
        None,
        None,
        "D",
        "before and after",
    )
    assert said in effect["tried"][0]["reason"]
    assert found["cost_to_serve"]["effect"] is None
    assert found["cost_to_serve"]["change"]["value"] is not None
    assert found["cost_to_serve"]["grade"] == "D"
