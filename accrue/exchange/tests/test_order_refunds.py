"""What an order file says was given back is in the books as if it had been refunded here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue import clock
from accrue.accounts.models import User
from accrue.billing.models import Invoice, Order, Payment
from accrue.billing.services import issue_invoice, receive_payment, refund_payment
from accrue.events.models import Event
from accrue.exchange.models import Import, ImportRow
from accrue.exchange.options import Options
from accrue.exchange.planning.item import items_of
from accrue.exchange.planning.orders.given_back import give_back
from accrue.exchange.planning.orders.sums import Sums
from accrue.exchange.planning.orders.whole import whole_orders
from accrue.exchange.services import reverting
from accrue.metrics.queries import SALES
from accrue.metrics.sources import Perimeter
from accrue.metrics.writing import plain_sql
from accrue.money import Money

pytestmark = pytest.mark.django_db

HEAD = "Order number;Date;E-mail;Product;Quantity;Unit price;Unit cost;Tax;Total;Currency;Refunded amount;Refund date"
BOUGHT = "A-1;03.02.2025;h@vogel.example;Chair;2;100,00;60,00;38,00;238,00;EUR"
PART = f"{HEAD}\n{BOUGHT};59,50;10.03.2025\n"
WHOLE = f"{HEAD}\n{BOUGHT};238,00;10.03.2025\n"


def rows(batch: Import) -> dict[int, ImportRow]:
    return {row.number: row for row in ImportRow.objects.filter(batch=batch)}


def taken_back(actor: User, batch: Import) -> Import:
    reverting.request_revert(actor=actor, import_id=batch.pk)
    reverting.run(batch.pk, until=lambda: False)
    return Import.objects.get(pk=batch.pk)


def sold() -> list[tuple[Any, ...]]:
    """(day, amount, margin) of the facts' orders and credit notes."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT at, amount_minor, margin_minor FROM ({plain_sql(SALES)}) s ORDER BY kind, n",
            Perimeter("EUR", date(2026, 1, 1)).parameters,
        )
        return [(at.date().isoformat(), amount, margin) for at, amount, margin in cursor.fetchall()]


def nothing_is_left() -> bool:
    return not (Order.objects.exists() or Invoice.objects.exists() or Payment.objects.exists())


def facts() -> list[tuple[str, dict[str, Any]]]:
    """Names and what they say, without ids and numbers."""
    found = []
    for event in Event.objects.order_by("pk"):
        data = {
            k: v for k, v in event.data.items() if not k.endswith("_id") and k not in ("number", "credited")
        }
        found.append((event.name, data))
    return found


def test_a_part_given_back_is_as_if_refunded_here(ana, bring_in) -> None:
    here = bring_in(ana, PART.replace(";59,50;10.03.2025", ";;"))
    assert here.created == 1
    invoice = issue_invoice(order_id=Order.objects.get().pk, actor=ana)
    assert invoice is not None
    receive_payment(actor=ana, invoice_id=invoice.pk, amount=Money(200_00, "EUR"))
    before = Event.objects.count()
    refund_payment(
        actor=ana, invoice_id=invoice.pk, amount=Money(50_00, "EUR"), reason="Refunded where it was sold", is_credited=True,
    )  # fmt: skip
    by_hand = facts()[before:]
    others = len(facts())
    batch = bring_in(ana, PART.replace("A-1", "A-2"))
    assert (batch.created, rows(batch)[2].faults) == (1, None)
    order = Order.objects.get(external_id="A-2")
    brought = order.invoices.get(credits=None)
    for name in ("amount_minor", "paid_minor", "credited_minor", "currency", "state"):
        assert getattr(brought, name) == getattr(Invoice.objects.get(pk=invoice.pk), name), name
    assert (brought.number[:7], brought.open_amount.minor) == ("E-2025-", 0)
    payments = [(p.received_at.date().isoformat(), p.amount_minor) for p in brought.payments.order_by("pk")]
    assert payments == [("2025-02-03", 200_00), ("2025-03-10", -50_00)]
    told = [one for one in facts()[others:] if one[0] in {name for name, _ in by_hand}]
    assert told == by_hand
    assert [one[0] for one in by_hand] == ["PaymentRefunded", "CreditNoteIssued"]
    assert sold()[-1] == ("2025-03-10", -50_00, -20_00)  # a quarter of the margin goes too
    assert {event.occurred_at.date() for event in Event.objects.filter(name="PaymentRefunded")} == {
        clock.today(), date(2025, 3, 10),
    }  # fmt: skip


def test_all_of_it_cancels_the_order_and_goes_with_the_import(ana, bring_in) -> None:
    batch = bring_in(ana, WHOLE)
    order = Order.objects.get()
    assert (batch.created, order.state) == (1, "cancelled"), rows(batch)[2].reason
    invoice = order.invoices.get(credits=None)
    assert (invoice.state, invoice.paid_minor, invoice.credit_notes.get().amount_minor) == (
        "cancelled",
        0,
        -200_00,
    )
    told = Event.objects.exclude(name__regex="^(Import|Person|Product|Pipeline|User|Role|Team)").order_by(
        "pk"
    )
    assert list(told.values_list("name", flat=True)) == [
        "OrderConfirmed", "InvoiceIssued", "PaymentReceived", "InvoicePaid", "PaymentRefunded", "InvoiceCancelled",
        "CreditNoteIssued", "OrderCancelled",
    ]  # fmt: skip
    assert sold() == []
    assert bring_in(ana, WHOLE).updated == 1
    assert Payment.objects.count() == 2
    assert taken_back(ana, batch).report["removed"] == 1
    assert nothing_is_left()


def test_a_later_file_gives_back_more_and_is_taken_back_alone(ana, bring_in) -> None:
    bring_in(ana, PART)
    assert rows(bring_in(ana, PART))[2].reason == "Nothing was different."
    more = bring_in(ana, PART.replace("59,50;10.03.2025", "119,00;11.04.2025"))
    order = Order.objects.get()
    invoice = order.invoices.get(credits=None)
    assert (more.updated, invoice.paid_minor, invoice.credited_minor) == (1, 100_00, 100_00)
    assert sold() == [
        ("2025-02-03", 200_00, 80_00), ("2025-03-10", -50_00, -20_00), ("2025-04-11", -50_00, -20_00),
    ]  # fmt: skip
    rest = bring_in(ana, WHOLE.replace("10.03.2025", "12.05.2025"))
    order.refresh_from_db()
    assert (rest.updated, order.state) == (1, "cancelled"), rows(rest)[2].reason
    assert sum(payment.amount_minor for payment in Payment.objects.all()) == 0
    assert taken_back(ana, rest).report["restored"] == 1, rows(rest)[2].reason
    invoice.refresh_from_db()
    order.refresh_from_db()
    assert (invoice.paid_minor, invoice.credited_minor, invoice.state, order.state) == (
        100_00, 100_00, "paid", "confirmed",
    )  # fmt: skip
    assert len(sold()) == 3
    less = bring_in(ana, PART.replace("59,50", "10,00"))
    assert rows(less)[2].reason.startswith("More than this was given back for O-2025-0001")


def test_it_comes_later_to_an_order_without_and_goes_again(ana, bring_in) -> None:
    bring_in(ana, PART.replace("59,50;10.03.2025", ";"))
    assert not Invoice.objects.exists()
    later = bring_in(ana, PART)
    assert (later.updated, Invoice.objects.count()) == (1, 2)
    assert taken_back(ana, later).report["restored"] == 1
    assert not Invoice.objects.exists()
    assert not Payment.objects.exists()
    assert sold() == [("2025-02-03", 200_00, 80_00)]


def test_what_somebody_did_to_it_since_keeps_it(ana, bring_in) -> None:
    batch = bring_in(ana, PART)
    invoice = Invoice.objects.get(credits=None)
    refund_payment(actor=ana, invoice_id=invoice.pk, amount=Money(10_00, "EUR"), reason="Sorry")
    more = bring_in(ana, PART.replace("59,50", "119,00"))
    assert "enter the refund on invoice E-2025-0001" in rows(more)[2].reason
    kept = taken_back(ana, batch)
    assert kept.report["kept"] == 1
    assert rows(kept)[2].reason == "Kept: invoice E-2025-0001 was paid or refunded for O-2025-0001."


@pytest.mark.parametrize(
    ("text", "target", "said"),
    [
        (PART.replace("59,50", "238,01"), "refunded", "Only €238.00 was paid for this order."),
        (PART.replace("10.03.2025", "02.02.2025"), "refunded_at", "This is before it was ordered."),
        (PART.replace("59,50", "some"), "refunded", "This is no amount"),
    ],
)
def test_what_cannot_be_given_back_is_told_at_its_cell(ana, bring_in, text, target, said) -> None:
    batch = bring_in(ana, text)
    assert batch.rejected == 1
    assert said in rows(batch)[2].faults[target]
    assert not Order.objects.exists()


def test_without_a_date_it_counts_on_the_day_of_the_order_and_that_is_said(ana, bring_in) -> None:
    batch = bring_in(ana, PART.replace("10.03.2025", ""))
    assert "counts on the day of the order" in rows(batch)[2].reason
    assert Payment.objects.get(amount_minor__lt=0).received_at.date() == date(2025, 2, 3)


def test_exports_of_shops(ana, bring_in) -> None:
    head = "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Company,Cancelled at,Refunded Amount\n"
    shop = head + (
        "#1,ada@example.com,partially_refunded,EUR,47.00,6.00,3.00,56.00,0.00,2025-09-03 10:14:00 -0400,1,Print,27.00,F-1,Ada Example,,,5.60\n"
        "#1,ada@example.com,,,,,,,,2025-09-03 10:14:00 -0400,1,Bag,20.00,T-1,,,,\n"
        "#2,bo@example.com,refunded,EUR,10.00,0.00,0.00,10.00,0.00,2025-09-10 09:00:00 -0400,1,Mug,10.00,M-1,Bo Example,,,10.00\n"
        "#3,bo@example.com,paid,EUR,10.00,0.00,0.00,10.00,0.00,2025-09-10 09:00:00 -0400,1,Mug,10.00,M-1,Bo Example,,,0.00\n"
    )
    assert bring_in(ana, shop).created == 4
    refunds = Payment.objects.filter(amount_minor__lt=0).order_by("amount_minor")
    assert [(p.invoice.order.external_id, p.amount_minor) for p in refunds] == [("Shopify #2", -10_00), ("Shopify #1", -5_30)]  # fmt: skip
    stripe = (
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Status,Description,Customer Email,Refunded date (UTC)\n"
        "ch_1,2025-04-01 10:00,50.00,20.00,eur,true,Paid,,eva@example.com,2025-04-09 11:00\n"
    )
    assert bring_in(ana, stripe).created == 1
    assert Payment.objects.get(amount_minor=-20_00).received_at.date() == date(2025, 4, 9)
    woo = (
        "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,Attribution\n"
        "2025-05-09 09:00:00,77,-€12.50,refunded,Jo Lind,new,,0,,-12.50,\n"
        "2025-05-02 09:00:00,77,€40.00,completed,Jo Lind,new,1× Pad,1,,40.00,\n"
    )
    batch = bring_in(ana, woo)
    assert batch.created == 2, {n: row.reason for n, row in rows(batch).items()}
    order = Order.objects.get(external_id="WooCommerce 77")
    assert (order.amount_minor, order.state, order.ordered_at.date()) == (
        40_00,
        "confirmed",
        date(2025, 5, 2),
    )
    assert Payment.objects.get(amount_minor=-12_50).received_at.date() == date(2025, 5, 9)


def test_who_may_not_record_payments_is_told_that_nothing_is_taken_off(rep, bring_in) -> None:
    batch = bring_in(rep, PART.replace("Currency", "Status").replace(";EUR", ";partially refunded"))
    assert "refunded" not in batch.mapping
    assert batch.created == 1
    assert "nothing is taken off" in rows(batch)[2].reason
    assert not Payment.objects.exists()


prices = st.lists(st.tuples(st.integers(1, 9_999_99), st.integers(0, 25_00)), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(prices, st.lists(st.integers(0, 10**9), min_size=1, max_size=5))
def test_parts_given_back_one_after_another_add_up_to_the_cent(lines, chosen) -> None:
    """However often a later file says more, all of it together is the whole order, never a cent more."""
    net, tax = sum(price for price, _ in lines), sum(tax for _, tax in lines)
    before = 0
    for back in sorted({one % (net + tax) + 1 for one in chosen} | {net + tax}):
        cells = [
            ["1", "x", "1", f"{Decimal(price) / 100}", f"{Decimal(tax) / 100}", f"{Decimal(back) / 100}"]
            for price, tax in lines
        ]
        targets = ["number", "product", "quantity", "unit_price", "line_tax", "refunded"]
        (whole,) = whole_orders(items_of(list(enumerate(cells, 2)), targets, 6), "number")
        sums = Sums(whole, "EUR", Options(prices="net"))
        whole.values["lines"] = sums.lines()
        give_back(whole, sums, lambda text: clock.now())
        assert not whole.faults
        minor, _ = whole.values.get("refund", (0, None))
        assert before <= minor <= net
        assert abs(minor * (net + tax) - back * net) <= (net + tax) / 2
        before = minor
    assert before == net
    assert whole.values["is_refunded"]
