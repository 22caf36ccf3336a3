"""Drawn again with an input at its break-even the net return is zero; at its ends the ROI is the tornado's."""

from __future__ import annotations

import json

import pytest

from accrue_facts.answers import roi_answer
from accrue_facts.statement import draw
from accrue_facts.tests.made import EUR, cost, experiment, facts
from accrue_facts.values import Statement

ASSIGNED, OUTCOMES = experiment(n=300)


def drawn(*, rate=0.5, haircut=0.25, media=900.0, training=300.0, **more):
    declared = [{"name": "Paper", "amount": 400, "haircut": haircut}]
    rows = {
        "experiments": ASSIGNED,
        "outcomes": OUTCOMES,
        "costs": [cost(media), cost(training, category="training", i=2)],
    }
    settings = {**EUR, "margin_rate": rate, "horizon_months": 36, "declared": declared}
    return draw(facts(settings, **rows, **more))


def inputs(s):
    return {one.input: one for one in s.sensitivity}


BASE = drawn()


def test_every_input_is_there():
    assert list(inputs(BASE)) == [
        "line/holdout/mail/mail/spend", "line/declared/1", "haircut/declared/1", "margin_rate",
        "cost/training", "cost/media", "discount_rate",
    ]  # fmt: skip


def test_at_its_break_even_a_cost_leaves_nothing():
    found = inputs(BASE)
    assert drawn(media=found["cost/media"].break_even).net_return.value == pytest.approx(0, abs=0.01)
    assert drawn(training=found["cost/training"].break_even).net_return.value == pytest.approx(0, abs=0.01)


def test_at_its_break_even_the_margin_rate_leaves_nothing():
    s = drawn(rate=0.3, media=400)
    even = inputs(s)["margin_rate"].break_even
    assert drawn(rate=even, media=400).net_return.value == pytest.approx(0, abs=0.01)


def test_at_its_break_even_the_haircut_leaves_nothing():
    net = BASE.net_return.value
    s = drawn(media=900 + net - 50)
    even = inputs(s)["haircut/declared/1"].break_even
    assert even == pytest.approx(0.25 + 50 / 400, abs=1e-4)
    assert drawn(media=900 + net - 50, haircut=even).net_return.value == pytest.approx(0, abs=0.01)


def test_where_nothing_would_do_it_the_reason_is_given():
    found = inputs(drawn(media=1.0, training=1.0))
    assert found["haircut/declared/1"].break_even is None
    assert "between 0 and 1" in found["haircut/declared/1"].reason


def test_a_line_at_its_break_even_is_the_cost_less_the_others():
    s, found = BASE, inputs(BASE)
    assert found["line/declared/1"].break_even == pytest.approx(s.cost - (s.benefit.value - 300), abs=1e-6)


def test_the_tornado_is_the_roi_drawn_again():
    swings = {one.input: one for one in BASE.tornado}
    for end, roi in (("low", "roi_low"), ("high", "roi_high")):
        media = swings["cost/media"]
        again = drawn(media=getattr(media, end)).roi_percent.value
        assert getattr(media, roi) == pytest.approx(again, abs=1e-6)
        again = drawn(haircut=getattr(swings["haircut/declared/1"], end)).roi_percent.value
        assert getattr(swings["haircut/declared/1"], roi) == pytest.approx(again, abs=1e-6)
        again = drawn(rate=getattr(swings["margin_rate"], end)).roi_percent.value
        assert getattr(swings["margin_rate"], roi) == pytest.approx(again, abs=0.01)
    line = swings["line/holdout/mail/mail/spend"]
    assert (line.low, line.high) == (BASE.lines[0].low, BASE.lines[0].high)
    widths = [abs(one.roi_high - one.roi_low) for one in BASE.tornado]
    assert widths == sorted(widths, reverse=True)


def test_orders_that_name_their_margin_do_not_go_with_the_rate():
    from accrue_facts.tests.made import orders

    rows = [{**row, "margin": row["amount"] / 2 if i % 2 else None} for i, row in enumerate(orders())]
    found = inputs(draw(facts(orders=rows, costs=[cost(500)])))
    assert found["margin_rate"].break_even is None
    rows = [{**row, "margin": row["amount"] / 2} for row in rows]
    assert "margin_rate" not in inputs(draw(facts(orders=rows, costs=[cost(500)])))


def test_without_a_cost_there_is_none_of_it():
    s = draw(facts(experiments=ASSIGNED, outcomes=OUTCOMES))
    assert (s.sensitivity, s.tornado) == ((), ())
    assert {one.reason for one in s.unit_costs} == {"The table costs is missing."}


def test_costs_of_an_order_a_user_and_a_deal():
    placed = [
        {"order_id": f"o{i}", "person_id": "p", "ordered_at": "2024-01-20", "amount": 10.0 if i else -10.0}
        for i in range(9)
    ]
    deals = [
        {"deal_id": f"d{i}", "created_at": "2023-12-01", "closed_at": "2024-01-12", "outcome": outcome, "amount": 5.0,
         "owner_id": f"u{i % 2}"}
        for i, outcome in enumerate(["won", "lost", "won"])
    ]  # fmt: skip
    s = drawn(orders=placed, deals=deals)
    assert [(one.per, one.count, one.cost) for one in s.unit_costs] == [
        ("order", 8, 150.0), ("user_month", 2, 600.0), ("won_deal", 2, 600.0),
    ]  # fmt: skip
    tasks = [
        {"task_id": f"t{i}", "user_id": "u1", "kind": "call", "done_at": day}
        for i, day in enumerate(["2024-01-02", "2024-01-03", "2023-12-02"])
    ]
    assert drawn(orders=placed, tasks=tasks).unit_costs[1].count == 1
    assert drawn().unit_costs[0].reason == "There is no table orders."


def test_the_answer_has_them_and_the_statement_survives_json():
    answer = json.loads(json.dumps(roi_answer(BASE)))
    assert {"sensitivity", "tornado", "projection", "unit_costs"} <= set(answer)
    assert answer["projection"]["months"] == 36
    assert Statement.from_json(BASE.to_json()) == BASE
