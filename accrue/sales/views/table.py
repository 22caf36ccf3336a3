"""Deals as a table, the forecast by month, and what fills search-as-you-type."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Forbidden, Missing
from accrue.filters.pages import answer, bar, drawn, listing_of
from accrue.filters.state import ListState
from accrue.sales import selectors, services
from accrue.sales.lists import DEALS
from accrue.sales.selectors import DealFilters
from accrue.sales.selectors.choices import SOURCES, choices
from accrue.sales.views.board import filters_of, peek_url_of, pipeline_of


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "deal")
    state = ListState(request.GET, actor, DEALS, "table")
    laid = selectors.pipelines(actor)
    if not laid:
        return redirect("sales:board")
    chosen = pipeline_of(laid, request.GET.get("pipeline", ""))
    searched = DealFilters(q=state.q, archived=state.archived)  # the filter itself is laid on by the listing
    found = selectors.deals(actor, searched, chosen.stages).filter(pipeline=chosen.pipeline)
    listing = listing_of(request, state, found)
    said = state.said().urlencode()
    for deal in listing.rows:
        deal.said = said  # type: ignore[attr-defined]  # what its link leads back to
        if "company" in deal._state.fields_cache:
            selectors.cover(actor, deal)
    context = {
        "laid": chosen,
        "pipelines": laid,
        "query": said,
        "peek_url": peek_url_of(request.GET),
    }
    return answer(request, "sales/table.html", state, listing, body=drawn(state, listing.rows), **context)


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
    state = ListState(request.GET, actor, DEALS, "by-month")
    laid = selectors.pipelines(actor)
    if not laid:
        return redirect("sales:board")
    chosen = pipeline_of(laid, request.GET.get("pipeline", ""))
    context = bar(state) | {
        "outlook": selectors.outlook(actor, chosen, filters_of(state)),
        "laid": chosen,
        "pipelines": laid,
        "query": state.said().urlencode(),
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
