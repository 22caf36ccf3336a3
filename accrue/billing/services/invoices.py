"""Issue invoices and receive their payments."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.billing.models import Invoice, InvoiceState, Order, OrderState, Payment
from accrue.billing.services.numbers import INVOICES, next_numbers
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import InvoiceIssued, InvoicePaid, PaymentReceived
from accrue.events.services import record
from accrue.money import Money
from accrue.money.format import format_money
from accrue.sales.models import Deal, StageKind

DAYS_TO_PAY = 14


def issue_invoice(*, order_id: int, actor: User | None) -> Invoice | None:
    """The invoice of a confirmed order, due in 14 days. It follows from the order and needs no right of its own.

    Bears a repeat: an order has one invoice. None for a cancelled order and for one that is worth nothing.
    """
    order = Order.objects.select_for_update(no_key=True, of=("self",)).get(pk=order_id)
    held = Invoice.objects.filter(order=order, credits__isnull=True).first()
    if held or order.state != OrderState.CONFIRMED or order.amount_minor <= 0:
        return held
    issued_at = order.ordered_at
    invoice = Invoice.objects.create(
        number=next_numbers(INVOICES, issued_at.year)[0],
        order=order,
        issued_at=issued_at,
        due_at=due_day(issued_at),
        amount_minor=order.amount_minor,
        currency=order.currency,
    )
    record(issued(invoice, order), actor=actor, occurred_at=issued_at)
    return invoice


@transaction.atomic
def receive_payment(
    *,
    actor: User,
    invoice_id: int,
    amount: Money,
    received_at: datetime | None = None,
    reference: str = "",
) -> Payment:
    """Money came in. When nothing is left, the invoice is paid. Raises Invalid for more than is open."""
    invoice = (
        Invoice.objects.select_for_update(no_key=True, of=("self",))
        .select_related("order")
        .filter(pk=invoice_id)
        .first()
    )
    if invoice is None:
        raise Missing
    access.require(actor, Action.SEE, invoice)
    access.require(actor, Action.CREATE, "payment")
    _must_be_payable(invoice)
    _must_fit(invoice, amount)
    now = clock.now()
    received_at = received_at or now
    if received_at > now + timedelta(days=1):
        raise Invalid(
            "billing.paid_in_future",
            "A payment is recorded once it came in, not before.",
            fields={"received_at": "Not in the future."},
        )
    payment = Payment.objects.create(
        invoice=invoice,
        received_at=received_at,
        amount_minor=amount.minor,
        currency=amount.currency,
        reference=reference.strip(),
    )
    invoice.paid_minor += amount.minor
    invoice.version += 1
    if invoice.paid_minor + invoice.credited_minor == invoice.amount_minor:
        invoice.state = InvoiceState.PAID
    invoice.save(update_fields=["paid_minor", "version", "state"])
    record(received(payment, invoice), actor=actor, occurred_at=received_at)
    if invoice.state == InvoiceState.PAID:
        record(paid(invoice), actor=actor, occurred_at=received_at)
    return payment


def due_day(issued_at: datetime) -> date:
    return (issued_at + timedelta(days=DAYS_TO_PAY)).date()


def issued(invoice: Invoice, order: Order) -> InvoiceIssued:
    return InvoiceIssued(
        invoice_id=invoice.pk,
        order_id=order.pk,
        deal_id=order.deal_id,
        person_id=order.person_id,
        company_id=order.company_id,
        number=invoice.number,
        amount_minor=invoice.amount_minor,
        currency=invoice.currency,
    )


def received(payment: Payment, invoice: Invoice) -> PaymentReceived:
    return PaymentReceived(
        payment_id=payment.pk,
        invoice_id=invoice.pk,
        order_id=invoice.order_id,
        person_id=invoice.order.person_id,
        company_id=invoice.order.company_id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
    )


def paid(invoice: Invoice) -> InvoicePaid:
    order = invoice.order
    return InvoicePaid(
        invoice_id=invoice.pk,
        order_id=order.pk,
        deal_id=order.deal_id,
        person_id=order.person_id,
        company_id=order.company_id,
        number=invoice.number,
    )


def _must_be_payable(invoice: Invoice) -> None:
    if invoice.is_credit_note:
        raise Conflict(
            "billing.credit_note", f"{invoice.number} is a credit note; nothing is to be paid for it."
        )
    if invoice.state != InvoiceState.OPEN:
        raise Conflict("billing.not_open", f"{invoice.number} is {invoice.state} already.")
    deal_id = invoice.order.deal_id
    if deal_id and not Deal.objects.filter(pk=deal_id, stage__kind=StageKind.WON).exists():
        raise Conflict(
            "billing.deal_reopened",
            f"The deal of {invoice.number} was reopened, so its order is being cancelled.",
        )


def _must_fit(invoice: Invoice, amount: Money) -> None:
    open_amount = invoice.open_amount
    if amount.currency != invoice.currency:
        problem = f"{invoice.number} is in {invoice.currency}; enter what came in in that currency."
    elif amount.minor <= 0:
        problem = "A payment is above zero."
    elif amount.minor > open_amount.minor:
        problem = f"Only {format_money(open_amount)} is open on {invoice.number}."
    else:
        return
    raise Invalid("billing.payment_amount", problem, fields={"amount": problem})
