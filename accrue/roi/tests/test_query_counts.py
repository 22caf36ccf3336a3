"""Lists ask as many questions with 100 rows as with 10, and never more than eight."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accrue.accounts.models import User
from accrue.billing.models import Invoice, Order
from accrue.billing.services import cancel_order
from accrue.billing.services.imports import OrderRow, import_orders
from accrue.money import Money
from accrue.roi.models import Cost, Programme
from accrue.roi.services import enter_costs, set_budget
from accrue.roi.services.costs import CostEntry
from accrue.roi.services.statements import keep_statement
from accrue.roi.tests.company import START, found_company
from accrue.roi.tests.specimen import HOLDOUT, specimen
from accrue.roi.tests.test_pages import signed_in, text_of
from accrue_facts.values import Records


def costs(size: int) -> list[CostEntry]:
    one = CostEntry(category="media", amount=Money(1_000, "EUR"), incurred_on=date(2026, 1, 15))
    return [one] * size


@pytest.fixture
def book(finance: User, programme: Programme) -> dict[str, list[str]]:
    """A hundred records of every table a line can be made of; five orders are given back."""
    company = found_company(finance, people=120)
    enter_costs(actor=finance, entries=costs(100))
    boss, buyer = company.experiment.owner, company.people[0].pk
    import_orders(actor=boss, rows=[OrderRow(START, 5_000, "EUR", person_id=buyer) for _ in range(5)])
    orders = list(Order.objects.filter(team=None).order_by("-pk"))
    for order in orders[:5]:
        cancel_order(actor=boss, order_id=order.pk, reason="Sent back")
    notes = [f"n{pk}" for pk in Invoice.objects.exclude(credits=None).values_list("pk", flat=True)]
    assert len(notes) == 5
    return {
        "costs": [str(pk) for pk in Cost.objects.values_list("pk", flat=True)],
        "orders": [*notes, *(str(o.pk) for o in orders)],
        "outcomes": [str(person.pk) for person in company.people],
    }


@pytest.mark.parametrize("table", ["costs", "orders", "outcomes"])
def test_records_take_as_many_queries_whatever_their_number(
    finance: User, book: dict[str, list[str]], table: str
) -> None:
    client, asked = signed_in(finance), []
    for size in (10, 100):
        ids, key = book[table], {"costs": "cost_id", "orders": "order_id", "outcomes": "person_id"}[table]
        part = Records("Part", float(size), table, key, size, tuple(ids[:size]), (100,) * size)
        lines = (replace(HOLDOUT, value=float(size), records=(part,)),)
        drawn = specimen(lines=lines, fingerprint=f"{size:064}")
        kept = keep_statement(actor=finance, drawn=drawn).statement
        with CaptureQueriesContext(connection) as queries:
            said = text_of(client.get(reverse("roi:line_records", args=[kept.number, 0])))
        assert f"{size} records add up to" in said
        assert "you may not open" not in said
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 8, [q["sql"][:90] for q in queries]


def test_the_ledger_takes_as_many_queries_whatever_its_number(finance: User, programme: Programme) -> None:
    client, asked = signed_in(finance), []
    for size in (60, 100):
        enter_costs(actor=finance, entries=costs(size))
        set_budget(actor=finance, category="media", year=2026, amount=Money(size, "EUR"))
        with CaptureQueriesContext(connection) as queries:
            said = text_of(client.get(reverse("roi:costs") + "?year=2026"))
        assert "Overrun" in said
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 8, [q["sql"][:90] for q in queries]
