"""The line of margin takes the best design its data allow, says why not a better one, and obeys a pin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accrue_facts.counting import count
from accrue_facts.draft import Draft
from accrue_facts.errors import FactsError
from accrue_facts.ladder import Rung, _climb
from accrue_facts.overlap import overlap
from accrue_facts.statement import draw
from accrue_facts.tests.made import cost, experiment, facts, orders, weekly
from accrue_facts.tests.teams import month, teams
from accrue_facts.values import Check, Line
from accrue_stats.compose.lines import Line as Stat


def margin_line(s):
    (line,) = [one for one in s.lines if one.measure == "margin"]
    return line


def designs(line):
    return [(one.grade, one.design) for one in line.tried]


ROLLED = teams(1)


def test_a_staggered_adoption_of_teams_is_a_roll_out():
    s = draw(ROLLED.facts(costs=[cost(5_000, "2023-05-01")]))
    line = margin_line(s)
    assert (line.grade, line.design, line.status) == ("B", "staggered roll-out", "counted")
    assert line.key == "rollout/orders/margin"
    assert line.low < ROLLED.truth < line.high
    assert designs(line) == [("A", "randomised holdout")]
    assert s.roi_percent_measured_only == s.roi_percent
    assert sum(sum(part.cents) for part in line.records[:1]) == round(line.records[0].amount * 100)
    assert sum(part.amount for part in line.records) == pytest.approx(line.value, abs=1e-6)
    assert sum(line.by_month) == pytest.approx(line.value, abs=1e-6)
    assert s.benefit.low == pytest.approx(line.low, abs=0.02)


def test_the_records_are_the_orders_since_adoption():
    line = margin_line(draw(ROLLED.facts()))
    assert "0-12-0" in line.records[0].ids  # the first team's first month
    assert not {one for one in line.records[0].ids if one.startswith(("0-11-", "6-"))}


def test_only_months_inside_the_period_count():
    whole, late = draw(ROLLED.facts()), draw(ROLLED.facts(), start="2024-01-01")
    line = margin_line(late)
    assert (line.grade, line.status) == ("B", "counted")
    assert line.value == pytest.approx(sum(margin_line(whole).by_month[12:]), abs=0.01)
    assert sum(line.by_month) == pytest.approx(line.value, abs=1e-6)
    assert line.high - line.low < margin_line(whole).high - margin_line(whole).low
    assert not [one for one in line.records[0].ids if one.split("-")[1] < "24"]
    early = draw(ROLLED.facts(), end="2023-06-30")
    assert early.period.end == "2023-06-30"
    assert margin_line(early).series is None or margin_line(early).series.periods[-1] == "2023-06"


def test_one_unit_with_donors_is_held_against_them():
    world = teams(2, adopting=1, units=13, first=22, step=0)
    line = margin_line(draw(world.facts()))
    assert (line.grade, line.design, line.key) == ("C", "untouched donors", "donors/orders/margin")
    assert line.low < world.truth < line.high
    assert designs(line) == [("A", "randomised holdout"), ("B", "staggered roll-out")]
    assert "it takes at least 2" in line.tried[1].reason
    assert sum(line.by_month) == pytest.approx(line.value, abs=1e-6)


def test_countries_of_people_are_units_too():
    world = teams(2, adopting=1, units=13, first=22, step=0)
    bare = [{key: value for key, value in row.items() if key != "team"} for row in world.orders]
    people = [
        {"person_id": row["person_id"], "created_at": "2020-01-01", "country": row["team"]}
        for row in {one["person_id"]: one for one in world.orders}.values()
    ]
    settings = {"base_currency": "EUR", "go_live": "2023-11-01", "margin_rate": 0.5}
    line = margin_line(draw(facts(settings, orders=bare, people=people, adoption=world.adoption)))
    assert (line.design, line.name) == ("untouched donors", "Margin of countries that adopted")
    assert line.value == margin_line(draw(world.facts())).value


def test_alone_it_is_a_trend_and_says_what_was_tried():
    line = margin_line(draw(facts(orders=orders(), costs=[cost(500)])))
    assert (line.grade, line.design) == ("D", "trend and season")
    assert designs(line) == [
        ("A", "randomised holdout"), ("B", "staggered roll-out"), ("C", "untouched donors"),
    ]  # fmt: skip
    assert "no table adoption" in line.tried[1].reason


def test_a_pin_holds_though_a_better_design_would_do():
    pin = {"pin": [{"line": "margin", "design": "donors", "reason": "Agreed with finance."}]}
    world = teams(2, adopting=3, units=20, first=23, step=0)
    assert margin_line(draw(world.facts())).grade == "B"
    line = margin_line(draw(world.facts(pin)))
    assert (line.grade, line.design, line.pinned) == ("C", "untouched donors", "Agreed with finance.")
    assert line.tried[1].reason == "The line is pinned to untouched donors."


def test_a_pinned_design_that_is_refused_gives_no_other():
    pin = {"pin": [{"line": "margin", "design": "timeline"}]}
    s = draw(ROLLED.facts(pin))
    line = margin_line(s)
    assert (line.status, line.grade, line.pinned) == ("refused", "D", "No reason was given.")
    assert [one.line for one in s.refused if one.line] == [line.name] * len(
        [one for one in s.refused if one.line]
    )


@pytest.mark.parametrize(
    ("pin", "named"),
    [
        ({"line": "profit", "design": "rollout"}, r"\[\[pin\]\] 1 line"),
        ({"line": "margin", "design": "guess"}, r"\[\[pin\]\] 1 design"),
        ({"line": "series", "design": "rollout"}, r"\[\[pin\]\] 1 design"),
        ({"line": "margin", "design": "rollout", "reason": 3}, "reason"),
        ({}, "line"),
    ],
)
def test_a_pin_that_cannot_be_is_named(pin, named):
    with pytest.raises(FactsError, match=named):
        ROLLED.facts({"pin": [pin]})


def test_a_line_is_pinned_once():
    pin = {"line": "margin", "design": "rollout"}
    with pytest.raises(FactsError, match="another line"):
        ROLLED.facts({"pin": [pin, pin]})


def test_a_series_whose_control_fails_moves_down():
    days, values, control = weekly()
    series = [
        {"measure": "margin", "period": d, "value": v, "control": c if i else None}
        for i, (d, v, c) in enumerate(zip(days, values, control, strict=True))
    ]
    (line,) = draw(facts(series=series)).lines
    assert (line.grade, line.status, line.tried[0].design) == ("D", "counted", "control series")
    assert "lacks a value" in line.tried[0].reason


def panel_of(world, months=29):
    units = sorted({row["team"] for row in world.orders})
    values = {(unit, at): 0.0 for unit in units for at in range(months)}
    for row in world.orders:
        at = int(row["order_id"].split("-")[1])
        if at < months:
            values[row["team"], at] += row["amount"] / 2
    return [{"unit": unit, "period": month(at), "value": value} for (unit, at), value in values.items()]


def test_a_panel_is_money_only_when_the_programme_says_so():
    rows = {"panel": panel_of(ROLLED), "adoption": ROLLED.adoption, "costs": [cost(5_000, "2023-05-01")]}
    settings = {"base_currency": "EUR", "go_live": "2023-01-01"}
    without = draw(facts(settings, **rows))
    assert not without.lines
    assert ("programme.toml", "panel_measure") in [(one.table, one.column) for one in without.missing]
    s = draw(facts({**settings, "panel_measure": "margin"}, **rows))
    line = margin_line(s)
    assert (line.grade, line.key) == ("B", "rollout/panel/margin")
    assert line.value == pytest.approx(margin_line(draw(ROLLED.facts())).value, abs=0.05)
    assert s.period.end == "2024-05-31"
    revenue = draw(facts({**settings, "panel_measure": "revenue", "margin_rate": 0.5}, **rows))
    assert margin_line(revenue).value == pytest.approx(line.value / 2, abs=0.02)


def held_out(world, seed=4):
    """An experiment among some people of all teams."""
    people = sorted({row["person_id"] for row in world.orders})[::4]
    arms = {"control": people[::2], "mail": people[1::2]}
    return experiment(people=arms, when="2023-02-10", seed=seed)


def test_people_of_a_holdout_are_not_in_the_roll_out():
    assigned, outcomes = held_out(ROLLED)
    s = draw(ROLLED.facts(experiments=assigned, outcomes=outcomes))
    assert [(line.grade, line.status) for line in s.lines] == [("A", "counted"), ("B", "counted")]
    covered = {row["person_id"] for row in assigned}
    of = {row["order_id"]: row["person_id"] for row in ROLLED.orders}
    assert covered & set(of.values())
    assert not covered & {of[one] for one in s.lines[1].records[0].ids}
    assert any("left out of the roll-out" in note for note in s.notes)
    assert round(s.benefit.value * 100) == sum(round(line.value * 100) for line in s.lines)


def test_a_panel_that_cannot_tell_whose_margin_it_is_does_not_count_beside_a_holdout():
    assigned, outcomes = held_out(ROLLED)
    rows = {"panel": panel_of(ROLLED), "adoption": ROLLED.adoption}
    settings = {
        "base_currency": "EUR",
        "go_live": "2023-01-01",
        "margin_rate": 0.5,
        "panel_measure": "margin",
    }
    s = draw(facts(settings, **rows, experiments=assigned, outcomes=outcomes))
    line = margin_line(s)
    assert (line.grade, line.status) == ("B", "shown")
    assert "names its people" in line.reason
    assert s.benefit.value == s.lines[0].value


def planted(grade="B", **claims):
    line = Line(
        f"x/{len(claims)}/{grade}", f"Line {grade}", grade, "design", "margin", "counted", None, 10.0, 5.0, 15.0, ""
    )  # fmt: skip
    return Draft(line, Stat(line.name, 10.0, "measured", se=3.0), **claims)


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        ({"treated": {"p1", "p2"}}, {"treated": {"p2"}}, "1 of the people"),
        ({"treated": {"p1"}}, {"control": {"p1"}}, "do not add up"),
        ({"orders": {"o1", "o2"}}, {"orders": {"o2", "o3"}}, "1 of its orders"),
        ({"cells": {("North", "2024-01")}}, {"cells": {("North", "2024-01")}}, "1 of its periods"),
    ],
)
def test_a_planted_overlap_is_seen_and_not_counted_twice(mine, theirs, said):
    mine, theirs = ({k: frozenset(v) for k, v in one.items()} for one in (mine, theirs))
    first, second = count([planted("A", **mine), planted("B", **theirs)])
    assert (first.line.status, second.line.status) == ("counted", "shown")
    assert said in second.line.reason


def test_lines_of_different_people_and_units_both_count():
    mine = planted("A", treated=frozenset({"p1"}))
    theirs = planted("B", treated=frozenset({"p2"}), orders=frozenset({"o9"}))
    assert overlap(mine, theirs) is None
    assert {one.line.status for one in count([mine, theirs])} == {"counted"}


def test_declared_lines_of_a_group_count_once_and_never_beside_measured_margin():
    lines = [
        {"name": "Less paper", "amount": 100, "haircut": 0, "group": "paper"},
        {"name": "Less post", "amount": 300, "haircut": 0, "group": "paper"},
        {"name": "More sales", "amount": 900, "haircut": 0, "group": "margin"},
    ]
    s = draw(facts({"base_currency": "EUR", "go_live": "2024-01-01", "declared": lines}))
    assert [line.status for line in s.lines] == ["shown", "counted", "counted"]
    assert "same group" in s.lines[0].reason
    s = draw(ROLLED.facts({"declared": lines}))
    assert {line.name: line.status for line in s.lines}["More sales"] == "shown"


def test_a_roll_out_whose_placebo_fails_is_modelled_and_says_so():
    draft = planted("C")
    failed = Check("placebo date", 3.0, 0.01, False, "An effect where there was none.")
    draft = replace(draft, line=replace(draft.line, checks=(failed,)))
    found = _climb([Rung("rollout", "B", "staggered roll-out", lambda: draft)], None, [])
    (tried,) = found.line.tried
    assert (found.line.grade, tried.grade) == ("C", "B")
    assert tried.reason == "Not every diagnostic passed. An effect where there was none."
