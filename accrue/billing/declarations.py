"""What this area declares to the floors below."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accrue.accounts.access import access_of, granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.accounts.rest import actor_of
from accrue.billing import editing, filter_fields, lists  # noqa: F401  # registers
from accrue.billing.services import refuse_where_paid
from accrue.filters.custom.layouts import Built, register_details
from accrue.filters.custom.records import Keeper, register_keeper
from accrue.filters.selection import register_rows
from accrue.filters.using import used_first
from accrue.money.format import format_money
from accrue.sales.guards import check_before_reopening
from accrue.ui import commands, navigation, panels
from accrue.ui.scanning import newest

if TYPE_CHECKING:
    from accrue.accounts.models import User
    from accrue.billing.models import Invoice, Order
    from accrue.billing.selectors import Bought


def found_orders(request: HttpRequest, q: str) -> Iterator[commands.Result]:
    from accrue.billing.selectors import orders

    def latest(found: QuerySet[Order]) -> list[Order]:
        return newest(found, "ordered_at", commands.PER_SOURCE)

    found = orders(actor_of(request), query=q)
    return orders_numbered(used_first(request, "order", found, commands.PER_SOURCE, latest))


def orders_of_ids(request: HttpRequest, ids: Collection[int]) -> Iterator[commands.Result]:
    from accrue.billing.selectors import orders

    return orders_numbered(orders(actor_of(request)).filter(pk__in=ids))


def orders_numbered(found: Iterable[Order]) -> Iterator[commands.Result]:
    for order in found:
        url = reverse("billing:order", args=[order.pk])
        yield commands.Result(order.number, url, "shopping-cart", pk=order.pk)


def found_invoices(request: HttpRequest, q: str) -> Iterator[commands.Result]:
    from accrue.billing.selectors import invoices

    def latest(found: QuerySet[Invoice]) -> list[Invoice]:
        return newest(found, "issued_at", commands.PER_SOURCE)

    found = invoices(actor_of(request), query=q)
    return invoices_numbered(used_first(request, "invoice", found, commands.PER_SOURCE, latest))


def invoices_of_ids(request: HttpRequest, ids: Collection[int]) -> Iterator[commands.Result]:
    from accrue.billing.selectors import invoices

    return invoices_numbered(invoices(actor_of(request)).filter(pk__in=ids))


def invoices_numbered(found: Iterable[Invoice]) -> Iterator[commands.Result]:
    for invoice in found:
        url = reverse("billing:invoice", args=[invoice.pk])
        note = invoice.get_state_display()
        yield commands.Result(invoice.number, url, "file-text", note, invoice.pk)


def earned(kind: str) -> Callable[[Any, Any], list[panels.Stat]]:
    """The figures of orders on a record of this kind: their value, and the last one."""

    def figures(user: User, record: Any) -> list[panels.Stat]:
        from accrue.billing.selectors import bought_by

        bought = bought_by(user, kind, record.pk)
        found = [] if access_of(user).hides("order", "amount") else [_value(bought)]
        last = date_format(timezone.localtime(bought.last), "j M Y") if bought.last else "None yet"
        return [
            *found,
            panels.Stat("Last order", last, f"{bought.count:,} orders" if bought.count > 1 else ""),
        ]

    return figures


def _value(bought: Bought) -> panels.Stat:
    worth = bought.value
    notes = ["ordered, net"]
    if worth.converted:
        notes = ["converted at today’s rates"]
    if worth.missing:
        notes.append(f"without {', '.join(worth.missing)}: no rate")
    return panels.Stat("Value so far", format_money(worth.amount, cents=False), " · ".join(notes))


declare_kind(
    RecordKind(
        "order",
        "Order",
        "Orders",
        "billing.Order",
        fields=("amount", "margin", "person", "company"),
        url_name="billing:order",
    )
)
declare_kind(
    RecordKind(
        "invoice",
        "Invoice",
        "Invoices",
        "billing.Invoice",
        owner="order__owner",
        team="order__team",
        fields=("amount",),
        url_name="billing:invoice",
    )
)
declare_kind(
    RecordKind(
        "payment",
        "Payment",
        "Payments",
        "billing.Payment",
        owner="invoice__order__owner",
        team="invoice__order__team",
        fields=("amount", "reference"),
    )
)
declare_kind(RecordKind("currency", "Currency", "Currencies", "money.Rate", owner=None, team=None))
check_before_reopening(refuse_where_paid)

sees_orders, sees_invoices = granted("see", "order"), granted("see", "invoice")
for item in (
    navigation.NavItem(
        "Records", "orders", "Orders", "shopping-cart", "billing:orders", "g o", 50, sees_orders
    ),
    navigation.NavItem(
        "Records", "invoices", "Invoices", "file-text", "billing:invoices", "g i", 60, sees_invoices
    ),
    navigation.NavItem(
        "Records", "payments", "Payments", "banknote", "billing:payments", "", 70, granted("see", "payment")
    ),
    navigation.NavItem(
        "Run", "currencies", "Currencies", "coins", "billing:currencies", "", 50, granted("edit", "currency")
    ),
):
    navigation.register(item)
commands.register_search(
    commands.Source("orders", "Orders", found_orders, 40, sees_orders, "order", orders_of_ids)
)
commands.register_search(
    commands.Source("invoices", "Invoices", found_invoices, 50, sees_invoices, "invoice", invoices_of_ids)
)
for kind in ("person", "company"):
    panels.register_stats(panels.Stats(kind, "orders", earned(kind), 10, sees_orders))
for kind in ("person", "company", "deal"):
    panels.register(panels.Panel(kind, "orders", "Orders", f"billing:of_{kind}", 15, sees_orders))


def _orders(actor: User, q: str, archived: bool) -> QuerySet[Any]:
    from accrue.billing.selectors import orders

    return orders(actor, query=q)


def _invoices(actor: User, q: str, archived: bool) -> QuerySet[Any]:
    from accrue.billing.selectors import invoices

    return invoices(actor, query=q)


register_rows("order", _orders)
register_rows("invoice", _invoices)


def _order_found(actor: User, record_id: int) -> Any:
    from accrue.billing import selectors

    return selectors.order(actor, record_id)


def _order_customised(actor: User, record_id: int, version: int, custom: dict[str, Any]) -> None:
    from accrue.billing import services

    services.edit_order(actor=actor, order_id=record_id, version=version, custom=custom)


register_keeper("order", Keeper(_order_found, _order_customised))
register_details(
    "order",
    Built("number", "Number", is_kept=True),
    Built("company", "Company"),
    Built("person", "Contact"),
    Built("deal", "Deal"),
    Built("ordered", "Ordered"),
    Built("owner", "Owner"),
    Built("source", "Source"),
    Built("external_id", "External number"),
)
