"""Random trees over random rows find what a plain evaluation finds: empty values, negation and scopes included."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accrue import clock
from accrue.accounts.models import Membership
from accrue.billing.models import Order
from accrue.contacts.models import Company, Person
from accrue.filters.compiling import where
from accrue.filters.fields import Type
from accrue.filters.operators import OPERATORS
from accrue.filters.tests.plainly import FIELDS, World, holds
from accrue.filters.tree import Group, parse
from accrue.money.models import Rate

SEED = 20_261_122
NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
ZONE = ZoneInfo("Pacific/Auckland")
TEXTS = ["gold", "Gold", "silver", "go_d", "50%", "é"]
PERIODS = ["today", "this_month", "last_30_days", "last_90_days", "last_year", "next_2_weeks"]
DAYS = ["2026-11-23", "2026-11-01", "2026-09-15", "2025-12-31"]
MONEY = ["0 EUR", "100 EUR", "80.00 USD", "125 USD", "-1 EUR"]


@pytest.fixture
def world(manager, rep, stranger, monkeypatch) -> dict[str, World]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    chance = random.Random(SEED)
    users = [manager, rep, stranger, None]
    for user in users[:3]:
        user.time_zone = str(ZONE)
        user.save()
    Rate.objects.create(base="EUR", currency="USD", day=NOW.date() - timedelta(days=3), rate=Decimal("0.8"))

    def whose() -> dict[str, Any]:
        owner = chance.choice(users)
        return {"owner": owner, "team": owner and owner.team}

    def moment() -> datetime:
        return NOW - timedelta(hours=chance.choice([0, 1, 11, 13, 40, 24 * 29, 24 * 31, 24 * 95, 24 * 330]))

    companies = Company.objects.bulk_create(
        Company(
            name=f"C{n}",
            industry=chance.choice(["", *TEXTS]),
            employees=chance.choice([None, 0, 5, 12]),
            **whose(),
        )
        for n in range(8)
    )
    people = Person.objects.bulk_create(
        Person(
            given_name=f"P{n}", email=chance.choice(["", "a@gold.example", "b@x.example"]),
            segment=chance.choice(["", *TEXTS]), country=chance.choice(["", "DE", "AT"]),
            company=chance.choice([None, *companies]), created_at=moment(), **whose(),
        )
        for n in range(60)
    )  # fmt: skip
    orders = Order.objects.bulk_create(
        Order(
            number=f"O{n}", person=chance.choice([None, *people[:30]]), ordered_at=moment(), state=chance.choice(["confirmed"] * 3 + ["cancelled"]),
            amount_minor=chance.choice([0, 50_00, 100_00, 12_345]), currency=chance.choice(["EUR", "USD", "XOF"]), **whose(),
        )
        for n in range(90)
    )  # fmt: skip
    worth = {"EUR": Fraction(1), "USD": Fraction(4, 5)}

    def seen_by(user: Any, sees_all: bool) -> World:
        teams = set(Membership.objects.filter(user=user).values_list("team_id", flat=True))
        mates = set(Membership.objects.filter(team_id__in=teams).values_list("user_id", flat=True))
        return World(
            user.pk, teams, mates, sees_all, NOW.astimezone(ZONE).date(), ZONE,
            {c.pk: c for c in companies}, orders, worth,
        )  # fmt: skip

    return {"manager": seen_by(manager, True), "rep": seen_by(rep, False)}


def values(kind: str) -> st.SearchStrategy[Any]:
    return {
        "text": st.sampled_from(["gold", "G", "_", "%", "o", "É"]),
        "number": st.sampled_from([0, 1, 2, "2.5", 5, 12]),
        "money": st.sampled_from(MONEY),
        "date": st.sampled_from(PERIODS + DAYS),
        "choice": st.sampled_from(["DE", "AT", "FR"]),
        "user": st.sampled_from(["me", "my_team", "#0", "#1"]),
        "record": st.sampled_from(["#0", "#1", "#2", 999_999]),
    }[kind]


@st.composite
def conditions(draw: st.DrawFn) -> list[Any]:
    field = draw(st.sampled_from(sorted(FIELDS)))
    kind = FIELDS[field][0]
    ops = [
        op for op in OPERATORS[Type(kind)] if field not in ("orders", "order_value") or op.takes != "nothing"
    ]
    op = draw(st.sampled_from(ops))
    value = draw(values(kind))
    match op.takes:
        case "nothing":
            return [field, op.key]
        case "many":
            value = draw(st.lists(values(kind), min_size=1, max_size=2))
        case "two":
            pairs = {
                "number": [[0, 2], [1, 1]],
                "money": [["0 EUR", "100 EUR"]],
                "date": [["2026-09-15", "2026-11-01"], ["2026-11-22", "2026-11-23"]],
            }
            value = draw(st.sampled_from(pairs[kind]))
    within = draw(st.sampled_from(["", *PERIODS])) if field in ("orders", "order_value") else ""
    return [field, op.key, value, within] if within else [field, op.key, value]


def groups() -> st.SearchStrategy[Any]:
    def grouped(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.builds(
            lambda match, inner: {match: inner},
            st.sampled_from(["all", "any", "none"]),
            st.lists(parts, max_size=3),
        )

    return grouped(st.one_of(conditions(), grouped(st.one_of(conditions(), grouped(conditions())))))


def with_ids(data: Any, of_users: list[int], of_companies: list[int]) -> Any:
    """The same tree with real ids for #0, #1 …"""
    if isinstance(data, dict):
        return {
            match: [with_ids(part, of_users, of_companies) for part in parts] for match, parts in data.items()
        }
    ids = of_users if data[0].endswith("owner") else of_companies
    if len(data) > 2 and isinstance(data[2], list):
        data = [
            *data[:2],
            [ids[int(v[1:])] if isinstance(v, str) and v.startswith("#") else v for v in data[2]],
            *data[3:],
        ]
    return data


def test_random_trees_find_what_a_plain_evaluation_finds(world, manager, rep):
    people = list(Person.objects.all())
    users = [rep.pk, manager.pk]
    companies = sorted(world["manager"].companies)
    seen: set[int] = set()

    @settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(data=groups(), who=st.sampled_from(["manager", "rep"]))
    def tried(data: Any, who: str) -> None:
        tree: Group = parse(with_ids(data, users, companies))
        actor = {"manager": manager, "rep": rep}[who]
        expected = {p.pk for p in people if holds(tree, p, world[who])}
        rows = Person.objects.filter(where(actor, "person", tree)).values_list("pk", flat=True)
        assert set(rows) == expected
        seen.add(len(expected))

    tried()
    assert len(seen) > 20, "the trees must tell rows apart"
