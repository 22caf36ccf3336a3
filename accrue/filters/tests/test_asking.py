"""What may be asked, by whom, and what a reader cannot learn by asking."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accrue import clock
from accrue.accounts.models import User
from accrue.billing.models import Order
from accrue.filters.compiling import where
from accrue.filters.fields import FilterField, Type, fields_for
from accrue.filters.selection import Selection
from accrue.filters.tests.conftest import company, found, hide, person
from accrue.filters.tree import BadFilter, parse


def order(number, days_ago=1, amount=100_00, currency="EUR", owner=None, **more):
    return Order.objects.create(
        number=number,
        ordered_at=clock.now() - timedelta(days=days_ago),
        amount_minor=amount,
        currency=currency,
        owner=owner,
        team=owner.team if owner else None,
        **more,
    )


def test_text_ignores_case_and_takes_signs_as_they_are(manager):
    for name in ("Ångström", "50%", "50 off", "a_b", "axb"):
        person(name, job_title=name)
    assert found(manager, {"all": [["job_title", "contains", "NGSTRÖM"]]}) == ["Ångström"]
    assert found(manager, {"all": [["job_title", "contains", "50%"]]}) == ["50%"]
    assert found(manager, {"all": [["job_title", "starts", "A_"]]}) == ["a_b"]
    assert found(manager, {"all": [["job_title", "is", ["AXB", "50%"]]]}) == ["50%", "axb"]


def test_empty_is_the_opposite_of_filled_and_negation_takes_the_empty_with_it(manager):
    person("Ada", segment="Gold")
    person("Bob")
    assert found(manager, {"all": [["segment", "empty"]]}) == ["Bob"]
    assert found(manager, {"all": [["segment", "is_not", "gold"]]}) == ["Bob"]
    assert found(manager, {"none": [["segment", "filled"], ["company", "filled"]]}) == ["Bob"]


def test_me_and_my_team(manager, rep, stranger):
    person("Mine", manager)
    person("Mates", rep)
    person("Theirs", stranger)
    person("Nobodys")
    assert found(manager, {"all": [["owner", "is", "me"]]}) == ["Mine"]
    assert found(manager, {"all": [["owner", "is", "my_team"]]}) == ["Mates", "Mine"]
    assert found(manager, {"all": [["owner", "is_not", ["my_team", stranger.pk]]]}) == ["Nobodys"]
    assert found(manager, {"all": [["team", "is", "mine"]]}) == ["Mates", "Mine"]


def test_days_are_the_readers_own(manager, monkeypatch):
    """At half past eleven in the evening of London it is tomorrow already in Berlin."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
    person("Late", created_at=datetime(2026, 3, 28, 23, 15, tzinfo=UTC))
    manager.time_zone = "Europe/Berlin"
    assert found(manager, {"all": [["created", "on", "today"]]}) == ["Late"]
    assert found(manager, {"all": [["created", "on", "2026-03-29"]]}) == ["Late"]
    manager.time_zone = "Europe/London"
    assert found(manager, {"all": [["created", "on", "2026-03-29"]]}) == []
    assert found(manager, {"all": [["created", "on", "today"]]}) == ["Late"]


def test_orders_are_counted_and_summed_within_a_period(manager):
    ada, bob, _ = person("Ada"), person("Bob"), person("Cyd")
    for n in range(3):
        order(f"A{n}", days_ago=10, person=ada)
    order("A9", days_ago=400, person=ada, amount=900_00)
    order("B1", days_ago=10, person=bob, state="cancelled")
    order("B2", days_ago=200, person=bob, amount=50_00)
    assert found(manager, {"all": [["orders", "gte", 3, "last_90_days"]]}) == ["Ada"]
    assert found(manager, {"all": [["orders", "eq", 0, "last_90_days"]]}) == ["Bob", "Cyd"]
    assert found(manager, {"all": [["orders", "between", [1, 4]]]}) == ["Ada", "Bob"]
    assert found(manager, {"all": [["order_value", "gt", "1000 EUR"]]}) == ["Ada"]
    assert found(manager, {"all": [["order_value", "lte", "0 EUR", "this_year"]]}) != ["Ada"]
    assert found(manager, {"all": [["last_order", "before", "last_90_days"]]}) == ["Bob"]
    assert found(manager, {"all": [["last_order", "empty"]]}) == ["Cyd"]


def test_amounts_are_compared_across_currencies_at_todays_rate(manager):
    from accrue.money.models import Rate

    Rate.objects.create(base="EUR", currency="USD", day=clock.today() - timedelta(days=1), rate="0.8")
    ada, bob = person("Ada"), person("Bob")
    order("A", amount=100_00, currency="EUR", person=ada)
    order("B", amount=100_00, currency="USD", person=bob)
    order("C", amount=999_00, currency="XOF", person=bob)  # no rate: counts for nothing
    assert found(manager, {"all": [["order_value", "gte", "100 USD"]]}) == ["Ada", "Bob"]
    assert found(manager, {"all": [["order_value", "gte", "80.01 EUR"]]}) == ["Ada"]
    orders = Order.objects.filter(
        where(manager, "order", parse('{"all":[["amount","between",["80 EUR","99 EUR"]]]}'))
    )
    assert [one.number for one in orders] == ["B"]


def test_a_filter_tells_nothing_of_records_that_may_not_be_seen(rep, stranger):
    """The person is the rep's, but the company and the orders are of another team."""
    theirs = company("Secret Works", stranger, industry="Arms")
    hanna = person("Hanna", rep, company=theirs)
    order("S1", owner=stranger, person=hanna)
    for tree in (
        [["company.industry", "is", "arms"]],
        [["company", "is", theirs.pk]],
        [["company", "filled"]],
        [["orders", "gte", 1]],
        [["order_value", "gt", "1 EUR"]],
        [["last_order", "filled"]],
    ):
        assert found(rep, {"all": tree}) == [], tree
        assert found(rep, {"none": tree}) == ["Hanna"], tree
    assert found(stranger, {"all": [["company.industry", "is", "arms"]]}) == ["Hanna"]


def test_hidden_fields_are_as_undeclared(rep):
    hide("rep", "person", "email", "company")
    hide("rep", "order", "amount")
    rep = User.objects.get(pk=rep.pk)
    asked = fields_for(rep, "person")
    assert not {"email", "company", "company.industry", "order_value"} & set(asked)
    assert {"phone", "orders"} <= set(asked)
    with pytest.raises(BadFilter, match="There is no field “email”"):
        where(rep, "person", parse({"all": [["email", "is", "a@b.example"]]}))


def test_a_kind_that_may_not_be_seen_opens_nothing(teams):
    from accrue.accounts.services import create_user

    agent = create_user(email="ag@accrue.test", name="Agent", roles=["agent"], team=teams[0])
    asked = fields_for(agent, "person")
    assert "won_deals" not in asked
    assert "company.industry" in asked


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["owner__password__startswith", "is", "x"], "There is no field"),
        (["company.owner__password", "is", "x"], "There is no field"),
        (["email", "regex", "x"], "cannot be asked with"),
        (["email", "contains", ""], "Give a text"),
        (["email", "contains", "a\0b"], "Give a text"),
        (["email", "contains", ["a"]], "Give a text"),
        (["email", "empty", "x"], "takes no value"),
        (["created", "on", "2026-02-30"], "Give a day"),
        (["created", "on", "22.11.2026"], "Give a day"),
        (["created", "between", ["2026-02-02", "2026-01-01"]], "smaller value first"),
        (["created", "between", ["today", "tomorrow"]], "Give two days"),
        (["owner", "is", "everybody"], "id of a record"),
        (["owner", "is", 2**63], "id of a record"),
        (["owner", "is", []], "Give one value"),
        (["orders", "gte", True], "Give a number"),
        (["orders", "gte", "1e400"], "Give a number"),
        (["orders", "gte", 1e300], "Give a number"),
        (["orders", "gte", 3, "soon"], "Give a period"),
        (["email", "is", "x", "today"], "is not counted over a period"),
        (["orders", "empty"], "cannot be asked with"),
        (["order_value", "gt", 5], "with its currency"),
        (["order_value", "gt", "5 XXL"], "is not a currency"),
        (["order_value", "gt", "5.001 EUR"], "decimal places"),
        (["order_value", "between", ["5 EUR", "6 USD"]], "one currency"),
    ],
)
def test_every_fault_says_what_to_do_and_nothing_is_asked(manager, row, says, django_assert_num_queries):
    manager.access_kept  # noqa: B018
    fields_for(manager, "person")
    with django_assert_num_queries(0), pytest.raises(BadFilter) as caught:
        where(manager, "person", parse({"all": [["email", "filled"], row]}))
    assert says in caught.value.fields["all.1"]


def test_whole_numbers_are_compared_between_two_of_them(manager):
    big, small = company("Big", employees=3), company("Small", employees=2)
    person("Ada", company=big)
    person("Bob", company=small)
    for op, value, names in [
        ("gt", "2.5", ["Ada"]), ("lt", "2.5", ["Bob"]), ("eq", "2.5", []), ("ne", "2.5", ["Ada", "Bob"]),
        ("gte", "1e14", []), ("between", ["1.5", "2.9"], ["Bob"]),
    ]:  # fmt: skip
        assert found(manager, {"all": [["company.employees", op, value]]}) == names, op


def test_a_source_gives_fields_that_are_known_only_at_run_time(manager, monkeypatch):
    from accrue.filters import fields

    monkeypatch.setattr(fields, "_sources", [])
    assert "tier" not in fields_for(manager, "person")
    fields.register_source(
        lambda kind: (
            [FilterField(kind, "tier", "Tier", Type.TEXT, lambda ref: ref("segment"))]
            if kind == "person"
            else []
        )
    )
    assert "tier" in fields_for(manager, "person")
    assert "person.tier" in fields_for(manager, "deal")


def test_a_selection_travels_as_json(rep, stranger):
    person("Hanna", rep, segment="Gold")
    person("Other", rep)
    person("Theirs", stranger, segment="Gold")
    selection = Selection("person", "", parse({"all": [["segment", "is", "gold"]]}))
    again = Selection.of(selection.data)
    assert again == selection
    assert [one.given_name for one in again.rows(rep)] == ["Hanna"]
