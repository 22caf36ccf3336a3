"""Lists of orders, invoices and payments."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.billing import selectors
from accrue.ui.htmx import render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

ORDER_COLUMNS = {
    "number": Column("Number", Sort("number", "number")),
    "customer": Column("Customer"),
    "amount": Column("Amount", Sort("amount", "amount_minor"), is_number=True, starts_down=True),
    "margin": Column("Margin", is_number=True),
    "state": Column("State"),
    "ordered": Column("Ordered", Sort("ordered", "ordered_at"), starts_down=True),
}
INVOICE_COLUMNS = {
    "number": Column("Number", Sort("number", "number")),
    "customer": Column("Customer"),
    "amount": Column("Amount", Sort("amount", "amount_minor"), is_number=True, starts_down=True),
    "open": Column("Open", is_number=True),
    "state": Column("State"),
    "due": Column("Due", Sort("due", "due_at")),
    "issued": Column("Issued", Sort("issued", "issued_at"), starts_down=True),
}
PAYMENT_COLUMNS = {
    "invoice": Column("Invoice"),
    "customer": Column("Customer"),
    "amount": Column("Amount", Sort("amount", "amount_minor"), is_number=True, starts_down=True),
    "reference": Column("Reference"),
    "received": Column("Received", Sort("received", "received_at"), starts_down=True),
}


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    actor, view = actor_of(request), _view(request, selectors.ORDER_VIEWS)
    access.require(actor, "see", "order")
    found = selectors.orders(actor, view=view, query=request.GET.get("q", "").strip())
    listing, shown = _listing(
        request,
        found.select_related("person", "company"),
        "order",
        ORDER_COLUMNS,
        "-ordered",
        ("order", "orders"),
        view,
    )
    for order in listing.rows:
        order.deal = None
        selectors.cover(actor, order)
    context = {
        "listing": listing,
        "shown": shown,
        "tabs": _tabs(request, "orders", selectors.ORDER_VIEWS, view),
    }
    return render_page(request, "billing/orders.html", context, partial="rows")


@require_GET
def invoices(request: HttpRequest) -> HttpResponse:
    actor, view = actor_of(request), _view(request, selectors.INVOICE_VIEWS)
    access.require(actor, "see", "invoice")
    found = selectors.invoices(actor, view=view, query=request.GET.get("q", "").strip())
    related = found.select_related("order__person", "order__company")
    listing, shown = _listing(
        request, related, "invoice", INVOICE_COLUMNS, "-issued", ("invoice", "invoices"), view
    )
    for invoice in listing.rows:
        invoice.order.deal = None
        selectors.cover(actor, invoice.order)
    context = {
        "listing": listing,
        "shown": shown,
        "tabs": _tabs(request, "invoices", selectors.INVOICE_VIEWS, view),
        "owed": selectors.owed(actor) if "amount" in shown else None,
    }
    return render_page(request, "billing/invoices.html", context, partial="rows")


@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "payment")
    found = selectors.payments(actor).select_related("invoice__order__person", "invoice__order__company")
    listing, shown = _listing(
        request, found, "payment", PAYMENT_COLUMNS, "-received", ("payment", "payments"), "all"
    )
    for payment in listing.rows:
        payment.invoice.order.deal = None
        selectors.cover(actor, payment.invoice.order)
    return render_page(request, "billing/payments.html", {"listing": listing, "shown": shown}, partial="rows")


def _listing[M: Model](
    request: HttpRequest,
    found: QuerySet[M],
    kind: str,
    columns: dict[str, Column],
    default: str,
    noun: tuple[str, str],
    view: str,
) -> tuple[Listing[M], set[str]]:
    """The rows, and the names of the columns this person may see."""
    held = access.access_of(actor_of(request))
    shown = {name for name in columns if not held.hides(kind, name)}
    if kind == "invoice" and "amount" not in shown:
        shown.discard("open")
    listing = Listing(
        request,
        found,
        columns=[column for name, column in columns.items() if name in shown],
        default=default,
        noun=noun,
        is_filtered=view != "all" or bool(request.GET.get("q")),
    )
    return listing, shown


def _view(request: HttpRequest, views: dict[str, str]) -> str:
    asked = request.GET.get("view", "all")
    return asked if asked in views else "all"


def _tabs(request: HttpRequest, name: str, views: dict[str, str], current: str) -> list[dict[str, Any]]:
    base = reverse(f"billing:{name}")
    return [
        {"label": label, "url": base if key == "all" else f"{base}?view={key}", "is_current": key == current}
        for key, label in views.items()
    ]
