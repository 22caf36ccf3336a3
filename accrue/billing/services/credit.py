"""Take back an invoice by a credit note over its whole amount."""

from __future__ import annotations

from typing import Any

from accrue import clock
from accrue.accounts.models import User
from accrue.billing.models import Invoice, InvoiceState, Order
from accrue.billing.services.numbers import INVOICES, next_numbers
from accrue.errors import Conflict
from accrue.events.catalogue import CreditNoteIssued, InvoiceCancelled
from accrue.events.services import record


def credit_invoices(order: Order, actor: User | None) -> None:
    """Cancel the order's open invoice. Raises Conflict once money came in for it."""
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
            _credit(invoice, order, actor)


def _credit(invoice: Invoice, order: Order, actor: User | None) -> None:
    now = clock.now()
    note = Invoice.objects.create(
        number=next_numbers(INVOICES, now.year)[0],
        order=order,
        credits=invoice,
        issued_at=now,
        due_at=now.date(),
        amount_minor=-invoice.amount_minor,
        currency=invoice.currency,
        state=InvoiceState.PAID,
    )
    invoice.state, invoice.version = InvoiceState.CANCELLED, invoice.version + 1
    invoice.save(update_fields=["state", "version"])
    about: dict[str, Any] = {
        "order_id": order.pk,
        "deal_id": order.deal_id,
        "person_id": order.person_id,
        "company_id": order.company_id,
    }
    record(InvoiceCancelled(invoice_id=invoice.pk, number=invoice.number, **about), actor=actor)
    record(
        CreditNoteIssued(
            invoice_id=note.pk,
            credited_id=invoice.pk,
            number=note.number,
            credited=invoice.number,
            amount_minor=note.amount_minor,
            currency=note.currency,
            **about,
        ),
        actor=actor,
    )
