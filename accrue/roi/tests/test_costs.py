from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client

from accrue.accounts.models import User
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.money import Money
from accrue.roi.models import Cost, Programme
from accrue.roi.selectors.costs import counted_costs, counts_from_go_live
from accrue.roi.services import (
    approve_cost,
    attach_receipt,
    change_cost,
    enter_cost,
    enter_costs,
    set_budget,
    withdraw_cost,
)
from accrue.roi.services.costs import CostEntry

LICENCE = CostEntry(
    category="subscription", amount=Money(120_000, "EUR"), incurred_on=date(2026, 1, 15), note="Licences"
)


def test_a_cost_is_entered_and_counts_at_once(finance: User) -> None:
    cost = enter_cost(actor=finance, entry=LICENCE)
    assert (cost.amount, cost.entered_by, cost.is_approved) == (Money(120_000, "EUR"), finance, False)
    assert list(counted_costs()) == [cost]
    assert Event.objects.get(name="CostEntered").data["amount_minor"] == 120_000


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category": "parties"}, "category"),
        ({"amount": Money(0, "EUR")}, "amount"),
        ({"amount": Money(5, "XXQ")}, "currency"),
        ({"incurred_on": date(1901, 1, 1)}, "incurred_on"),
        ({"until": date(2025, 1, 1)}, "until"),
        ({"spread_months": 0}, "spread_months"),
        ({"spread_months": 12, "recurs": "monthly"}, "spread_months"),
        ({"per": "order", "recurs": "monthly"}, "per"),
        ({"recurs": "hourly"}, "recurs"),
    ],
)
def test_what_cannot_be_entered_names_its_field(finance: User, change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        enter_costs(actor=finance, entries=[LICENCE, replace(LICENCE, **change)])
    assert field in caught.value.fields
    assert not Cost.objects.exists()


def test_the_one_who_entered_does_not_approve_where_there_are_two(
    finance: User, second_finance: User
) -> None:
    cost = enter_cost(actor=finance, entry=LICENCE)
    with pytest.raises(Forbidden, match="yourself"):
        approve_cost(actor=finance, cost=cost)
    approved = approve_cost(actor=second_finance, cost=cost)
    assert approved.approved_by == second_finance
    with pytest.raises(Conflict):
        approve_cost(actor=second_finance, cost=cost)


def test_a_finance_of_one_approves_alone(finance: User) -> None:
    cost = enter_cost(actor=finance, entry=LICENCE)
    assert approve_cost(actor=finance, cost=cost).is_approved


def test_an_approved_cost_is_replaced_never_edited(finance: User, second_finance: User) -> None:
    cost = enter_cost(actor=finance, entry=LICENCE)
    attach_receipt(actor=finance, cost=cost, name="invoice.pdf", content=b"%PDF-1.4")
    approve_cost(actor=second_finance, cost=cost)
    new = change_cost(actor=finance, cost=cost, entry=replace(LICENCE, amount=Money(130_000, "EUR")))
    cost.refresh_from_db()
    assert (cost.amount_minor, new.amount_minor, new.is_approved) == (120_000, 130_000, False)
    assert list(counted_costs()) == [new]
    assert new.attachments.get().name == "invoice.pdf"
    with pytest.raises(Conflict, match="took the place"):
        change_cost(actor=finance, cost=cost, entry=LICENCE)


def test_a_waiting_cost_is_corrected_in_place_and_its_editor_may_not_approve_it(
    finance: User, second_finance: User
) -> None:
    cost = enter_cost(actor=finance, entry=LICENCE)
    entry = replace(LICENCE, amount=Money(125_000, "EUR"))
    assert change_cost(actor=second_finance, cost=cost, entry=entry, version=1).version == 2
    with pytest.raises(Conflict):
        change_cost(actor=finance, cost=cost, entry=LICENCE, version=1)
    with pytest.raises(Forbidden):
        approve_cost(actor=second_finance, cost=cost)
    history = apps.get_model("roi.CostEvent").objects.order_by("pgh_id")
    assert list(history.values_list("amount_minor", flat=True)) == [120_000, 125_000]


def test_a_withdrawn_cost_counts_no_more_but_stays(finance: User) -> None:
    cost = enter_cost(actor=finance, entry=LICENCE)
    with pytest.raises(Invalid):
        withdraw_cost(actor=finance, cost=cost, reason="")
    withdraw_cost(actor=finance, cost=cost, reason="Entered twice")
    assert (Cost.objects.count(), counted_costs().count()) == (1, 0)
    with pytest.raises(Conflict):
        approve_cost(actor=finance, cost=cost)


def test_receipts_have_a_size_a_number_and_a_harmless_name(finance: User) -> None:
    cost = enter_cost(actor=finance, entry=LICENCE)
    kept = attach_receipt(actor=finance, cost=cost, name="../../etc/pass\nwd\\evil.html", content=b"<script>")
    assert (kept.name, kept.size) == ("evil.html", 8)
    with pytest.raises(Invalid, match="10 MB"):
        attach_receipt(actor=finance, cost=cost, name="a", content=b"x" * (10 * 1024 * 1024 + 1))
    with pytest.raises(Invalid, match="empty"):
        attach_receipt(actor=finance, cost=cost, name="a", content=b"")


def test_who_may_not_enter_costs(manager: User, rep: User, finance: User) -> None:
    for person in (manager, rep):
        with pytest.raises(Forbidden):
            enter_cost(actor=person, entry=LICENCE)
    cost = enter_cost(actor=finance, entry=LICENCE)
    with pytest.raises(Forbidden):
        change_cost(actor=manager, cost=cost, entry=LICENCE)
    with pytest.raises(Missing):
        change_cost(actor=rep, cost=cost, entry=LICENCE)


def test_a_budget_is_in_the_programmes_currency(finance: User, programme: object) -> None:
    set_budget(actor=finance, category="media", year=2026, amount=Money(5_000_00, "EUR"))
    budget = set_budget(actor=finance, category="media", year=2026, amount=Money(6_000_00, "EUR"))
    assert budget.amount == Money(6_000_00, "EUR")
    with pytest.raises(Invalid, match="EUR"):
        set_budget(actor=finance, category="media", year=2026, amount=Money(1, "USD"))


def test_the_database_itself_refuses_a_spread_that_recurs(finance: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Cost.objects.create(
            category="media",
            amount_minor=1,
            currency="EUR",
            incurred_on=date(2026, 1, 1),
            recurs="monthly",
            spread_months=3,
            entered_by=finance,
        )


@pytest.mark.parametrize(
    ("day", "months", "counts"),
    [
        (date(2026, 1, 10), 1, True),
        (date(2026, 1, 9), 1, False),
        (date(2026, 1, 9), 2, True),
        (date(2025, 12, 31), 2, True),
        (date(2025, 11, 30), 2, False),
        (date(2024, 2, 1), 24, True),
        (date(2024, 1, 31), 24, False),
    ],
)
def test_before_go_live_it_counts_as_the_science_counts_it(day: date, months: int, counts: bool) -> None:
    from accrue_facts.statement import draw
    from accrue_facts.tests.made import EUR, cost, facts

    go_live = date(2026, 1, 10)
    assert counts_from_go_live(day, months, go_live) is counts
    spent = cost(2_400, when=day.isoformat(), spread=months)
    drawn = draw(facts({**EUR, "go_live": go_live}, costs=[spent]), end="2026-06-30")
    assert bool(drawn.cost) is counts


def test_the_form_stops_at_a_cost_before_go_live_and_spreads_it_at_one_press(
    finance: User, programme: Programme
) -> None:
    client = Client()
    client.force_login(finance)
    data = {
        "category": "implementation",
        "amount_amount": "3600.00",
        "amount_currency": "EUR",
        "incurred_on": "2025-11-03",
        "recurs": "once",
        "spread_months": "1",
        "per": "whole",
    }
    asked = client.post("/roi/costs/new/", data)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "before go-live, 1 Jan 2026" in page
    assert 'name="spread_over" value="36"' in page
    assert not Cost.objects.exists()
    assert client.post("/roi/costs/new/", data | {"spread_over": "36"}).status_code == 302
    assert Cost.objects.get().spread_months == 36
    assert client.post("/roi/costs/new/", data | {"as_it_is": "1"}).status_code == 302
    early = Cost.objects.get(spread_months=1)
    assert "so it does not count" in client.get(f"/roi/costs/{early.pk}/").content.decode()
    assert client.post("/roi/costs/new/", data | {"incurred_on": "2026-01-01"}).status_code == 302
