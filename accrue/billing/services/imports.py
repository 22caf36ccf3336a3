"""Orders in bulk, with their invoices and payments, dated as they happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.billing.models import Invoice, InvoiceState, Order, OrderLine, Payment
from accrue.billing.services.invoices import due_day, issued, paid, received
from accrue.billing.services.numbers import INVOICES, ORDERS, numbers_by_year
from accrue.billing.services.orders import Buyer, confirmed
from accrue.errors import Invalid
from accrue.events.facts import Fact
from accrue.events.services import record_many

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class OrderRow(Buyer):
    """One order, net of tax. `paid_at` None leaves its invoice open; `is_invoiced` False makes none.

    With `deal_id`, `ordered_at` is the moment the deal was won. `external_id` is the order's name in the system it
    came from: a row whose name is known already is left out, so that an import can be repeated.
    """

    ordered_at: datetime
    amount_minor: int
    currency: str
    margin_minor: int | None = None
    deal_id: int | None = None
    external_id: str | None = None
    name: str = "Order"
    product_id: int | None = None
    quantity: int = 1
    paid_at: datetime | None = None
    is_invoiced: bool = True


def import_orders(*, actor: User | None, rows: Sequence[OrderRow]) -> list[Order]:
    """Write orders, invoices, payments and their facts; all or none. Returns the orders that were new, oldest first.

    `actor` None is the system itself. The records named are not looked at: whoever calls this made or checked them.
    Raises Invalid with the number of the first row that cannot be.
    """
    if actor is not None:
        access.require(actor, Action.CREATE, "order")
    for number, row in enumerate(rows, 1):
        _check(number, row)
    made: list[Order] = []
    with transaction.atomic():
        fresh = sorted(_unknown(rows), key=lambda row: row.ordered_at)
        for start in range(0, len(fresh), BATCH):
            made += _import_batch(actor, fresh[start : start + BATCH])
    return made


def _unknown(rows: Sequence[OrderRow]) -> list[OrderRow]:
    names = [row.external_id for row in rows if row.external_id]
    known = set(Order.objects.filter(external_id__in=names).values_list("external_id", flat=True))
    deals = [row.deal_id for row in rows if row.deal_id]
    won = set(Order.objects.filter(deal__in=deals).values_list("deal_id", "ordered_at"))
    return [
        row
        for row in rows
        if (row.external_id is None or row.external_id not in known)
        and (row.deal_id, row.ordered_at) not in won
    ]


def _import_batch(actor: User | None, rows: Sequence[OrderRow]) -> list[Order]:
    numbers = numbers_by_year(ORDERS, [row.ordered_at.year for row in rows])
    orders = Order.objects.bulk_create(
        [_order(row, number) for row, number in zip(rows, numbers, strict=True)], batch_size=BATCH
    )
    pairs = list(zip(orders, rows, strict=True))
    OrderLine.objects.bulk_create([_line(order, row) for order, row in pairs], batch_size=BATCH)
    billed = [(order, row) for order, row in pairs if row.is_invoiced and row.amount_minor > 0]
    numbers = numbers_by_year(INVOICES, [row.ordered_at.year for _, row in billed])
    invoices = Invoice.objects.bulk_create(
        [_invoice(order, row, number) for (order, row), number in zip(billed, numbers, strict=True)],
        batch_size=BATCH,
    )
    payments = Payment.objects.bulk_create(
        [
            _payment(invoice, row.paid_at)
            for invoice, (_, row) in zip(invoices, billed, strict=True)
            if row.paid_at
        ],
        batch_size=BATCH,
    )
    dated = sorted(_facts(orders, invoices, payments), key=lambda found: found[0])
    moments = [at for at, _ in dated]
    record_many([fact for _, fact in dated], actor=actor, occurred_at=moments, reactions=False)
    return orders


def _order(row: OrderRow, number: str) -> Order:
    return Order(
        number=number,
        deal_id=row.deal_id,
        person_id=row.person_id,
        company_id=row.company_id,
        owner_id=row.owner_id,
        team_id=row.team_id,
        source=row.source,
        external_id=row.external_id,
        ordered_at=row.ordered_at,
        amount_minor=row.amount_minor,
        margin_minor=row.margin_minor,
        currency=row.currency,
    )


def _line(order: Order, row: OrderRow) -> OrderLine:
    unit, rest = divmod(row.amount_minor, row.quantity)
    quantity = row.quantity if not rest else 1
    return OrderLine(
        order=order,
        product_id=row.product_id,
        name=row.name,
        quantity=quantity,
        unit_price_minor=row.amount_minor if rest else unit,
        amount_minor=row.amount_minor,
        cost_minor=None if row.margin_minor is None else row.amount_minor - row.margin_minor,
    )


def _invoice(order: Order, row: OrderRow, number: str) -> Invoice:
    return Invoice(
        number=number,
        order=order,
        issued_at=row.ordered_at,
        due_at=due_day(row.ordered_at),
        amount_minor=row.amount_minor,
        paid_minor=row.amount_minor if row.paid_at else 0,
        currency=row.currency,
        state=InvoiceState.PAID if row.paid_at else InvoiceState.OPEN,
    )


def _payment(invoice: Invoice, paid_at: datetime) -> Payment:
    return Payment(
        invoice=invoice, received_at=paid_at, amount_minor=invoice.amount_minor, currency=invoice.currency
    )


def _facts(
    orders: Sequence[Order], invoices: Sequence[Invoice], payments: Sequence[Payment]
) -> list[tuple[datetime, Fact]]:
    facts: list[tuple[datetime, Fact]] = [(order.ordered_at, confirmed(order)) for order in orders]
    facts += [(invoice.issued_at, issued(invoice, invoice.order)) for invoice in invoices]
    for payment in payments:
        facts.append((payment.received_at, received(payment, payment.invoice)))
        facts.append((payment.received_at, paid(payment.invoice)))
    return facts


def _check(number: int, row: OrderRow) -> None:
    if row.amount_minor < 0:
        problem = "is worth less than nothing"
    elif row.quantity < 1:
        problem = "has a quantity below one"
    elif row.paid_at and row.paid_at < row.ordered_at:
        problem = "was paid before it was ordered"
    elif not (row.person_id or row.company_id):
        problem = "names neither a person nor a company"
    else:
        return
    raise Invalid("billing.import_row", f"Row {number} ({row.external_id or row.name}) {problem}.")
