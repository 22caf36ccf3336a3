"""Dated rates to the base currency."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue import clock
from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.billing import selectors, services
from accrue.billing.forms import BaseForm, RateForm, RatesFileForm, refuse
from accrue.billing.views.records import dialog
from accrue.errors import AccrueError
from accrue.money.selectors import base_currency
from accrue.ui.htmx import render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

COLUMNS = [
    Column("Currency", Sort("currency", "currency")),
    Column("From day on", Sort("day", "day"), starts_down=True),
    Column("Worth of one", is_number=True),
]


@require_GET
def currencies(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "currency")
    held = access.access_of(actor)
    columns = (
        [*COLUMNS, Column("Actions", is_hidden_label=True)] if held.may("currency", "delete") else COLUMNS
    )
    listing = Listing(
        request,
        selectors.rates(actor),
        columns=columns,
        default="-day",
        noun=("rate", "rates"),
        is_filtered=False,
    )
    context = {
        "listing": listing,
        "base": base_currency(),
        "may_edit": held.may("currency", "edit"),
        "may_delete": held.may("currency", "delete"),
    }
    return render_page(request, "billing/currencies.html", context, partial="rows")


@require_http_methods(["GET", "POST"])
def set_rate(request: HttpRequest) -> HttpResponse:
    access.require(actor_of(request), "edit", "currency")
    form = RateForm(base_currency(), request.POST or None, initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_rate(
                actor=actor_of(request), currency=data["currency"], day=data["day"], rate=data["rate"]
            )
        except AccrueError as error:
            refuse(form, error)
        else:
            messages.success(request, f"Rate of {data['currency']} saved")
            return redirect("billing:currencies")
    return dialog(request, form, title="Set a rate", verb="Save", back=reverse("billing:currencies"))


@require_http_methods(["GET", "POST"])
def import_rates(request: HttpRequest) -> HttpResponse:
    access.require(actor_of(request), "edit", "currency")
    form = RatesFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.import_rates(actor=actor_of(request), text=form.cleaned_data["file"])
        except AccrueError as error:
            form.add_error("file", error.message)
        else:
            messages.success(request, f"{count:,} rates imported")
            return redirect("billing:currencies")
    return dialog(request, form, title="Import rates", verb="Import", back=reverse("billing:currencies"))


@require_http_methods(["GET", "POST"])
def choose_base(request: HttpRequest) -> HttpResponse:
    access.require(actor_of(request), "edit", "currency")
    form = BaseForm(request.POST or None, initial={"base": base_currency()})
    if request.method == "POST" and form.is_valid():
        services.choose_base_currency(actor=actor_of(request), code=form.cleaned_data["base"])
        messages.success(request, f"Totals are drawn in {form.cleaned_data['base']} now")
        return redirect("billing:currencies")
    return dialog(request, form, title="Base currency", verb="Save", back=reverse("billing:currencies"))


@require_POST
def delete_rate(request: HttpRequest, pk: int) -> HttpResponse:
    services.delete_rate(actor=actor_of(request), rate_id=pk)
    messages.success(request, "Rate removed")
    return redirect("billing:currencies")
