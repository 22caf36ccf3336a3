"""Deals as a table, the forecast by month, and what fills search-as-you-type."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Forbidden, Missing
from accrue.sales import selectors, services
from accrue.sales.selectors import DealFilters
from accrue.sales.selectors.choices import SOURCES, choices
from accrue.sales.views.board import _peek_url, _pipeline, kept_of, tabs
from accrue.ui.htmx import render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

COLUMNS = {
    "name": Column("Deal", Sort("name", "name")),
    "company": Column("Customer"),
    "amount": Column("Value", Sort("value", "amount_minor"), is_number=True, starts_down=True),
    "stage": Column("Stage"),
    "expected_close": Column("Close", Sort("close", "expected_close", nullable=True)),
    "owner": Column("Owner"),
    "created": Column("Opened", Sort("opened", "created_at"), starts_down=True),
}


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "deal")
    laid = selectors.pipelines(actor)
    if not laid:
        return redirect("sales:board")
    chosen, filters, held = (
        _pipeline(laid, request.GET.get("pipeline", "")),
        DealFilters.of(request.GET),
        access.access_of(actor),
    )
    found = selectors.deals(actor, filters, chosen.stages).filter(pipeline=chosen.pipeline)
    shown = {name for name in COLUMNS if not held.hides("deal", name)}
    listing = Listing(
        request,
        found.select_related("stage", "company", "person", "owner"),
        columns=[column for name, column in COLUMNS.items() if name in shown],
        default="-opened",
        noun=("deal", "deals"),
        is_filtered=filters.is_narrowed,
    )
    for deal in listing.rows:
        selectors.cover(actor, deal)
    context = {
        "listing": listing,
        "shown": shown,
        "laid": chosen,
        "pipelines": laid,
        "filters": filters,
        "tabs": tabs(filters, request.GET),
        "query": kept_of(request.GET).urlencode(),
        "may_create": held.may("deal", "create"),
        "peek_url": _peek_url(request.GET),
    }
    return render_page(request, "sales/table.html", context, partial="rows")


@require_GET
def outlook(request: HttpRequest) -> HttpResponse:
    """Sums by month and stage. Refused where this person may not see what they are made of."""
    actor = actor_of(request)
    access.require(actor, "see", "deal")
    held = access.access_of(actor)
    if held.hides("deal", "amount") or held.hides("deal", "expected_close"):
        raise Forbidden(
            "sales.sums_hidden", "You may not see the values or closing days of deals, so no sums either."
        )
    laid = selectors.pipelines(actor)
    if not laid:
        return redirect("sales:board")
    chosen, filters = _pipeline(laid, request.GET.get("pipeline", "")), DealFilters.of(request.GET)
    context = {
        "outlook": selectors.outlook(actor, chosen, filters),
        "laid": chosen,
        "pipelines": laid,
        "filters": filters,
        "tabs": tabs(filters, request.GET),
        "query": kept_of(request.GET).urlencode(),
        "may_create": held.may("deal", "create"),
    }
    return render(request, "sales/outlook.html", context)


@require_GET
def offered(request: HttpRequest, kind: str) -> HttpResponse:
    """The names that fit what is being typed into a field."""
    if kind not in SOURCES:
        raise Missing
    access.require(actor_of(request), "see", kind)
    typed = request.GET.get(request.GET.get("of", "q"), "").strip()[:100]
    return render(request, "sales/choices.html", {"labels": choices(kind, actor_of(request), typed)})


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Set up the usual pipeline where there is none."""
    access.require(actor_of(request), "create", "pipeline")
    services.ensure_default_pipeline(actor=actor_of(request))
    return redirect(reverse("sales:board"))
