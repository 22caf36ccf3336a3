"""Take back an invoice, or part of it, by a credit note."""

from __future__ import annotations

from datetime import datetime

from accrue import clock
from accrue.accounts.models import User
from accrue.billing.models import Invoice, InvoiceState, Order
from accrue.billing.services.numbers import INVOICES, next_numbers
from accrue.errors import Conflict
from accrue.events.catalogue import CreditNoteIssued, InvoiceCancelled
from accrue.events.services import record


def credit_invoices(order: Order, actor: User | None) -> None:
    """Cancel the order's open invoice by a credit note over what of it still stands. Raises Conflict once money came in."""
    invoices = Invoice.objects.select_for_update(no_key=True, of=("self",)).filter(
        order=order, credits__isnull=True
    )
    for invoice in invoices:
        if invoice.paid_minor:
            raise Conflict(
                "billing.order_paid",
                f"Money came in for invoice {invoice.number}, so {order.number} cannot be cancelled. Refund it first.",
            )
        if invoice.state == InvoiceState.OPEN:
            _cancel(invoice, order, actor)


def _cancel(invoice: Invoice, order: Order, actor: User | None) -> None:
    note = credit(invoice, order, invoice.amount_minor - invoice.credited_minor)
    invoice.state, invoice.version = InvoiceState.CANCELLED, invoice.version + 1
    invoice.save(update_fields=["state", "version"])
    record(invoice_cancelled(invoice, order), actor=actor)
    record(credited(note, invoice, order), actor=actor)


def credit(invoice: Invoice, order: Order, minor: int) -> Invoice:
    """A credit note over part of an invoice, or all of it, of today."""
    now = clock.now()
    note = note_of(invoice, minor, now)
    note.order, note.number = order, next_numbers(INVOICES, now.year)[0]
    note.save(force_insert=True)
    return note


def note_of(invoice: Invoice, minor: int, at: datetime) -> Invoice:
    """A credit note over `minor` of an invoice, still without a number."""
    return Invoice(
        order_id=invoice.order_id,
        credits=invoice,
        issued_at=at,
        due_at=at.date(),
        amount_minor=-minor,
        currency=invoice.currency,
        state=InvoiceState.PAID,
    )


def invoice_cancelled(invoice: Invoice, order: Order) -> InvoiceCancelled:
    return InvoiceCancelled(
        invoice_id=invoice.pk,
        order_id=order.pk,
        deal_id=order.deal_id,
        person_id=order.person_id,
        company_id=order.company_id,
        number=invoice.number,
    )


def credited(note: Invoice, invoice: Invoice, order: Order) -> CreditNoteIssued:
    return CreditNoteIssued(
        invoice_id=note.pk,
        credited_id=invoice.pk,
        order_id=order.pk,
        deal_id=order.deal_id,
        person_id=order.person_id,
        company_id=order.company_id,
        number=note.number,
        credited=invoice.number,
        amount_minor=note.amount_minor,
        currency=note.currency,
    )
