"""A won deal becomes an order, the order an invoice, a payment settles it; every reaction bears a repeat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from accrue import clock
from accrue.billing.models import Invoice, Order, OrderLine, Payment
from accrue.billing.services import OrderRow, cancel_order, import_orders, receive_payment
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.delivery import react
from accrue.events.models import Event
from accrue.money import Money
from accrue.sales.services import DealRow, add_line, edit_deal, import_deals, reopen_deal, win_deal


@pytest.fixture
def won(floor, work):
    """A won deal with two priced products, its order and its invoice."""
    deal = floor.deal()
    add_line(actor=floor.rep, deal_id=deal.pk, product_id=floor.seat.pk, quantity=Decimal(10))
    win_deal(actor=floor.rep, deal_id=deal.pk)
    work()
    floor.won = deal
    floor.order = Order.objects.get(deal=deal)
    floor.invoice = Invoice.objects.get(order=floor.order)
    return floor


SOLD = Event.objects.filter(subject_kind__in=["order", "invoice", "payment"])


def names():
    return list(SOLD.order_by("pk").values_list("name", flat=True))


def test_won_becomes_order_becomes_invoice(won):
    order, invoice = won.order, won.invoice
    year = clock.now().year
    assert (order.number, invoice.number) == (f"O-{year}-0001", f"I-{year}-0001")
    assert (order.amount_minor, order.margin_minor, order.currency) == (1200_00, 900_00, "EUR")
    assert (order.person, order.company, order.owner, order.team) == (
        won.person,
        won.company,
        won.rep,
        won.north,
    )
    assert invoice.amount == order.amount
    assert invoice.due_at == (invoice.issued_at + timedelta(days=14)).date()
    assert names() == ["OrderConfirmed", "InvoiceIssued"]
    assert set(SOLD.values_list("actor__name", flat=True)) == {"Ana Ruiz"}


def test_every_reaction_bears_a_repeat(won, work):
    for reaction, name in [
        ("billing.take_order_on_deal_won", "DealWon"),
        ("billing.issue_invoice_on_order_confirmed", "OrderConfirmed"),
    ]:
        for _ in range(2):
            react.func(reaction=reaction, event_ids=[Event.objects.get(name=name).pk])
    work()
    assert names() == ["OrderConfirmed", "InvoiceIssued"]
    reopen_deal(actor=won.rep, deal_id=won.won.pk)
    work()
    for _ in range(2):
        react.func(
            reaction="billing.cancel_order_on_deal_reopened",
            event_ids=[Event.objects.get(name="DealReopened").pk],
        )
    assert names()[2:] == ["InvoiceCancelled", "CreditNoteIssued", "OrderCancelled"]


def test_a_payment_settles_in_parts(won):
    finance, invoice = won.finance, won.invoice
    receive_payment(actor=finance, invoice_id=invoice.pk, amount=Money(500_00, "EUR"), reference="Wire 1")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.open_amount) == ("open", Money(700_00, "EUR"))
    with pytest.raises(Invalid, match=r"Only €700\.00 is open"):
        receive_payment(actor=finance, invoice_id=invoice.pk, amount=Money(700_01, "EUR"))
    receive_payment(actor=finance, invoice_id=invoice.pk, amount=Money(700_00, "EUR"))
    invoice.refresh_from_db()
    assert (invoice.state, invoice.open_amount) == ("paid", Money(0, "EUR"))
    assert names()[2:] == ["PaymentReceived", "PaymentReceived", "InvoicePaid"]
    with pytest.raises(Conflict, match="paid already"):
        receive_payment(actor=finance, invoice_id=invoice.pk, amount=Money(1, "EUR"))


@pytest.mark.parametrize("amount", [Money(0, "EUR"), Money(-1, "EUR"), Money(100, "USD")])
def test_a_payment_that_cannot_be(won, amount):
    with pytest.raises(Invalid):
        receive_payment(actor=won.finance, invoice_id=won.invoice.pk, amount=amount)
    with pytest.raises(Invalid, match="not before"):
        receive_payment(
            actor=won.finance,
            invoice_id=won.invoice.pk,
            amount=Money(1, "EUR"),
            received_at=clock.now() + timedelta(days=3),
        )
    assert not Payment.objects.exists()


def test_who_may_record_a_payment(won):
    with pytest.raises(Forbidden):
        receive_payment(actor=won.rep, invoice_id=won.invoice.pk, amount=Money(1, "EUR"))
    with pytest.raises(Missing):
        receive_payment(actor=won.stranger, invoice_id=won.invoice.pk, amount=Money(1, "EUR"))


def test_reopening_takes_the_order_back_by_a_credit_note(won, work):
    reopen_deal(actor=won.rep, deal_id=won.won.pk)
    work()
    order, invoice = Order.objects.get(), Invoice.objects.get(credits=None)
    note = Invoice.objects.get(credits=invoice)
    assert (order.state, invoice.state) == ("cancelled", "cancelled")
    assert note.amount_minor == -invoice.amount_minor
    with pytest.raises(Conflict):
        receive_payment(actor=won.finance, invoice_id=invoice.pk, amount=Money(1, "EUR"))
    edit_deal(actor=won.rep, deal_id=won.won.pk, fields={"amount_minor": 1000_00})
    win_deal(actor=won.rep, deal_id=won.won.pk)
    work()
    again = Order.objects.get(state="confirmed")
    assert (again.amount_minor, again.margin_minor) == (1000_00, 700_00)
    assert sum(again.lines.values_list("amount_minor", flat=True)) == 1000_00
    assert again.lines.last().name == "Adjustment to the agreed price"
    numbers = Invoice.objects.order_by("pk").values_list("number", flat=True)
    assert [n.split("-")[-1] for n in numbers] == ["0001", "0002", "0003"]


def test_a_paid_deal_stays_won(won, work):
    receive_payment(actor=won.finance, invoice_id=won.invoice.pk, amount=Money(1, "EUR"))
    with pytest.raises(Conflict, match="Money came in"):
        reopen_deal(actor=won.rep, deal_id=won.won.pk)
    with pytest.raises(Conflict, match="Money came in"):
        cancel_order(actor=won.manager, order_id=won.order.pk, reason="Mistake")
    won.won.refresh_from_db()
    assert won.won.stage.kind == "won"


def test_late_reactions_in_any_order_end_the_same(floor, work):
    """Won, reopened and won again before any job ran: one confirmed order, of the last winning."""
    from itertools import permutations

    from django.db import transaction
    from procrastinate.contrib.django.models import ProcrastinateJob

    deal = floor.deal()
    win_deal(actor=floor.rep, deal_id=deal.pk)
    reopen_deal(actor=floor.rep, deal_id=deal.pk)
    edit_deal(actor=floor.rep, deal_id=deal.pk, fields={"amount_minor": 5_00})
    last = win_deal(actor=floor.rep, deal_id=deal.pk)
    jobs = [
        one for one in ProcrastinateJob.objects.order_by("pk") if one.args["reaction"].startswith("billing.")
    ]
    assert len(jobs) == 3
    for order in permutations(jobs):
        sid = transaction.savepoint_create()
        for job in order:
            react.func(**job.args)
        confirmed = Order.objects.get(deal=deal, state="confirmed")
        assert (confirmed.ordered_at, confirmed.amount_minor) == (last.closed_at, 5_00)
        transaction.savepoint_rollback(sid)


def test_cancelling_an_order_says_why(won):
    with pytest.raises(Invalid, match="why"):
        cancel_order(actor=won.manager, order_id=won.order.pk, reason=" ")
    cancel_order(actor=won.manager, order_id=won.order.pk, reason="Ordered twice")
    with pytest.raises(Conflict, match="already"):
        cancel_order(actor=won.manager, order_id=won.order.pk, reason="Again")
    with pytest.raises(Missing):
        cancel_order(actor=won.stranger, order_id=won.order.pk, reason="x")
    with pytest.raises(Forbidden):
        cancel_order(actor=won.reader, order_id=won.order.pk, reason="x")


def test_a_deal_without_products_has_one_line_and_no_known_margin(floor, work):
    deal = floor.deal(amount_minor=99_00)
    win_deal(actor=floor.rep, deal_id=deal.pk)
    work()
    order = Order.objects.get()
    assert (order.amount_minor, order.margin_minor) == (99_00, None)
    assert OrderLine.objects.get().name == deal.name


def test_a_deal_worth_nothing_is_ordered_but_not_invoiced(floor, work):
    win_deal(actor=floor.rep, deal_id=floor.deal(amount_minor=0).pk)
    work()
    assert Order.objects.get().amount_minor == 0
    assert not Invoice.objects.exists()


START = datetime(2025, 12, 30, 12, tzinfo=UTC)


def order_rows(floor, count):
    return [
        OrderRow(
            ordered_at=START + timedelta(days=n),
            amount_minor=100_00 + n,
            margin_minor=40_00 if n % 2 else None,
            currency="EUR",
            person_id=floor.person.pk,
            external_id=f"ext-{n}",
            paid_at=START + timedelta(days=n + 5) if n % 3 else None,
            quantity=3,
        )
        for n in range(count)
    ]


def test_an_import_keeps_days_numbers_and_sums(floor, work):
    rows = order_rows(floor, 6)
    made = import_orders(actor=None, rows=list(reversed(rows)))
    assert [order.number for order in made] == [
        "O-2025-0001",
        "O-2025-0002",
        *(f"O-2026-{n:04d}" for n in range(1, 5)),
    ]
    assert Invoice.objects.filter(state="paid").count() == 4
    assert sum(Order.objects.values_list("amount_minor", flat=True)) == sum(row.amount_minor for row in rows)
    for line in OrderLine.objects.all():
        assert line.quantity * line.unit_price_minor == line.amount_minor
    moments = list(SOLD.order_by("pk").values_list("occurred_at", flat=True))
    assert moments == sorted(moments)
    work()
    assert Invoice.objects.count() == 6, "the reaction finds the invoice made"
    assert import_orders(actor=None, rows=rows) == []
    assert Order.objects.count() == 6


def test_deals_and_their_orders_imported_together(floor, work):
    won = floor.stages["Won"].pk
    [deal] = import_deals(
        actor=None,
        rows=[
            DealRow(
                "Pilot",
                100_00,
                "EUR",
                [(floor.stages["Qualified"].pk, START), (won, START + timedelta(days=1))],
            )
        ],
    )
    import_orders(
        actor=None,
        rows=[OrderRow(deal.closed_at, 100_00, "EUR", person_id=floor.person.pk, deal_id=deal.pk)],
    )
    work()
    assert Order.objects.get().deal == deal


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"amount_minor": -1}, "less than nothing"),
        ({"quantity": 0}, "quantity"),
        ({"person_id": None}, "neither"),
        ({"paid_at": START - timedelta(days=1)}, "before it was ordered"),
    ],
)
def test_a_row_that_cannot_be(floor, change, problem):
    from dataclasses import replace

    good = order_rows(floor, 1)[0]
    with pytest.raises(Invalid, match=rf"Row 2 .*{problem}"):
        import_orders(actor=None, rows=[good, replace(good, external_id="b", **change)])
    assert not Order.objects.exists()
