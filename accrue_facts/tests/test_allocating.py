"""Attribution stands beside the measured effect: labelled, without money, and in no other figure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accrue_facts.answers import roi_answer
from accrue_facts.statement import draw
from accrue_facts.tests.made import cost, experiment, facts, orders
from accrue_facts.values import Statement

TOUCHED = [
    {"touch_id": "1", "person_id": "p0", "channel": "mail", "kind": "click", "occurred_at": "2024-02-01"},
    {"touch_id": "2", "person_id": "p0", "channel": "ads", "kind": "click", "occurred_at": "2024-02-02"},
    {"touch_id": "3", "person_id": "p1", "channel": "ads", "kind": "click", "occurred_at": "2024-02-03"},
    {"touch_id": "4", "person_id": "p9", "channel": "tv", "kind": "view", "occurred_at": "2023-02-03"},
]


def drawn(touches, **rows):
    assigned, outcomes = experiment()
    return draw(
        facts(
            orders=orders(),
            touches=touches,
            experiments=assigned,
            outcomes=outcomes,
            costs=[cost(500)],
            **rows,
        )
    )


def test_the_orders_of_the_period_are_shared_out_beside_what_was_measured():
    s = drawn(TOUCHED)
    found = s.allocation
    # the first order of p0 and of p1 after their touches; the touch of 2023 is before the period
    assert found.after_touch == 2
    assert found.orders == len([row for row in orders() if row["ordered_at"] >= "2024-01-01"])
    assert {one.channel: (one.last, one.linear) for one in found.channels} == {
        "ads": (1.0, 0.75), "mail": (0.0, 0.25),
    }  # fmt: skip
    worth = sum(row["amount"] for row in orders() if row["ordered_at"] >= "2024-01-01") / 2
    measured = sum(line.value for line in s.lines if line.grade == "A" and line.status == "counted")
    assert found.measured_share == pytest.approx(measured / worth)
    assert "never added" in found.meaning


def test_it_moves_no_other_figure():
    with_touches, without = drawn(TOUCHED), drawn([])
    assert without.allocation is None
    assert replace(with_touches, allocation=None, fingerprint=without.fingerprint) == without
    assert Statement.from_json(with_touches.to_json()) == with_touches
    assert roi_answer(with_touches)["allocation"]["label"] == "allocation"
    assert roi_answer(without)["allocation"] is None


@pytest.mark.parametrize("touches", [TOUCHED[3:], [{**TOUCHED[0], "person_id": "nobody"}]])
def test_without_an_order_after_a_touch_there_is_none(touches):
    assert drawn(touches).allocation is None
