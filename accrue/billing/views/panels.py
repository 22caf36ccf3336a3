"""What the pages of people, companies and deals show of billing."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.billing import selectors
from accrue.contacts import selectors as contacts
from accrue.contacts.models import Company, Person
from accrue.sales import selectors as sales
from accrue.sales.models import Deal
from accrue.ui.panels import shown

SHOWN = 8


@require_GET
def of_person(request: HttpRequest, pk: int) -> HttpResponse:
    found = shown(request, Person, pk) or contacts.person(actor_of(request), pk)
    return _panel(request, "person", found.pk)


@require_GET
def of_company(request: HttpRequest, pk: int) -> HttpResponse:
    found = shown(request, Company, pk) or contacts.company(actor_of(request), pk)
    return _panel(request, "company", found.pk)


@require_GET
def of_deal(request: HttpRequest, pk: int) -> HttpResponse:
    shown(request, Deal, pk) or sales.deal(actor_of(request), pk)
    return _panel(request, "deal", pk)


def _panel(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    held = access.access_of(actor)
    invoices = Prefetch(
        "invoices", selectors.invoices(actor).filter(credits__isnull=True), to_attr="shown_invoices"
    )
    found = selectors.orders(actor).filter(**{f"{kind}_id": pk}).prefetch_related(invoices)
    context = {
        "orders": []
        if held.hides("order", kind)
        else list(found.order_by("-ordered_at", "-pk")[: SHOWN + 1]),
        "kind": kind,
        "pk": pk,
        "most": SHOWN,
        "shows_amount": not held.hides("order", "amount"),
    }
    return render(request, "billing/panel.html", context)
