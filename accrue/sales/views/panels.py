"""What the pages of people and companies show of selling."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.contacts import selectors as contacts
from accrue.contacts.models import Company, Person
from accrue.sales import selectors
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


def _panel(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    held = access.access_of(actor)
    deals = selectors.deals(actor).select_related("stage").filter(**{f"{kind}_id": pk})
    found = deals.order_by(F("closed_at").desc(nulls_first=True), "-created_at")[: SHOWN + 1]
    context = {
        "deals": [] if held.hides("deal", kind) else list(found),
        "most": SHOWN,
        "kind": kind,
        "pk": pk,
        "shows_amount": not held.hides("deal", "amount"),
        "may_create": held.may("deal", "create"),
    }
    return render(request, "sales/panel.html", context)
