"""What orders and invoices can be narrowed by, and what they say about people and companies."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accrue.billing.models import InvoiceState, OrderState
from accrue.filters.fields import Aggregate, FilterField, Type, register

CONFIRMED = Q(state="confirmed")


def order(key: str, label: str, type: Type, column: str, detail: str = "", **more: Any) -> FilterField:
    return FilterField("order", key, label, type, column, detail, **more)


def invoice(key: str, label: str, type: Type, column: str, detail: str = "", **more: Any) -> FilterField:
    return FilterField("invoice", key, label, type, column, detail, **more)


register(
    order("number", "Number", Type.TEXT, "number"),
    order("external_id", "External number", Type.TEXT, "external_id"),
    order("amount", "Amount", Type.MONEY, "amount_minor", "amount", currency="currency"),
    order("margin", "Margin", Type.MONEY, "margin_minor", "margin", currency="currency"),
    order("state", "State", Type.CHOICE, "state", choices=tuple(OrderState.choices)),
    order("ordered", "Ordered", Type.DATE, "ordered_at"),
    order("person", "Person", Type.RECORD, "person_id", "person", to="person", opens=True),
    order("company", "Company", Type.RECORD, "company_id", "company", to="company", opens=True),
    order("deal", "Deal", Type.RECORD, "deal_id", to="deal"),
    order("owner", "Owner", Type.USER, "owner_id"),
    order("team", "Team", Type.RECORD, "team_id", to="team"),
    order("source", "Source", Type.TEXT, "source"),
)
register(
    invoice("number", "Number", Type.TEXT, "number"),
    invoice("amount", "Amount", Type.MONEY, "amount_minor", "amount", currency="currency"),
    invoice("paid", "Paid so far", Type.MONEY, "paid_minor", "amount", currency="currency"),
    invoice("credited", "Credited for refunds", Type.MONEY, "credited_minor", "amount", currency="currency"),
    invoice("state", "State", Type.CHOICE, "state", choices=tuple(InvoiceState.choices)),
    invoice("issued", "Issued", Type.DATE, "issued_at"),
    invoice("due", "Due", Type.DATE, "due_at"),
    invoice("credits", "Credit note for", Type.RECORD, "credits_id", to="invoice"),
    invoice("order", "Order", Type.RECORD, "order_id", to="order", opens=True),
    invoice("owner", "Owner", Type.USER, "order__owner_id"),
    invoice("team", "Team", Type.RECORD, "order__team_id", to="team"),
)


def counted(kind: str) -> tuple[FilterField, ...]:
    """What orders say about a person or a company; cancelled ones do not count."""

    def of(key: str, label: str, type: Type, *details: str, **more: Any) -> FilterField:
        aggregate = Aggregate(
            "order", kind, day="ordered_at", only=CONFIRMED, details=(kind, *details), **more
        )
        return FilterField(kind, key, label, type, group="Orders", aggregate=aggregate)

    worth: dict[str, Any] = {"measure": "sum", "currency": "currency", "day_label": "ordered"}
    return (
        of("orders", "Orders", Type.NUMBER, day_label="ordered"),
        of("order_value", "Value of orders", Type.MONEY, "amount", value="amount_minor", **worth),
        of("order_margin", "Margin of orders", Type.MONEY, "margin", value="margin_minor", **worth),
        of("last_order", "Last order", Type.DATE, measure="last"),
    )


register(*counted("person"), *counted("company"))
