"""Doors to the products of a deal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError
from accrue.sales import selectors, services
from accrue.sales.forms import LineForm, refuse
from accrue.sales.models import Deal
from accrue.sales.views.records import again
from accrue.ui.htmx import is_fragment


@require_http_methods(["GET", "POST"])
def add_line(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.deal(actor, pk)
    access.require(actor, "edit", found)
    if request.method != "POST":
        return _line_form(request, found, LineForm(actor, found.currency))
    form = LineForm(actor, found.currency, request.POST)
    if not form.is_valid():
        return _line_form(request, found, form, status=422)
    price = form.cleaned_data["price"]
    try:
        services.add_line(
            actor=actor,
            deal_id=pk,
            product_id=form.cleaned_data["product"],
            quantity=form.cleaned_data["quantity"],
            unit_price_minor=price.minor if price else None,
        )
    except AccrueError as error:
        refuse(form, error)
        return _line_form(request, found, form, status=422)
    return again(request, pk, "Product added")


def _line_form(request: HttpRequest, found: Deal, form: LineForm, status: int = 200) -> HttpResponse:
    action = reverse("sales:add_line", args=[found.pk])
    context = {
        "form": form,
        "title": f"Add a product to {found.name}",
        "action": action,
        "verb": "Add product",
    }
    template = "ui/forms/dialog.html" if is_fragment(request) else "sales/form_page.html"
    return render(request, template, context, status=status)


@require_POST
def remove_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    services.remove_line(actor=actor_of(request), deal_id=pk, line_id=line)
    return again(request, pk, "Product removed")


@require_POST
def follow_lines(request: HttpRequest, pk: int) -> HttpResponse:
    services.follow_lines(actor=actor_of(request), deal_id=pk)
    return again(request, pk, "The value follows the products")
