"""Where regions or products are touched and others are not, the margin is measured against those left untouched."""

from __future__ import annotations

import numpy as np
import pytest

from accrue_facts.statement import draw
from accrue_facts.tests.made import cost, experiment, facts
from accrue_facts.tests.teams import teams

SETTINGS = {"base_currency": "EUR", "go_live": "2023-11-01", "margin_rate": 0.5}
ONE_OF_13 = teams(2, adopting=1, units=13, first=22, step=0)
STAGGERED = teams(1)


def by_region(world, **rows):
    moved = [
        {**{k: v for k, v in row.items() if k != "team"}, "region": row["team"], "team": "All"}
        for row in world.orders
    ]
    return facts(SETTINGS, orders=moved, adoption=world.adoption, **rows)


def by_product(world, settings=SETTINGS, margin=False, wrapped=5, **rows):
    """Every order has an item of its product, and every fifth (`wrapped`) another small one."""
    bare = [{k: v for k, v in row.items() if k != "team"} for row in world.orders]
    items = [
        {"order_id": row["order_id"], "item": row["team"], "amount": row["amount"]} for row in world.orders
    ]
    items += (
        [{"order_id": row["order_id"], "item": "Wrapping", "amount": 1.5} for row in world.orders[::wrapped]]
        if wrapped
        else []
    )
    if margin:
        items = [{**row, "margin": row["amount"] / 2} for row in items]
    return facts(settings, orders=bare, items=items, adoption=world.adoption, **rows)


def margin_line(s):
    (line,) = [one for one in s.lines if one.measure == "margin"]
    return line


@pytest.mark.parametrize(
    ("made", "name", "key"),
    [
        (by_region, "Margin of regions that adopted", "donors/orders/margin"),
        (by_product, "Margin of products that adopted", "donors/items/margin"),
    ],
)
def test_the_planted_effect_is_found_against_untouched_donors(made, name, key):
    s = draw(made(ONE_OF_13, costs=[cost(100, "2023-11-05")]))
    line = margin_line(s)
    assert (line.grade, line.design, line.status) == ("C", "untouched donors", "counted")
    assert (line.name, line.key) == (name, key)
    assert line.low < ONE_OF_13.truth < line.high
    assert line.low > 0
    assert [one.design for one in line.tried] == ["randomised holdout", "staggered roll-out"]
    assert "it takes at least 2" in line.tried[1].reason
    assert (line.records[0].table, line.records[0].key) == ("orders", "order_id")
    assert sum(line.records[0].cents) == round(line.records[0].amount * 100)
    assert len(set(line.records[0].ids)) == len(line.records[0].ids) == line.records[0].count
    assert sum(part.amount for part in line.records) == pytest.approx(line.value, abs=1e-6)
    assert s.benefit.value == line.value


def test_without_an_effect_none_is_claimed():
    quiet = teams(5, adopting=1, units=13, first=22, step=0, lift=0.0)
    line = margin_line(draw(by_product(quiet)))
    assert line.low < 0 < line.high


def test_products_at_their_own_dates_are_a_roll_out():
    line = margin_line(
        draw(by_product(STAGGERED, {**SETTINGS, "go_live": "2023-01-01"}, margin=True, wrapped=0))
    )
    assert (line.grade, line.key) == ("B", "rollout/items/margin")
    assert line.low < STAGGERED.truth < line.high
    assert line.value == pytest.approx(margin_line(draw(STAGGERED.facts())).value, abs=0.01)


def test_items_of_another_currency_are_converted_by_their_order():
    rates = [{"currency": "USD", "day": "2020-01-01", "rate": 0.5}]
    plain = margin_line(draw(by_product(ONE_OF_13)))
    world = by_product(ONE_OF_13)
    orders = [
        {**{k: v for k, v in row.items() if k != "team"}, "amount": 2 * row["amount"], "currency": "USD"}
        for row in ONE_OF_13.orders
    ]
    items = [
        {"order_id": o, "item": i, "amount": 2 * a}
        for o, i, a in zip(*(world.tables["items"].columns[c].to_pylist() for c in ("order_id", "item", "amount")), strict=True)
    ]  # fmt: skip
    found = draw(facts(SETTINGS, orders=orders, items=items, adoption=ONE_OF_13.adoption, rates=rates))
    assert margin_line(found).value == pytest.approx(plain.value, abs=0.01)


def test_the_order_of_rows_does_not_matter():
    world = by_product(ONE_OF_13)
    items = world.tables["items"]
    shuffled = np.random.default_rng(3).permutation(items.rows)
    rows = [{c: items.columns[c][int(at)].as_py() for c in ("order_id", "item", "amount")} for at in shuffled]
    bare = [{k: v for k, v in row.items() if k != "team"} for row in ONE_OF_13.orders[::-1]]
    again = draw(facts(SETTINGS, orders=bare, items=rows, adoption=ONE_OF_13.adoption[::-1]))
    assert again.to_json() == draw(world).to_json()


def test_people_of_a_holdout_are_not_in_the_products_line_again():
    people = sorted({row["person_id"] for row in STAGGERED.orders})[::4]
    assigned, outcomes = experiment(
        people={"control": people[::2], "mail": people[1::2]}, when="2023-02-10", seed=4
    )
    settings = {**SETTINGS, "go_live": "2023-01-01"}
    s = draw(by_product(STAGGERED, settings, wrapped=0, experiments=assigned, outcomes=outcomes))
    assert [(line.grade, line.status) for line in s.lines] == [("A", "counted"), ("B", "counted")]
    of = {row["order_id"]: row["person_id"] for row in STAGGERED.orders}
    assert not set(people) & {of[one] for one in s.lines[1].records[0].ids}


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([{"order_id": "0-0-0", "item": "Team 00"}], "no amount"),
        (
            [{"person_id": "p", "occurred_at": "2023-01-01", "item": "Team 00", "amount": 3.0}],
            "names no order",
        ),
        ([{"order_id": "0-0-0", "item": "Other", "amount": 3.0}], "segment or product such as"),
    ],
)
def test_items_that_carry_no_line_say_why(items, said):
    bare = [{k: v for k, v in row.items() if k != "team"} for row in ONE_OF_13.orders]
    line = margin_line(draw(facts(SETTINGS, orders=bare, items=items, adoption=ONE_OF_13.adoption)))
    assert line.grade == "D"
    assert said in line.tried[1].reason


def test_a_pin_holds_for_products_too():
    pinned = {**SETTINGS, "pin": [{"line": "margin", "design": "donors", "reason": "Agreed."}]}
    line = margin_line(draw(by_product(ONE_OF_13, pinned)))
    assert (line.design, line.pinned) == ("untouched donors", "Agreed.")
    rolled = {**SETTINGS, "pin": [{"line": "margin", "design": "rollout"}]}
    assert margin_line(draw(by_product(ONE_OF_13, rolled))).status == "refused"
