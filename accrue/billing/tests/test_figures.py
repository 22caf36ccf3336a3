"""The figures that orders and deals put on the pages of people and companies."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue import clock
from accrue.accounts.models import FieldRule, Role, User
from accrue.billing.services import Buyer, OrderItem, cancel_order, take_order
from accrue.money.services import set_rate
from accrue.ui.panels import stats_on

pytestmark = pytest.mark.django_db


def bought(floor, minor, currency="EUR", actor=None):
    return take_order(
        actor=actor or floor.rep,
        buyer=Buyer(person_id=floor.person.pk, company_id=floor.company.pk),
        currency=currency,
        items=[OrderItem(name="Seat", unit_price_minor=minor)],
        ordered_at=datetime(2026, 3, 4, 12, tzinfo=UTC),
    )


def cells(user, record, kind="person"):
    return {stat.label: (stat.value, stat.note) for stat in stats_on(kind, user, record)}


def test_several_currencies_are_converted_and_that_is_said(floor):
    set_rate(base="EUR", currency="USD", day=clock.today(), rate=Decimal("0.5"))
    bought(floor, 100_00)
    bought(floor, 50_00, "USD")
    cancel_order(actor=floor.manager, order_id=bought(floor, 999_00).pk, reason="Twice")
    for kind, record in (("person", floor.person), ("company", floor.company)):
        found = cells(floor.rep, record, kind)
        assert found["Value so far"] == ("€125", "converted at today’s rates")
        assert found["Last order"] == ("4 Mar 2026", "2 orders")


def test_a_currency_without_a_rate_is_named(floor):
    bought(floor, 50_00, "USD")
    assert cells(floor.rep, floor.person)["Value so far"] == ("€0", "ordered, net · without USD: no rate")


def test_open_deals(floor):
    floor.deal()
    floor.deal(amount_minor=100_00)
    assert cells(floor.rep, floor.person)["Open deals"] == ("€7,400", "2 deals")


def test_only_what_one_may_see(floor):
    bought(floor, 100_00)
    floor.deal()
    assert cells(floor.stranger, floor.person)["Value so far"][0] == "€0"
    FieldRule.objects.create(role=Role.objects.get(key="rep"), kind="order", field="amount", level="hide")
    assert "Value so far" not in cells(User.objects.get(pk=floor.rep.pk), floor.person)


def test_the_page_of_a_person_keeps_to_fifteen_queries(client, floor):
    set_rate(base="EUR", currency="USD", day=clock.today(), rate=Decimal("0.5"))
    client.force_login(floor.rep)
    client.get(f"/people/{floor.person.pk}/")

    def cost():
        with CaptureQueriesContext(connection) as found:
            body = client.get(f"/people/{floor.person.pk}/").content.decode()
        assert "Value so far" in body
        return len(found)

    for _ in range(3):
        bought(floor, 100_00)
        bought(floor, 50_00, "USD")
        floor.deal(amount_minor=100_00)
    few = cost()
    for _ in range(12):
        bought(floor, 100_00)
        floor.deal(amount_minor=100_00)
    assert cost() == few <= 15


def test_a_timeline_tells_nothing_of_deals_one_may_not_see(client, floor):
    floor.deal(name="Secret pilot")
    floor.person.team = floor.south
    floor.person.save(update_fields=["team"])
    for user, sees in ((floor.manager, True), (floor.stranger, False)):
        client.force_login(user)
        body = client.get(f"/people/{floor.person.pk}/timeline/").content.decode()
        assert ("Secret pilot" in body) is sees
