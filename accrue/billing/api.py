"""Orders, invoices, payments and rates for programs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import AfterValidator, AwareDatetime, StringConstraints

from accrue.accounts.access import Access, access_of, require
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.accounts.rest.records import version_of
from accrue.billing import selectors, services
from accrue.billing.models import Invoice, Order, Payment
from accrue.billing.services import Buyer, OrderItem
from accrue.filters.custom.rest import Custom, CustomOut, with_custom
from accrue.filters.custom.sorting import custom_sorts
from accrue.filters.rest import Filter, filtered
from accrue.money import Money
from accrue.money.models import Rate

router = Router(tags=["Orders, invoices, payments"])


def _recent(moment: datetime) -> datetime:
    if not datetime(1900, 1, 2, tzinfo=UTC) < moment < datetime(2200, 1, 1, tzinfo=UTC):
        raise ValueError("Give a moment between 1900 and 2200.")
    return moment


def _recent_day(day: date) -> date:
    if not date(1900, 1, 1) <= day < date(2200, 1, 1):
        raise ValueError("Give a day between 1900 and 2200.")
    return day


type Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
type Minor = Annotated[int, Field(ge=0, lt=10**13)]
type Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
type Moment = Annotated[AwareDatetime, AfterValidator(_recent)]
type Text = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]


class LineOut(Schema):
    name: str
    product_id: int | None
    quantity: Decimal
    unit_price_minor: int | None
    amount_minor: int | None


class OrderOut(Schema):
    """Net of tax, in minor units of `currency`. A field that the token's user may not see is null."""

    id: int
    number: str
    external_id: str | None
    state: Literal["confirmed", "cancelled"]
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    owner_id: int | None
    team_id: int | None
    source: str
    ordered_at: datetime
    amount_minor: int | None
    margin_minor: int | None
    currency: str
    lines: list[LineOut]
    version: int
    custom: CustomOut = {}


class ItemIn(Body):
    name: Text
    unit_price_minor: Minor
    quantity: Annotated[Decimal, Field(gt=0, lt=10**6, max_digits=9, decimal_places=3)] = Decimal(1)
    unit_cost_minor: Minor | None = None
    product_id: Id | None = None


class OrderIn(Body):
    """An order that came of no deal. `person_id` or `company_id` says who bought."""

    currency: Code
    items: Annotated[list[ItemIn], Field(min_length=1, max_length=200)]
    person_id: Id | None = None
    company_id: Id | None = None
    ordered_at: Moment | None = None
    source: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")] = ""
    custom: Custom = {}


class OrderChange(Body):
    """An order's custom fields; what was bought stands. `version` is the one you saw; instead it may come as If-Match."""

    custom: Custom
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class CancelIn(Body):
    reason: Text
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class InvoiceOut(Schema):
    """`credits_id` names the invoice of which a credit note takes something back; its amount is negative.

    `credited_minor` is what credit notes took off for refunds. `is_brought`: it was invoiced elsewhere, and came with a refund.
    """

    id: int
    number: str
    order_id: int
    credits_id: int | None
    state: Literal["open", "paid", "cancelled"]
    issued_at: datetime
    due_at: date
    amount_minor: int | None
    open_minor: int | None
    credited_minor: int | None
    is_brought: bool
    currency: str
    version: int


class PaymentOut(Schema):
    """Money that came in; negative: given back, and `reference` says why."""

    id: int
    invoice_id: int
    received_at: datetime
    amount_minor: int | None
    currency: str
    reference: str | None


class PaymentIn(Body):
    """What came in for an invoice, in its currency. Without `received_at` it came in now."""

    invoice_id: Id
    amount_minor: Annotated[int, Field(ge=1, lt=10**15)]
    currency: Code
    received_at: Moment | None = None
    reference: Text = ""


class RefundIn(Body):
    """What is given back of what came in, in the invoice's currency. Without `refunded_at` it is given back now.

    What is given back is open again. `is_credited`: a credit note takes it off the invoice and off what was sold instead.
    `cancels_order`: the order is cancelled too, and a credit note takes the invoice back; then all is given back.
    """

    amount_minor: Annotated[int, Field(ge=1, lt=10**15)]
    currency: Code
    reason: Text
    refunded_at: Moment | None = None
    is_credited: bool = False
    cancels_order: bool = False


class RateOut(Schema):
    """What one unit of `currency` is worth in `base` from `day` on."""

    id: int
    base: str
    currency: str
    day: date
    rate: Decimal


class RateIn(Body):
    currency: Code
    day: Annotated[date, AfterValidator(_recent_day)]
    rate: Annotated[Decimal, Field(gt=0, lt=10**9, max_digits=19, decimal_places=10)]


def order_shown(held: Access, order: Order) -> dict[str, Any]:
    def seen(name: str, value: Any) -> Any:
        return None if held.hides("order", name) else value

    return {
        "id": order.pk,
        "number": order.number,
        "external_id": order.external_id,
        "state": order.state,
        "deal_id": order.deal_id,
        "person_id": seen("person", order.person_id),
        "company_id": seen("company", order.company_id),
        "owner_id": order.owner_id,
        "team_id": order.team_id,
        "source": order.source,
        "ordered_at": order.ordered_at,
        "amount_minor": seen("amount", order.amount_minor),
        "margin_minor": None if held.hides("order", "amount") else seen("margin", order.margin_minor),
        "currency": order.currency,
        "lines": [
            {
                "name": line.name,
                "product_id": line.product_id,
                "quantity": line.quantity,
                "unit_price_minor": seen("amount", line.unit_price_minor),
                "amount_minor": seen("amount", line.amount_minor),
            }
            for line in order.lines.all()
        ],
        "version": order.version,
    }


def invoice_shown(held: Access, invoice: Invoice) -> dict[str, Any]:
    hides = held.hides("invoice", "amount")
    return {
        "id": invoice.pk,
        "number": invoice.number,
        "order_id": invoice.order_id,
        "credits_id": invoice.credits_id,
        "state": invoice.state,
        "issued_at": invoice.issued_at,
        "due_at": invoice.due_at,
        "amount_minor": None if hides else invoice.amount_minor,
        "open_minor": None if hides else invoice.open_amount.minor,
        "credited_minor": None if hides else invoice.credited_minor,
        "is_brought": invoice.is_brought,
        "currency": invoice.currency,
        "version": invoice.version,
    }


def payment_shown(held: Access, payment: Payment) -> dict[str, Any]:
    return {
        "id": payment.pk,
        "invoice_id": payment.invoice_id,
        "received_at": payment.received_at,
        "amount_minor": None if held.hides("payment", "amount") else payment.amount_minor,
        "currency": payment.currency,
        "reference": None if held.hides("payment", "reference") else payment.reference,
    }


@router.get("/orders", response={200: Page[OrderOut]}, summary="Orders")
def list_orders(
    request: HttpRequest,
    q: str = "",
    state: Literal["all", "confirmed", "cancelled"] = "all",
    filter: Filter = "",
    sort: str = "-ordered_at",
    cursor: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    actor = actor_of(request)
    require(actor, "see", "order")
    found = selectors.orders(actor, view=state, query=q).prefetch_related("lines")
    found = filtered(actor, "order", found, filter)
    sorts = {"ordered_at": "ordered_at", "number": "number"} | custom_sorts(actor, "order")
    rows, following = page_of(found, sort=sort, sorts=sorts, cursor=cursor, limit=limit)
    held = access_of(actor)
    items = with_custom(actor, "order", [(order, order_shown(held, order)) for order in rows])
    return {"items": items, "next": following}


@router.post("/orders", response={201: OrderOut}, summary="Take an order that came of no deal")
def take_order(request: HttpRequest, body: OrderIn) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    made = services.take_order(
        actor=actor,
        buyer=Buyer(person_id=body.person_id, company_id=body.company_id, source=body.source),
        currency=body.currency,
        items=[OrderItem(**item.dict()) for item in body.items],
        ordered_at=body.ordered_at,
        custom=body.custom,
    )
    return 201, with_custom(actor, "order", [(made, order_shown(access_of(actor), made))])[0]


@router.get("/orders/{int:order_id}", response=OrderOut, summary="One order")
def get_order(request: HttpRequest, order_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    found = selectors.order(actor, order_id)
    return with_custom(actor, "order", [(found, order_shown(access_of(actor), found))])[0]


@router.patch("/orders/{int:order_id}", response=OrderOut, summary="Change an order's custom fields")
def edit_order(request: HttpRequest, order_id: int, body: OrderChange) -> dict[str, Any]:
    actor = actor_of(request)
    require(actor, "edit", selectors.order(actor, order_id))
    version = version_of(request, body.version)
    services.edit_order(actor=actor, order_id=order_id, version=version, custom=body.custom)
    return get_order(request, order_id)


@router.post("/orders/{int:order_id}/cancel", response=OrderOut, summary="Cancel an unpaid order")
def cancel_order(request: HttpRequest, order_id: int, body: CancelIn) -> dict[str, Any]:
    actor = actor_of(request)
    services.cancel_order(actor=actor, order_id=order_id, reason=body.reason, version=body.version)
    return get_order(request, order_id)


@router.get("/invoices", response={200: Page[InvoiceOut]}, summary="Invoices and credit notes")
def list_invoices(
    request: HttpRequest,
    q: str = "",
    view: Literal["all", "open", "overdue", "paid", "credit"] = "all",
    filter: Filter = "",
    sort: str = "-issued_at",
    cursor: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    actor = actor_of(request)
    require(actor, "see", "invoice")
    sorts = {"issued_at": "issued_at", "number": "number"}
    found = selectors.invoices(actor, view=view, query=q)
    found = filtered(actor, "invoice", found, filter)
    rows, following = page_of(found, sort=sort, sorts=sorts, cursor=cursor, limit=limit)
    held = access_of(actor)
    return {"items": [invoice_shown(held, invoice) for invoice in rows], "next": following}


@router.get("/invoices/{int:invoice_id}", response=InvoiceOut, summary="One invoice")
def get_invoice(request: HttpRequest, invoice_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    return invoice_shown(access_of(actor), selectors.invoice(actor, invoice_id))


@router.get("/payments", response={200: Page[PaymentOut]}, summary="Payments")
def list_payments(
    request: HttpRequest, sort: str = "-received_at", cursor: str | None = None, limit: int = 50
) -> dict[str, Any]:
    actor = actor_of(request)
    require(actor, "see", "payment")
    rows, following = page_of(
        selectors.payments(actor), sort=sort, sorts={"received_at": "received_at"}, cursor=cursor, limit=limit
    )
    held = access_of(actor)
    return {"items": [payment_shown(held, payment) for payment in rows], "next": following}


@router.post("/payments", response={201: PaymentOut}, summary="Record a payment")
def receive_payment(request: HttpRequest, body: PaymentIn) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    made = services.receive_payment(
        actor=actor,
        invoice_id=body.invoice_id,
        amount=Money(body.amount_minor, body.currency),
        received_at=body.received_at,
        reference=body.reference,
    )
    return 201, payment_shown(access_of(actor), made)


@router.post(
    "/invoices/{int:invoice_id}/refunds", response={201: PaymentOut}, summary="Give money back for an invoice"
)
def refund_payment(request: HttpRequest, invoice_id: int, body: RefundIn) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    made = services.refund_payment(
        actor=actor,
        invoice_id=invoice_id,
        amount=Money(body.amount_minor, body.currency),
        reason=body.reason,
        refunded_at=body.refunded_at,
        is_credited=body.is_credited,
        cancels_order=body.cancels_order,
    )
    return 201, payment_shown(access_of(actor), made)


@router.get("/rates", response={200: Page[RateOut]}, summary="Rates to the base currency")
def list_rates(
    request: HttpRequest, sort: str = "-day", cursor: str | None = None, limit: int = 50
) -> dict[str, Any]:
    actor = actor_of(request)
    require(actor, "see", "currency")
    rows, following = page_of(
        selectors.rates(actor),
        sort=sort,
        sorts={"day": "day", "currency": "currency"},
        cursor=cursor,
        limit=limit,
    )
    return {"items": rows, "next": following}


@router.post("/rates", response=RateOut, summary="Set a rate of a day")
def set_rate(request: HttpRequest, body: RateIn) -> Rate:
    return services.set_rate(actor=actor_of(request), currency=body.currency, day=body.day, rate=body.rate)
