"""Give money back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.billing.models import Invoice, InvoiceState, Order, OrderState, Payment
from accrue.billing.services.credit import credit, credited, invoice_cancelled
from accrue.billing.services.orders import cancel_confirmed
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import PaymentRefunded
from accrue.events.services import record
from accrue.money import Money
from accrue.money.format import format_money


@transaction.atomic
def refund_payment(
    *,
    actor: User,
    invoice_id: int,
    amount: Money,
    reason: str,
    refunded_at: datetime | None = None,
    is_credited: bool = False,
    cancels_order: bool = False,
) -> Payment:
    """Give back what came in for an invoice, or part of it: a negative payment. What was given back is open again.

    `is_credited`: nobody owes it again; a credit note takes it off the invoice and off what was sold. `cancels_order`: the
    order is cancelled too, and its invoice taken back by a credit note; the refund is then of all that came in. Raises
    Invalid for more than came in, Conflict where nothing did.
    """
    invoice = _locked(invoice_id)
    access.require(actor, Action.SEE, invoice)
    access.require(actor, Action.CREATE, "payment")
    if cancels_order or is_credited:
        access.require(actor, Action.EDIT, invoice.order)
    _must_be_refundable(invoice)
    _must_fit(invoice, amount, whole=cancels_order)
    now = clock.now()
    refunded_at = refunded_at or now
    if refunded_at > now + timedelta(days=1):
        said = "A refund is recorded once it was made, not before."
        raise Invalid("billing.refunded_in_future", said, fields={"refunded_at": "Not in the future."})
    if not reason.strip():
        said = "Say why money is given back."
        raise Invalid("billing.reason_needed", said, fields={"reason": "Say why."})
    refund = refund_of(invoice, amount.minor, refunded_at, reason.strip())
    refund.save(force_insert=True)
    take_off(invoice, amount.minor, is_credited=is_credited and not cancels_order)
    invoice.version += 1
    invoice.save(update_fields=["paid_minor", "credited_minor", "version", "state"])
    record(refunded(refund, invoice, reason.strip()), actor=actor, occurred_at=refunded_at)
    if cancels_order:
        cancel_confirmed(invoice.order, actor=actor, reason=reason.strip())
    elif is_credited:
        _credit(invoice, amount.minor, actor)
    return refund


def refund_of(invoice: Invoice, minor: int, at: datetime, reason: str) -> Payment:
    """`minor` given back at `at`, not yet kept."""
    return Payment(
        invoice=invoice,
        received_at=at,
        amount_minor=-minor,
        currency=invoice.currency,
        reference=reason[:120],
    )


def take_off(invoice: Invoice, minor: int, *, is_credited: bool) -> None:
    """Let an invoice know that `minor` of what came in was given back: owed again, or credited for good."""
    invoice.paid_minor -= minor
    if is_credited:
        invoice.credited_minor += minor
    left = invoice.amount_minor - invoice.credited_minor
    if not left:
        invoice.state = InvoiceState.CANCELLED
    else:
        invoice.state = InvoiceState.PAID if invoice.paid_minor == left else InvoiceState.OPEN


def _credit(invoice: Invoice, minor: int, actor: User) -> None:
    note = credit(invoice, invoice.order, minor)
    if invoice.state == InvoiceState.CANCELLED:
        record(invoice_cancelled(invoice, invoice.order), actor=actor)
    record(credited(note, invoice, invoice.order), actor=actor)


def _locked(invoice_id: int) -> Invoice:
    """The order before its invoice, as whoever cancels locks them."""
    order_id = Invoice.objects.filter(pk=invoice_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise Missing
    order = Order.objects.select_for_update(no_key=True, of=("self",)).get(pk=order_id)
    invoice = Invoice.objects.select_for_update(no_key=True, of=("self",)).get(pk=invoice_id)
    invoice.order = order
    return invoice


def _must_be_refundable(invoice: Invoice) -> None:
    if invoice.is_credit_note:
        raise Conflict("billing.credit_note", f"{invoice.number} is a credit note; nothing came in for it.")
    if not invoice.paid_minor:
        raise Conflict(
            "billing.nothing_paid", f"Nothing came in for {invoice.number}, so there is nothing to give back."
        )
    if invoice.order.state != OrderState.CONFIRMED:
        raise Conflict("billing.order_cancelled", f"{invoice.order.number} is cancelled already.")


def _must_fit(invoice: Invoice, amount: Money, *, whole: bool) -> None:
    came_in = Money(invoice.paid_minor, invoice.currency)
    if amount.currency != invoice.currency:
        problem = f"{invoice.number} is in {invoice.currency}; give back that currency."
    elif amount.minor <= 0:
        problem = "A refund is above zero."
    elif amount.minor > came_in.minor:
        problem = f"Only {format_money(came_in)} came in for {invoice.number}."
    elif whole and amount.minor != came_in.minor:
        problem = f"To cancel the order, give back all that came in: {format_money(came_in)}."
    else:
        return
    raise Invalid("billing.refund_amount", problem, fields={"amount": problem})


def refunded(refund: Payment, invoice: Invoice, reason: str) -> PaymentRefunded:
    return PaymentRefunded(
        payment_id=refund.pk,
        invoice_id=invoice.pk,
        order_id=invoice.order_id,
        person_id=invoice.order.person_id,
        company_id=invoice.order.company_id,
        number=invoice.number,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
        reason=reason,
    )
