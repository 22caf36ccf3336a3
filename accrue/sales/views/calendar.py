"""Deals on the days they are expected to close, and putting one on another day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Invalid
from accrue.filters.pages import bar
from accrue.filters.periods import day_of, moved
from accrue.filters.state import ListState
from accrue.filters.tree import BadFilter, Condition, Group
from accrue.sales import selectors, services
from accrue.sales.forms import refuse
from accrue.sales.lists import DEALS, OPEN
from accrue.sales.models import Deal
from accrue.sales.views.board import filters_of, number, peek_url_of, pipeline_of
from accrue.ui.fields import DateField
from accrue.ui.htmx import Part, Toast, close_dialog, is_fragment, parts
from accrue.ui.said import day as day_said

PAGE = "sales/calendar.html"
STEP = re.compile(r"[+-](1|7)")
ASK = "ask"


class DayForm(forms.Form):
    """Another day for a deal."""

    day = DateField(label="Expected close")


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "deal")
    selectors.require_days(actor)
    state = ListState(request.GET, actor, DEALS, "calendar")
    month_asked(request.GET)
    laid = selectors.pipelines(actor)
    if not laid:
        return redirect("sales:board")
    context = context_of(actor, laid, request.GET, state)
    if not is_fragment(request):
        return render(request, PAGE, context)
    if "days" in request.GET:
        return parts(request, Part("#calendar-days", f"{PAGE}#days", context))
    return render(request, f"{PAGE}#body", context)


def month_asked(query: QueryDict) -> date:
    """The first day of the month an address names, or of this one. Raises BadFilter (400)."""
    text = query.get("month", "")
    if not text:
        return clock.today().replace(day=1)
    first = day_of(f"{text}-01")
    if first is None:
        raise BadFilter({"month": "Write a month like 2026-11, between 1900 and 2199."})
    return first


def context_of(
    actor: User, laid: list[selectors.Laid], query: QueryDict, state: ListState | None = None
) -> dict[str, Any]:
    """What the calendar's template draws for an address's query."""
    chosen = pipeline_of(laid, query.get("pipeline", ""))
    state = state or ListState(query, actor, DEALS, "calendar")
    found = selectors.calendar(actor, chosen, filters_of(state), month_asked(query))
    held = access.access_of(actor)
    kept = state.said()
    return bar(state) | {
        "calendar": found,
        "laid": chosen,
        "pipelines": laid,
        "query": kept.urlencode(),
        "months": {
            name: _month_url(state, month)
            for name, month in (
                ("previous", found.previous),
                ("now", found.today),
                ("following", found.following),
            )
            if month
        },
        "day_urls": {one.day: _table_url(state, "on", one.day.isoformat()) for one in found.days if one.left},
        "undated_url": _table_url(state, "empty", None, OPEN),
        "may_move": held.may("deal", "edit"),
        "peek_url": peek_url_of(query),
    }


def _month_url(state: ListState, month: date) -> str:
    query = state.said()
    query["month"] = f"{month:%Y-%m}"
    return f"?{query.urlencode()}"


def _table_url(state: ListState, op: str, value: Any, *also: Condition) -> str:
    """The same view as a table, of one day."""
    inner = state.tree.parts if state.tree.match == "all" else (state.tree,)
    tree = Group("all", (*inner, *also, Condition("expected_close", op, value)))
    return f"{state.page('table')}?{state.said(tree=tree).urlencode()}"


@require_http_methods(["GET", "POST"])
def move_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Expect a deal to close on another day: `lane` is the day, or days from its own (“+7”), or `ask` for the dialog."""
    actor = actor_of(request)
    deal = selectors.deal(actor, pk)
    selectors.require_days(actor)
    access.require(actor, "edit", deal)
    lane = request.POST.get("lane", "")
    if request.method != "POST":
        return _ask(request, deal, _form(deal))
    if lane == ASK:
        context = _dialog(request, deal, _form(deal))
        return parts(
            request, Part("#dialog-body", "ui/forms/dialog.html", context, swap="innerHTML"), status=422
        )
    if lane:
        return _moved(request, actor, deal, _day_of(lane, deal))
    form = DayForm(request.POST)
    if not form.is_valid():
        return _ask(request, deal, form, status=422)
    try:
        return close_dialog(_moved(request, actor, deal, form.cleaned_data["day"], raises=True))
    except AccrueError as error:
        refuse(form, error)
        return _ask(request, deal, form, status=422)


def _form(deal: Deal) -> DayForm:
    return DayForm(initial={"day": deal.expected_close})


def _ask(request: HttpRequest, deal: Deal, form: DayForm, *, status: int = 200) -> HttpResponse:
    template = "ui/forms/dialog.html" if is_fragment(request) else "sales/form_page.html"
    return render(request, template, _dialog(request, deal, form), status=status)


def _dialog(request: HttpRequest, deal: Deal, form: DayForm) -> dict[str, Any]:
    query = request.GET.copy()
    query["version"] = query.get("version") or str(deal.version)
    return {
        "form": form,
        "title": f"When will {deal.name} close?",
        "action": f"{reverse('sales:move_day', args=[deal.pk])}?{query.urlencode()}",
        "verb": "Set the day",
    }


def _day_of(lane: str, deal: Deal) -> date:
    if STEP.fullmatch(lane) and deal.expected_close:
        return moved(deal.expected_close, "day", int(lane))
    day = day_of(lane)
    if day is None:
        raise Invalid("sales.no_day", "Choose a day, written like 2026-11-22.", fields={"lane": "Not a day."})
    return day


def _moved(request: HttpRequest, actor: User, deal: Deal, day: date, *, raises: bool = False) -> HttpResponse:
    before = deal.expected_close
    version = number(request.POST.get("version") or request.GET.get("version"))
    try:
        deal = services.edit_deal(
            actor=actor, deal_id=deal.pk, fields={"expected_close": day}, version=version
        )
    except AccrueError as error:
        if raises:
            raise
        return parts(
            request, *_redrawn(request, actor), Toast(error.message, kind="error"), status=error.status
        )
    if not is_fragment(request):
        return redirect("sales:deal", deal.pk)
    if before == day:
        return parts(request, *_redrawn(request, actor))
    return parts(request, *_redrawn(request, actor), _toast(request, deal, before))


def _toast(request: HttpRequest, deal: Deal, before: date | None) -> Toast:
    said = f"{deal.name} is expected on {day_said(deal.expected_close)}"
    if before is None:
        return Toast(said)
    query = request.GET.copy()
    query.pop("version", None)
    url = f"{reverse('sales:move_day', args=[deal.pk])}?{query.urlencode()}"
    return Toast(said, url, {"lane": before.isoformat(), "version": str(deal.version)})


def _redrawn(request: HttpRequest, actor: User) -> list[Part]:
    laid = selectors.pipelines(actor)
    return [Part("#calendar-days", f"{PAGE}#days", context_of(actor, laid, request.GET))] if laid else []
