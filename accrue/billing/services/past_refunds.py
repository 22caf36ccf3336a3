"""What was given back for orders that come from a file: the same rows and facts as a refund made here, many at once.

A refund is of an invoice. The one of such an order was written where it was taken, so it gets one of a series of its own,
paid in full on the day of the order. A credit note takes off what was given back, for nobody owes it again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery, Sum

from accrue.billing.models import Invoice, InvoiceState, Order, Payment
from accrue.billing.services.credit import credited, invoice_cancelled, note_of
from accrue.billing.services.invoices import due_day, issued, paid, received
from accrue.billing.services.numbers import BROUGHT, numbers_by_year
from accrue.billing.services.refunds import refund_of, refunded, take_off
from accrue.events.facts import Fact

BATCH = 2_000
type Dated = tuple[datetime, Fact]


@dataclass(frozen=True, slots=True)
class PastRefund:
    """All that was given back of an order so far: `minor` of its amount net of tax, above zero; the last of it at `at`."""

    minor: int
    at: datetime
    reason: str = "Refunded where it was sold"


@dataclass(frozen=True, slots=True)
class Kept:
    """The invoice of an order, and how much was given back for it."""

    invoice: Invoice
    given_back: int
    is_touched: bool
    """Somebody recorded a payment or refund for it here."""


def kept_of(ids: Collection[int]) -> dict[int, Kept]:
    """By order, locked. Two queries."""
    rows = Invoice.objects.filter(order__in=ids, credits=None).order_by("pk")
    invoices = list(rows.select_for_update(no_key=True, of=("self",)))
    payments = Payment.objects.filter(invoice__in=[one.pk for one in invoices]).order_by()
    back = dict(payments.filter(amount_minor__lt=0).values_list("invoice_id").annotate(Sum("amount_minor")))
    by_hand = set(payments.filter(is_brought=False).values_list("invoice_id", flat=True))
    return {
        one.order_id: Kept(one, -int(back.get(one.pk, 0)), not one.is_brought or one.pk in by_hand)
        for one in invoices
    }


def bring_refunds(
    rows: Sequence[tuple[Order, PastRefund]], kept: Mapping[int, Kept]
) -> tuple[list[Dated], dict[int, dict[str, Any]]]:
    """Give back what is not given back yet; the facts of it, and the ids of what was made, by order.

    The order's own cancellation, where all of it was given back, is for the caller. More was never given back than the
    order's amount, nor less than what is kept: the caller has looked.
    """
    made = _invoices([order for order, _ in rows if order.pk not in kept])
    facts: list[Dated] = []
    for invoice in made.values():
        facts += [(invoice.issued_at, issued(invoice, invoice.order))]
    income = _paid_in_full(list(made.values()))
    for one in income:
        facts += [(one.received_at, received(one, one.invoice)), (one.received_at, paid(one.invoice))]
    refunds, notes = _given_back(rows, {pk: one.invoice for pk, one in kept.items()} | made, kept)
    for refund, note, (order, row) in zip(refunds, notes, rows, strict=True):
        invoice = refund.invoice
        facts.append((refund.received_at, refunded(refund, invoice, row.reason)))
        if invoice.state == InvoiceState.CANCELLED:
            facts.append((refund.received_at, invoice_cancelled(invoice, order)))
        facts.append((note.issued_at, credited(note, invoice, order)))
    return facts, _ids(rows, made, income, refunds, notes)


def _invoices(orders: Sequence[Order]) -> dict[int, Invoice]:
    """Paid invoices by order, of the series of those that were written elsewhere."""
    oldest = sorted(orders, key=lambda order: order.ordered_at)
    numbers = numbers_by_year(BROUGHT, [order.ordered_at.year for order in oldest])
    invoices = [
        Invoice(
            number=number,
            order=order,
            issued_at=order.ordered_at,
            due_at=due_day(order.ordered_at),
            amount_minor=order.amount_minor,
            paid_minor=order.amount_minor,
            currency=order.currency,
            state=InvoiceState.PAID,
            is_brought=True,
        )
        for order, number in zip(oldest, numbers, strict=True)
    ]
    return {one.order_id: one for one in Invoice.objects.bulk_create(invoices, batch_size=BATCH)}


def _paid_in_full(invoices: Sequence[Invoice]) -> list[Payment]:
    payments = [
        Payment(
            invoice=one,
            received_at=one.issued_at,
            amount_minor=one.amount_minor,
            currency=one.currency,
            is_brought=True,
        )
        for one in invoices
    ]
    return Payment.objects.bulk_create(payments, batch_size=BATCH)


def _given_back(
    rows: Sequence[tuple[Order, PastRefund]], invoices: Mapping[int, Invoice], kept: Mapping[int, Kept]
) -> tuple[list[Payment], list[Invoice]]:
    refunds, notes = [], []
    for order, row in rows:
        invoice = invoices[order.pk]
        minor = row.minor - (kept[order.pk].given_back if order.pk in kept else 0)
        at = max(row.at, order.ordered_at)
        refund = refund_of(invoice, minor, at, row.reason)
        refund.is_brought = True
        note = note_of(invoice, minor, at)
        note.is_brought = True
        take_off(invoice, minor, is_credited=True)
        invoice.version += order.pk in kept
        refunds.append(refund)
        notes.append(note)
    oldest = sorted(notes, key=lambda note: note.issued_at)
    for note, number in zip(
        oldest, numbers_by_year(BROUGHT, [one.issued_at.year for one in oldest]), strict=True
    ):
        note.number = number
    changed = [invoices[order.pk] for order, _ in rows]
    Invoice.objects.bulk_update(
        changed, ["paid_minor", "credited_minor", "state", "version"], batch_size=BATCH
    )
    Invoice.objects.bulk_create(notes, batch_size=BATCH)
    return Payment.objects.bulk_create(refunds, batch_size=BATCH), notes


def _ids(
    rows: Sequence[tuple[Order, PastRefund]],
    made: Mapping[int, Invoice],
    income: Sequence[Payment],
    refunds: Sequence[Payment],
    notes: Sequence[Invoice],
) -> dict[int, dict[str, Any]]:
    """What undoing needs: {"payments", "notes", "invoice" (None where it was there before)}."""
    first = {one.invoice_id: one.pk for one in income}
    found = {}
    for (order, _), refund, note in zip(rows, refunds, notes, strict=True):
        invoice = made.get(order.pk)
        came = [first[invoice.pk]] if invoice else []
        found[order.pk] = {
            "payments": [*came, refund.pk],
            "notes": [note.pk],
            "invoice": invoice.pk if invoice else None,
        }
    return found


def undo_refunds(made: Sequence[Mapping[str, Any]]) -> None:
    """Take back what `bring_refunds` made of orders that stay."""
    payments = Payment.objects.filter(pk__in=[pk for one in made for pk in one["payments"]])
    refunds = payments.filter(amount_minor__lt=0).order_by()
    own = refunds.filter(invoice=OuterRef("pk")).values("invoice").annotate(all=Sum("amount_minor"))
    back = Subquery(own.values("all"))
    Invoice.objects.filter(pk__in=refunds.values("invoice")).update(
        paid_minor=F("paid_minor") - back,
        credited_minor=F("credited_minor") + back,
        state=InvoiceState.PAID,
        version=F("version") + 1,
    )
    _gone(payments)
    _gone(Invoice.objects.filter(pk__in=[pk for one in made for pk in one["notes"]]))
    _gone(Invoice.objects.filter(pk__in=[one["invoice"] for one in made if one["invoice"]]))


def take_back_invoices(ids: Collection[int]) -> None:
    """Of orders that are taken back: invoices that came with them, and all that was paid and given back for those."""
    invoices = Invoice.objects.filter(order__in=ids, is_brought=True)
    _gone(Payment.objects.filter(invoice__in=list(invoices.values_list("pk", flat=True))))
    _gone(invoices.filter(credits__isnull=False))
    _gone(invoices)


def _gone(rows: Any) -> None:
    rows._raw_delete(rows.db)
