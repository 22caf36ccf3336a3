"""The details of an order: what they name, what a role's layout puts away, and what stays hidden."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue.accounts.kinds import Level
from accrue.accounts.models import FieldRule, Role
from accrue.accounts.services import create_user
from accrue.billing.models import Order
from accrue.billing.services import take_order_of_won_deal
from accrue.filters.custom.laying_out import lay_out
from accrue.sales.services import win_deal


@pytest.fixture
def order(floor):
    deal = win_deal(actor=floor.rep, deal_id=floor.deal(source="Fair").pk)
    take_order_of_won_deal(deal_id=deal.pk, won_at=deal.closed_at, actor=None)
    return Order.objects.get(deal=deal)


def details(client, order):
    answer = client.get(f"/orders/{order.pk}/")
    assert answer.status_code == 200
    return {
        prop.name: (str(prop.value), prop.link) for prop in answer.context["props"]
    }, answer.content.decode()


def test_an_order_names_what_it_came_of(floor, client, order):
    client.force_login(floor.rep)
    found, text = details(client, order)
    assert found["company"] == ("Northwind Traders", f"/companies/{floor.company.pk}/")
    assert found["person"][0] == "Hanna Vogel"
    assert found["deal"] == ("Pilot, 15 seats", f"/deals/{order.deal_id}/")
    assert found["owner"][0] == "Ana Ruiz"
    assert 'id="prop-external_id"' in text


def test_a_role_is_shown_its_own_layout_of_orders(floor, client, order):
    admin = create_user(
        email="ada@example.org", name="Ada", password="correct-horse-9-battery", roles=["administrator"]
    )
    rep = Role.objects.get(key="rep")
    sections = [{"title": "Who", "fields": ["number", "company"]}]
    lay_out(
        actor=admin,
        kind="order",
        role_id=rep.pk,
        sections=sections,
        hidden=["source", "external_id"],
        version=0,
    )
    client.force_login(floor.rep)
    with CaptureQueriesContext(connection) as seen:
        _, text = details(client, order)
    assert len(seen) <= 15
    assert ">Who</h2>" in text
    assert 'id="prop-source"' not in text
    assert 'id="prop-person"' in text
    client.force_login(floor.manager)
    assert 'id="prop-source"' in details(client, order)[1]


def test_a_layout_shows_nothing_that_a_role_may_not_see(floor, client, order):
    FieldRule.objects.create(
        role=Role.objects.get(key="rep"), kind="order", field="company", level=Level.HIDE
    )
    client.force_login(floor.rep)
    found, text = details(client, order)
    assert "company" not in found
    assert "Northwind" not in text
