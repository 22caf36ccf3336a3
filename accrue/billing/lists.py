"""The lists of orders and invoices: their columns and the views that come with them."""

from __future__ import annotations

from typing import Any

from accrue.billing.models import Invoice, Order
from accrue.filters.lists import ListColumn, ListOf, ReadyView, register_list
from accrue.filters.tree import Condition, Group
from accrue.money.format import format_money
from accrue.ui.paging import Sort
from accrue.ui.said import day, text
from accrue.ui.templatetags.ui import badge

NONE = '<span class="text-muted">–</span>'
UNKNOWN = '<span class="text-muted" title="The cost of a product is not known">–</span>'


def ready(key: str, label: str, *conditions: Condition) -> ReadyView:
    return ReadyView(key, label, Group("all", conditions))


def customer(order: Order) -> str:
    """The company, else the person, as far as the reader may know of them."""
    if order.company:
        return text(order.company.name)
    return text(order.person.full_name) if order.person else ""


def _number(kind: str, record: Any) -> str:
    return f'<a class="row-link tabnum" data-step href="/{kind}/{record.pk}/">{text(record.number)}</a>'


def _margin(order: Order) -> str:
    return format_money(order.margin) if order.margin is not None else UNKNOWN


def _order_state(order: Order) -> str:
    return badge("Cancelled", "neutral") if order.state == "cancelled" else badge("Confirmed", "success")


def _invoice_state(invoice: Invoice) -> str:
    if invoice.is_credit_note:
        return badge("Credit note", "info")
    if invoice.state == "paid":
        return badge("Paid", "success", "circle-check")
    if invoice.state == "cancelled":
        return badge("Cancelled", "neutral")
    if invoice.is_overdue:
        return badge("Overdue", "error", "circle-alert")
    return badge("Partly paid", "warning") if invoice.paid_minor else badge("Open", "primary")


def customer_loads(before: str = "") -> tuple[str, ...]:
    """What naming a customer needs; hidden ones are taken away by `selectors.cover`."""
    names = [f"{before}{name}" for name in ("company__name", "company__owner_id", "company__team_id")]
    person = ("given_name", "family_name", "email", "owner_id", "team_id")
    return (*names, *(f"{before}person__{name}" for name in person))


ORDERS = register_list(
    ListOf(
        "order",
        "All orders",
        {"table": "billing:orders"},
        (
            ListColumn("number", "Number", lambda o: _number("orders", o), Sort("number", "number"), loads=("number",)),
            ListColumn("customer", "Customer", customer, loads=customer_loads(), joins=("company", "person"), is_tight=False),
            ListColumn(
                "amount", "Amount", lambda o: format_money(o.amount), Sort("amount", "amount_minor"), "amount",
                ("amount_minor", "currency"), is_number=True, starts_down=True,
            ),
            ListColumn(
                "margin", "Margin", _margin, Sort("margin", "margin_minor", nullable=True), "margin",
                ("margin_minor", "currency"), is_number=True, starts_down=True,
            ),
            ListColumn("state", "State", _order_state, loads=("state",)),
            ListColumn("ordered", "Ordered", lambda o: day(o.ordered_at), Sort("ordered", "ordered_at"), loads=("ordered_at",), starts_down=True),
            ListColumn("owner", "Owner", lambda o: text(o.owner), loads=("owner__name", "owner__email"), joins=("owner",)),
            ListColumn("source", "Source", lambda o: text(o.source), Sort("source", "source"), loads=("source",)),
            ListColumn("external_id", "External number", lambda o: text(o.external_id), loads=("external_id",)),
        ),
        ("number", "customer", "amount", "margin", "state", "ordered"),
        "-ordered",
        ("order", "orders"),
        (
            ready("confirmed", "Confirmed", Condition("state", "is", "confirmed")),
            ready("cancelled", "Cancelled", Condition("state", "is", "cancelled")),
        ),
        has_archive=False,
    )
)  # fmt: skip
INVOICES = register_list(
    ListOf(
        "invoice",
        "All invoices",
        {"table": "billing:invoices"},
        (
            ListColumn("number", "Number", lambda i: _number("invoices", i), Sort("number", "number"), loads=("number", "credits")),
            ListColumn(
                "customer", "Customer", lambda i: customer(i.order), loads=("order__id", *customer_loads("order__")),
                joins=("order__company", "order__person"), is_tight=False,
            ),
            ListColumn(
                "amount", "Amount", lambda i: format_money(i.amount), Sort("amount", "amount_minor"), "amount",
                ("amount_minor", "currency"), is_number=True, starts_down=True,
            ),
            ListColumn(
                "open", "Open", lambda i: format_money(i.open_amount) if i.open_amount.minor else NONE, None, "amount",
                ("amount_minor", "paid_minor", "credited_minor", "currency", "state"), is_number=True,
            ),
            ListColumn("state", "State", _invoice_state, loads=("state", "due_at", "credits", "paid_minor")),
            ListColumn("due", "Due", lambda i: day(i.due_at), Sort("due", "due_at"), loads=("due_at",)),
            ListColumn("issued", "Issued", lambda i: day(i.issued_at), Sort("issued", "issued_at"), loads=("issued_at",), starts_down=True),
        ),
        ("number", "customer", "amount", "open", "state", "due", "issued"),
        "-issued",
        ("invoice", "invoices"),
        (
            ready("open", "Open", Condition("state", "is", "open")),
            ready("overdue", "Overdue", Condition("state", "is", "open"), Condition("due", "before", "today")),
            ready("paid", "Paid", Condition("state", "is", "paid"), Condition("credits", "empty")),
            ready("credit", "Credit notes", Condition("credits", "filled")),
        ),
        has_archive=False,
        peeks=False,
    )
)  # fmt: skip
