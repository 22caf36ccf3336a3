"""Take and cancel orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.merged import follow
from accrue.accounts.models import User
from accrue.billing.models import Invoice, InvoiceState, Order, OrderLine, OrderState
from accrue.billing.services.credit import credit_invoices
from accrue.billing.services.many import change_orders
from accrue.billing.services.numbers import ORDERS, next_numbers
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.catalogue import OrderCancelled, OrderConfirmed, OrderEdited
from accrue.events.services import record
from accrue.filters.custom.writing import changed_names, claim, merged_values
from accrue.money import Money, is_currency
from accrue.money.selectors import convert
from accrue.sales.models import Deal, StageKind

LARGEST = 10**15
ADJUSTMENT = "Adjustment to the agreed price"


@dataclass(frozen=True, slots=True)
class OrderItem:
    """`quantity` of something at `unit_price_minor`, net of tax; `unit_cost_minor` None where the cost is unknown."""

    name: str
    unit_price_minor: int
    quantity: Decimal = Decimal(1)
    unit_cost_minor: int | None = None
    product_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who bought, and whose order it is."""

    person_id: int | None = None
    company_id: int | None = None
    owner_id: int | None = None
    team_id: int | None = None
    source: str = ""


@transaction.atomic
def take_order(
    *,
    actor: User,
    buyer: Buyer,
    currency: str,
    items: Sequence[OrderItem],
    ordered_at: datetime | None = None,
    custom: Mapping[str, Any] | None = None,
) -> Order:
    """An order that came of no deal. Raises Invalid without a buyer or items, Missing for what may not be seen."""
    access.require(actor, Action.CREATE, "order")
    buyer = _standing(buyer)
    _check(actor, buyer, currency, items)
    order = Order(
        person_id=buyer.person_id,
        company_id=buyer.company_id,
        owner_id=buyer.owner_id or actor.pk,
        team_id=buyer.team_id or actor.team_id,
        source=buyer.source.strip(),
        ordered_at=ordered_at or clock.now(),
        currency=currency,
    )
    if not access.access_of(actor).may("order", Action.CREATE, order):
        raise Forbidden("billing.not_yours", "You may take orders only in your own name.")
    order.custom = merged_values(actor, "order", custom)
    return _confirm(order, items, actor)


@transaction.atomic
def edit_order(*, actor: User, order_id: int, version: int, custom: Mapping[str, Any]) -> Order:
    """Change the order's custom fields; what was bought stands. Raises Conflict where it changed since `version`."""
    order = _locked(actor, order_id, version)
    before = order.custom
    order.custom = merged_values(actor, "order", custom, before, record_id=order.pk)
    if order.custom != before:
        order.version += 1
        order.save(update_fields=["custom", "version"])
        claim("order", order.pk, order.custom)
        record(OrderEdited(order_id=order.pk, fields=changed_names(before, order.custom)), actor=actor)
    return order


@transaction.atomic
def hand_over(*, actor: User, order_id: int, version: int, owner_id: int) -> Order:
    """Give the order to somebody else. Raises Conflict where it changed since `version`, Invalid out of one's reach."""
    order = _locked(actor, order_id, version)
    outcome = change_orders(actor=actor, changes={order_id: {"owner_id": owner_id}})[order_id]
    if isinstance(outcome, str):
        raise Invalid("billing.not_handed_over", outcome, fields={"owner": outcome})
    order.refresh_from_db()
    return order


def _locked(actor: User, order_id: int, version: int) -> Order:
    order = Order.objects.select_for_update(no_key=True, of=("self",)).filter(pk=order_id).first()
    if order is None:
        raise Missing
    access.require(actor, Action.EDIT, order)
    if version != order.version:
        raise Conflict(
            "billing.changed_meanwhile", f"Somebody changed {order.number} meanwhile. Look at it again."
        )
    return order


def take_order_of_won_deal(*, deal_id: int, won_at: datetime, actor: User | None) -> Order | None:
    """The order that follows from a deal won at `won_at`; needs no right of its own.

    Bears a repeat: the same winning gives the same order. None where the deal was reopened since.
    """
    deal = Deal.objects.select_for_update(no_key=True).get(pk=deal_id)
    if deal.stage.kind != StageKind.WON or deal.closed_at != won_at:
        return Order.objects.filter(deal=deal, ordered_at=won_at).first()
    for held in Order.objects.filter(deal=deal, state=OrderState.CONFIRMED):
        if held.ordered_at == won_at:
            return held
        cancel_confirmed(held, actor=actor, reason="The deal was reopened")
    custom = merged_values(None, "order", None)
    order = Order(
        custom=custom,
        deal=deal,
        person_id=deal.person_id,
        company_id=deal.company_id,
        owner_id=deal.owner_id,
        team_id=deal.team_id,
        source=deal.source,
        ordered_at=won_at,
        currency=deal.currency,
    )
    return _confirm(order, items_of_deal(deal), actor)


def items_of_deal(deal: Deal) -> list[OrderItem]:
    """The lines of a deal, and the difference where its value was set by hand, so that they add up to it."""
    lines = list(deal.lines.select_related("product"))
    if not lines:
        return [OrderItem(deal.name, deal.amount_minor)]
    items = [
        OrderItem(
            line.name, line.unit_price_minor, line.quantity, _unit_cost(line.product, deal), line.product_id
        )
        for line in lines
    ]
    left = deal.amount_minor - sum(amount_of(item, deal.currency) for item in items)
    return [*items, OrderItem(ADJUSTMENT, left, unit_cost_minor=0)] if left else items


def amount_of(item: OrderItem, currency: str) -> int:
    return Money(item.unit_price_minor, currency).times(item.quantity).minor


@transaction.atomic
def cancel_order(*, actor: User, order_id: int, reason: str, version: int | None = None) -> Order:
    """Take an unpaid order back; its invoice is cancelled by a credit note. Raises Conflict once money came in."""
    order = Order.objects.select_for_update(no_key=True, of=("self",)).filter(pk=order_id).first()
    if order is None:
        raise Missing
    access.require(actor, Action.EDIT, order)
    if version is not None and version != order.version:
        raise Conflict(
            "billing.changed_meanwhile", f"Somebody changed {order.number} meanwhile. Look at it again."
        )
    if order.state == OrderState.CANCELLED:
        raise Conflict("billing.order_cancelled", f"{order.number} is cancelled already.")
    if not reason.strip():
        raise Invalid(
            "billing.reason_needed", "Say why the order is cancelled.", fields={"reason": "Say why."}
        )
    cancel_confirmed(order, actor=actor, reason=reason.strip())
    return order


def cancel_orders_of_reopened_deal(*, deal_id: int, reopened_at: datetime, actor: User | None) -> None:
    """Take back what was ordered before a deal was reopened; needs no right of its own and bears a repeat."""
    orders = Order.objects.select_for_update(no_key=True, of=("self",)).filter(
        deal_id=deal_id, state=OrderState.CONFIRMED, ordered_at__lt=reopened_at
    )
    for order in orders:
        cancel_confirmed(order, actor=actor, reason="The deal was reopened")


def cancel_confirmed(order: Order, *, actor: User | None, reason: str) -> None:
    credit_invoices(order, actor)
    order.state, order.version = OrderState.CANCELLED, order.version + 1
    order.save(update_fields=["state", "version"])
    record(
        OrderCancelled(
            order_id=order.pk,
            deal_id=order.deal_id,
            person_id=order.person_id,
            company_id=order.company_id,
            number=order.number,
            reason=reason,
        ),
        actor=actor,
    )


def refuse_where_paid(deal_id: int) -> None:
    """Forbid to reopen a deal once money came in for its order. Locks the invoices, so that none comes in meanwhile."""
    invoices = Invoice.objects.select_for_update(no_key=True, of=("self",)).filter(
        order__deal_id=deal_id, state__in=[InvoiceState.OPEN, InvoiceState.PAID], credits__isnull=True
    )
    paid = [invoice.number for invoice in invoices if invoice.paid_minor]
    if paid:
        raise Conflict(
            "billing.deal_paid",
            f"Money came in for invoice {', '.join(paid)}, so this deal stays won. Refund it first, or open a new deal.",
        )


def confirmed(order: Order) -> OrderConfirmed:
    return OrderConfirmed(
        order_id=order.pk,
        deal_id=order.deal_id,
        person_id=order.person_id,
        company_id=order.company_id,
        number=order.number,
        amount_minor=order.amount_minor,
        currency=order.currency,
    )


def _confirm(order: Order, items: Sequence[OrderItem], actor: User | None) -> Order:
    lines = [_line(order, item, n) for n, item in enumerate(items)]
    order.amount_minor = sum(line.amount_minor for line in lines)
    order.margin_minor = margin_of(lines)
    order.number = next_numbers(ORDERS, order.ordered_at.year)[0]
    order.save(force_insert=True)
    claim("order", order.pk, order.custom)
    OrderLine.objects.bulk_create(lines)
    record(confirmed(order), actor=actor, occurred_at=order.ordered_at)
    return order


def margin_of(lines: Sequence[OrderLine]) -> int | None:
    """The amount less every line's cost; None while one of them is unknown."""
    costs = [line.cost_minor for line in lines]
    known = [cost for cost in costs if cost is not None]
    return sum(line.amount_minor for line in lines) - sum(known) if len(known) == len(costs) else None


def _line(order: Order, item: OrderItem, position: int) -> OrderLine:
    cost = None
    if item.unit_cost_minor is not None:
        cost = Money(item.unit_cost_minor, order.currency).times(item.quantity).minor
    return OrderLine(
        order=order,
        product_id=item.product_id,
        name=item.name,
        quantity=item.quantity,
        unit_price_minor=item.unit_price_minor,
        amount_minor=amount_of(item, order.currency),
        cost_minor=cost,
        position=position,
    )


def _unit_cost(product: Any, deal: Deal) -> int | None:
    """What one costs in the deal's currency, at the rate of the day it was won; None where that is not known."""
    if product is None or product.cost_minor is None:
        return None
    try:
        day = (deal.closed_at or clock.now()).date()
        return convert(Money(product.cost_minor, product.currency), deal.currency, day).minor
    except Invalid:
        return None


def _check(actor: User, buyer: Buyer, currency: str, items: Sequence[OrderItem]) -> None:
    wrong: dict[str, str] = {}
    if not (buyer.person_id or buyer.company_id):
        wrong["person"] = "Name a person or a company who buys."
    if not is_currency(currency):
        wrong["currency"] = f"“{currency}” is not a currency. Use a three-letter code such as EUR."
    if not items:
        wrong["items"] = "Name at least one thing that is bought."
    if any(
        not item.name.strip() or item.quantity <= 0 or not 0 <= item.unit_price_minor < LARGEST
        for item in items
    ):
        wrong["items"] = "Every item needs a name, a quantity above zero and a price of nothing or more."
    if wrong:
        raise Invalid("billing.invalid_order", " ".join(wrong.values()), fields=wrong)
    for field, record_id in (
        ("person", buyer.person_id),
        ("company", buyer.company_id),
        ("owner", buyer.owner_id),
        ("team", buyer.team_id),
    ):
        if record_id is not None:
            _must_see(actor, Order, field, record_id)
    for item in items:
        if item.product_id is not None:
            _must_see(actor, OrderLine, "product", item.product_id)


def _standing(buyer: Buyer) -> Buyer:
    """The same buyer, by the records that stand for those named."""
    ids: dict[str, Any] = {"person_id": buyer.person_id, "company_id": buyer.company_id}
    follow(ids, ("person", "company"))
    return replace(buyer, **ids)


def _must_see(actor: User, model: type[Order] | type[OrderLine], field: str, record_id: int) -> None:
    target: Any = model._meta.get_field(field).related_model
    if not access.visible(actor, target.objects.all()).filter(pk=record_id).exists():
        raise Missing
