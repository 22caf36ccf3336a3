"""The details of an order as they stand on its page. An order is not edited: it is cancelled, or what it came of is."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.billing.models import Order
from accrue.ui.inline import Prop


def order_details(actor: User, found: Order) -> list[Prop]:
    """What this reader may see, by the names that layouts know. `found` is covered already."""
    hides = access.access_of(actor).hides
    details = [
        Prop("number", "Number", "tag", found.number),
        _named("company", "Company", "building-2", found.company, "contacts:company"),
        _named("person", "Contact", "user", found.person, "contacts:person"),
        _named("deal", "Deal", "circle-dot", found.deal, "sales:deal"),
        Prop("ordered", "Ordered", "calendar", date_format(timezone.localtime(found.ordered_at), "j M Y")),
        Prop("owner", "Owner", "user", "" if found.owner is None else str(found.owner)),
        Prop("source", "Source", "sparkles", found.source),
        Prop("external_id", "External number", "link", found.external_id or ""),
    ]
    return [detail for detail in details if not hides("order", detail.name)]


def _named(name: str, label: str, icon: str, record: object, page: str) -> Prop:
    """A record that the order leads to, by its name."""
    pk = getattr(record, "pk", None)
    return Prop(
        name, label, icon, "" if pk is None else str(record), link=reverse(page, args=[pk]) if pk else ""
    )
