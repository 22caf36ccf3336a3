"""Lists of orders, invoices and payments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.billing import selectors
from accrue.billing.lists import INVOICES, ORDERS
from accrue.filters.pages import answer, drawn, listing_of
from accrue.filters.state import ListState
from accrue.ui.htmx import is_fragment, render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

PAYMENT_COLUMNS = {
    "invoice": Column("Invoice"),
    "customer": Column("Customer"),
    "amount": Column("Amount", Sort("amount", "amount_minor"), is_number=True, starts_down=True),
    "reference": Column("Reference"),
    "received": Column("Received", Sort("received", "received_at"), starts_down=True),
}


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "order")
    state = ListState.of_request(request, actor, ORDERS)
    listing = listing_of(request, state, selectors.orders(actor, query=state.q))
    for order in listing.rows:
        selectors.cover_customer(actor, order)
    return answer(request, "billing/orders.html", state, listing, body=drawn(state, listing.rows))


@require_GET
def invoices(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "invoice")
    state = ListState.of_request(request, actor, INVOICES)
    listing = listing_of(request, state, selectors.invoices(actor, query=state.q))
    if any(column.key == "customer" for column in state.columns):
        for invoice in listing.rows:
            selectors.cover_customer(actor, invoice.order)
    sees = not access.access_of(actor).hides("invoice", "amount")
    owed = selectors.owed(actor) if sees and not is_fragment(request) else None
    return answer(
        request, "billing/invoices.html", state, listing, body=drawn(state, listing.rows), owed=owed
    )


@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "payment")
    found = selectors.payments(actor).select_related("invoice__order__person", "invoice__order__company")
    held = access.access_of(actor)
    shown = {name for name in PAYMENT_COLUMNS if not held.hides("payment", name)}
    listing = Listing(
        request,
        found,
        columns=[column for name, column in PAYMENT_COLUMNS.items() if name in shown],
        default="-received",
        noun=("payment", "payments"),
    )
    for payment in listing.rows:
        payment.invoice.order.deal = None
        selectors.cover(actor, payment.invoice.order)
    return render_page(request, "billing/payments.html", {"listing": listing, "shown": shown}, partial="rows")
