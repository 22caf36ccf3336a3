"""Who may call what of orders, invoices, payments and rates, and the records this is tried on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from accrue.billing.models import Invoice, Order, Payment
from accrue.billing.services import Buyer, OrderItem, issue_invoice, receive_payment, take_order
from accrue.money import Money
from accrue.money.models import Rate
from accrue.money.services import set_rate
from tests.access.policy import Policy, may
from tests.access.sample import Sample, canary, makes

ONE_ORDER, ONE_INVOICE = {"pk": "@order"}, {"pk": "@invoice"}
RATE = {"currency": "USD", "day": "2026-11-02", "rate": "0.92"}
REASON = {"reason": "Ordered twice"}
PAYMENT = {"amount_amount": "1", "amount_currency": "EUR", "received_at": "2026-01-02"}

REFUND = {
    "amount_amount": "1",
    "amount_currency": "EUR",
    "refunded_at": "2026-01-02",
    "reason": "Sent back",
    "then": "owed",
}


@makes("order")
def order(sample: Sample) -> Order:
    rep = sample["rep"]
    item = OrderItem(canary("order", "line"), 7_300_00)
    buyer = Buyer(
        company_id=sample.id("firm"), person_id=sample.id("buyer"), owner_id=rep.pk, team_id=rep.team_id
    )
    return take_order(actor=sample["administrator"], buyer=buyer, currency="EUR", items=[item])


@makes("invoice")
def invoice(sample: Sample) -> Invoice | None:
    return issue_invoice(order_id=sample.id("order"), actor=None)


@makes("payment")
def payment(sample: Sample) -> Payment:
    return receive_payment(
        actor=sample["administrator"],
        invoice_id=sample.id("invoice"),
        amount=Money(1_00, "EUR"),
        reference=canary("payment", "reference"),
    )


@makes("rate")
def rate(sample: Sample) -> Rate:
    return set_rate(base="EUR", currency="CHF", day=date(2026, 11, 1), rate=Decimal("1.05"))


def of_order(action: str, data: dict[str, Any] | None = None) -> Policy:
    return may(action, "order", on="order", args=ONE_ORDER, data=data)


BILLING: dict[str, dict[str, Policy]] = {
    "orders/": {"GET": may("see", "order")},
    "orders/<int:pk>/": {"GET": of_order("see")},
    "orders/<int:pk>/timeline/": {"GET": of_order("see")},
    "orders/<int:pk>/cancel/": {"GET": of_order("edit"), "POST": of_order("edit", REASON)},
    "orders/of-person/<int:pk>/": {"GET": may("see", "person", on="buyer", args={"pk": "@buyer"})},
    "orders/of-company/<int:pk>/": {"GET": may("see", "company", on="firm", args={"pk": "@firm"})},
    "orders/of-deal/<int:pk>/": {"GET": may("see", "deal", on="deal", args={"pk": "@deal"})},
    "invoices/": {"GET": may("see", "invoice")},
    "invoices/<int:pk>/": {"GET": may("see", "invoice", on="invoice", args=ONE_INVOICE)},
    "invoices/<int:pk>/pay/": {
        "GET": may("create", "payment", on="payment", args=ONE_INVOICE),
        "POST": may("create", "payment", on="payment", args=ONE_INVOICE, data=PAYMENT),
    },
    "invoices/<int:pk>/refund/": {
        "GET": may("create", "payment", on="payment", args=ONE_INVOICE),
        "POST": may("create", "payment", on="payment", args=ONE_INVOICE, data=REFUND),
    },
    "payments/": {"GET": may("see", "payment")},
    "currencies/": {"GET": may("see", "currency")},
    "currencies/rate/": {"GET": may("edit", "currency"), "POST": may("edit", "currency", data=RATE)},
    "currencies/import/": {"GET": may("edit", "currency"), "POST": may("edit", "currency")},
    "currencies/base/": {
        "GET": may("edit", "currency"),
        "POST": may("edit", "currency", data={"base": "USD"}),
    },
    "currencies/rates/<int:pk>/delete/": {"POST": may("delete", "currency", args={"pk": "@rate"})},
    # The API
    "api/v1/orders": {
        "GET": may("see", "order"),
        "POST": may(
            "create",
            "order",
            data={"currency": "EUR", "items": [{"name": "S", "unit_price_minor": 1}]},
        ),
    },
    "api/v1/orders/<int:order_id>": {
        "GET": may("see", "order", on="order"),
        "PATCH": may("edit", "order", on="order", data={"custom": {}, "version": 1}),
    },
    "api/v1/orders/<int:order_id>/cancel": {"POST": may("edit", "order", on="order", data=REASON)},
    "api/v1/invoices": {"GET": may("see", "invoice")},
    "api/v1/invoices/<int:invoice_id>": {"GET": may("see", "invoice", on="invoice")},
    "api/v1/invoices/<int:invoice_id>/refunds": {
        "POST": may(
            "create",
            "payment",
            on="payment",
            args={"invoice_id": "@invoice"},
            data={"amount_minor": 1, "currency": "EUR", "reason": "Sent back"},
        ),
    },
    "api/v1/payments": {
        "GET": may("see", "payment"),
        "POST": may(
            "create",
            "payment",
            on="payment",
            data={"invoice_id": "@invoice", "amount_minor": 1, "currency": "EUR"},
        ),
    },
    "api/v1/rates": {"GET": may("see", "currency"), "POST": may("edit", "currency", data=RATE)},
}
