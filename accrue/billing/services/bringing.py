"""Orders that were taken elsewhere, brought here as they were: line by line, on the day they were ordered.

They were invoiced where they were taken, so no invoice follows, unless money was given back for one. What an invoice was issued for here, what came of a
deal, and what was cancelled stands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.billing.models import Order, OrderLine, OrderState
from accrue.billing.services.numbers import ORDERS, numbers_by_year
from accrue.billing.services.orders import Buyer, confirmed, margin_of
from accrue.billing.services.past_refunds import PastRefund, bring_refunds, take_back_invoices
from accrue.errors import Invalid
from accrue.events.catalogue import OrderCancelled
from accrue.events.facts import Fact
from accrue.events.services import record_many
from accrue.filters.custom.writing import Given, claim_many, merged_many
from accrue.standards import inspecting

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class SoldLine:
    """`amount_minor` and `cost_minor` are of the whole line, net of tax; a cost of None is not known.

    `is_cost_given` False: the cost was worked out here, so that it alone makes no difference to a line that is there.
    """

    name: str
    amount_minor: int
    unit_price_minor: int
    quantity: Decimal = Decimal(1)
    cost_minor: int | None = None
    product_id: int | None = None
    is_cost_given: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldOrder(Buyer):
    """`external_id` is its number where it was taken. `is_cancelled` None says nothing about that."""

    lines: Sequence[SoldLine]
    currency: str
    ordered_at: datetime
    external_id: str | None = None
    is_cancelled: bool | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    refund: PastRefund | None = None
    custom: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def bring_orders(*, actor: User, rows: Sequence[SoldOrder]) -> list[Order]:
    """Write orders, their lines and their facts, dated as given; in the rows' order, all or none.

    The people, companies, products and owners named are not looked at: whoever calls this made or checked them. Raises
    Forbidden without the right, Invalid naming the row that cannot be.
    """
    access.require(actor, Action.CREATE, "order")
    if any(row.refund for row in rows):
        access.require(actor, Action.CREATE, "payment")
    for row in rows:
        _check(row)
    orders = [_order(row) for row in rows]
    _put_custom(actor, orders, rows)
    oldest = sorted(orders, key=lambda order: order.ordered_at)
    numbers = numbers_by_year(ORDERS, [order.ordered_at.year for order in oldest])
    for order, number in zip(oldest, numbers, strict=True):
        order.number = number
    inspection = inspecting.begin("order")
    Order.objects.bulk_create(orders, batch_size=BATCH)
    claim_many("order", {order.pk: order.custom for order in orders})
    inspecting.require_rows(inspection, [order.pk for order in orders])
    lines = [line for order, row in zip(orders, rows, strict=True) for line in lines_of(order, row.lines)]
    OrderLine.objects.bulk_create(lines, batch_size=BATCH)
    dated = sorted(_facts(list(zip(orders, rows, strict=True))), key=lambda found: found[0])
    record_many(
        [fact for _, fact in dated], actor=actor, occurred_at=[at for at, _ in dated], reactions=False
    )
    return orders


def take_back_orders(ids: Collection[int]) -> list[Order]:
    """The orders that were there; they are gone with their lines, as if they had never come.

    The caller has looked that nothing refers to them, and records the facts.
    """
    orders = Order.objects.filter(pk__in=ids)
    there = list(orders.order_by("pk").only("number", "person_id", "company_id"))
    take_back_invoices(ids)
    lines = OrderLine.objects.filter(order__in=ids)
    lines._raw_delete(lines.db)
    orders._raw_delete(orders.db)
    return there


def lines_of(order: Order, lines: Sequence[SoldLine]) -> list[OrderLine]:
    return [
        OrderLine(
            order=order,
            product_id=line.product_id,
            name=line.name,
            quantity=line.quantity,
            unit_price_minor=line.unit_price_minor,
            amount_minor=line.amount_minor,
            cost_minor=line.cost_minor,
            position=n,
        )
        for n, line in enumerate(lines)
    ]


def _order(row: SoldOrder) -> Order:
    order = Order(
        person_id=row.person_id,
        company_id=row.company_id,
        owner_id=row.owner_id,
        team_id=row.team_id,
        source=row.source,
        external_id=row.external_id,
        ordered_at=row.ordered_at,
        amount_minor=sum(line.amount_minor for line in row.lines),
        currency=row.currency,
        state=OrderState.CANCELLED if row.is_cancelled else OrderState.CONFIRMED,
    )
    order.margin_minor = margin_of(lines_of(order, row.lines))
    return order


def _put_custom(actor: User, orders: Sequence[Order], rows: Sequence[SoldOrder]) -> None:
    found = merged_many(actor, "order", [Given(row.custom) for row in rows])
    for order, (custom, faults) in zip(orders, found, strict=True):
        if faults:
            raise Invalid("billing.import_row", " ".join(faults.values()), fields=faults)
        order.custom = custom


def _facts(pairs: Sequence[tuple[Order, SoldOrder]]) -> list[tuple[datetime, Fact]]:
    """Write the refunds; what happened, of one moment in this order."""
    facts: list[tuple[datetime, Fact]] = [(order.ordered_at, confirmed(order)) for order, _ in pairs]
    given_back, _ = bring_refunds([(order, row.refund) for order, row in pairs if row.refund], {})
    facts += given_back
    for order, row in pairs:
        if row.is_cancelled:
            facts.append((max(row.cancelled_at or order.ordered_at, order.ordered_at), cancelled(order, row)))
    return facts


def cancelled(order: Order, row: SoldOrder) -> OrderCancelled:
    return OrderCancelled(
        order_id=order.pk,
        deal_id=order.deal_id,
        person_id=order.person_id,
        company_id=order.company_id,
        number=order.number,
        reason=row.cancel_reason or "Cancelled where it was taken",
    )


def _check(row: SoldOrder) -> None:
    if not row.lines:
        problem = "has no line"
    elif sum(line.amount_minor for line in row.lines) < 0:
        problem = "is worth less than nothing"
    elif any(line.quantity <= 0 for line in row.lines):
        problem = "has a quantity of nothing or less"
    elif not (row.person_id or row.company_id):
        problem = "names neither a person nor a company"
    elif row.refund and not 0 < row.refund.minor <= sum(line.amount_minor for line in row.lines):
        problem = "has a refund of nothing, or of more than it is worth"
    else:
        return
    raise Invalid("billing.import_row", f"Order {row.external_id or ''} {problem}.".replace("  ", " "))
