from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.record_pages import timeline_answer, timeline_context
from accrue.accounts.rest import actor_of
from accrue.errors import Conflict, Forbidden, Invalid
from accrue.filters.pages import answer, drawn, listing_of
from accrue.filters.state import ListState
from accrue.money.amount import Money
from accrue.money.format import format_money
from accrue.products import selectors, services
from accrue.products.forms import ProductForm, posted, refuse, stored
from accrue.products.lists import PRODUCTS, restore_button
from accrue.products.models import Product
from accrue.ui.htmx import Part, Toast, close_dialog, is_fragment, parts
from accrue.ui.inline import Prop
from accrue.ui.panels import Stat, stats_on

FORM = "products/product_form.html"
PAGE = "products/product.html"


@require_GET
def products(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "product")
    state = ListState.of_request(request, actor, PRODUCTS)
    found = selectors.products(actor, query=state.q, archived=state.archived)
    listing = listing_of(request, state, found)
    may_archive = access.access_of(actor).may("product", "delete")
    body = drawn(state, listing.rows, restore_button if may_archive else None)
    return answer(request, "products/products.html", state, listing, body=body)


@require_GET
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.product(actor, product_id)
    context = _page(actor, found) | timeline_context(
        request, actor, "product", found.pk, _timeline_url(found)
    )
    return render(request, PAGE, context)


def _page(actor: User, found: Product) -> dict[str, Any]:
    allowed = access.access_of(actor)
    return {
        "product": found,
        "stats": [*_stats(actor, found), *stats_on("product", actor, found)],
        "props": _props(actor, found),
        "may_edit": allowed.may("product", "edit", found),
        "may_archive": allowed.may("product", "delete", found),
    }


def _props(actor: User, found: Product) -> dict[str, Prop]:
    """The details as they stand; the dialog changes them."""
    hides = access.access_of(actor).hides
    cost = "" if found.cost is None else format_money(found.cost)
    details = [
        Prop("code", "Code", "tag", found.code),
        Prop("name", "Name", "package", found.name),
        Prop("price_minor", "Price", "banknote", format_money(found.price)),
        Prop("cost_minor", "Unit cost", "coins", cost),
        Prop("created", "Added", "calendar", date_format(timezone.localtime(found.created_at), "j M Y")),
    ]
    return {prop.name: prop for prop in details if not hides("product", prop.name)}


def _stats(actor: User, found: Product) -> list[Stat]:
    hides = access.access_of(actor).hides
    price, cost = not hides("product", "price_minor"), not hides("product", "cost_minor")
    cells = [Stat("Price", format_money(found.price), "net, for one")] if price else []
    if cost and found.cost is not None:
        cells.append(Stat("Unit cost", format_money(found.cost)))
    if price and cost and found.cost is not None:
        margin = Money(found.price_minor - found.cost.minor, found.currency)
        share = f"{margin.minor / found.price_minor:.0%} of the price" if found.price_minor else ""
        cells.append(Stat("Margin", format_money(margin), share.replace("-", "−")))
    return cells


def _timeline_url(found: Product) -> str:
    return reverse("products:product_timeline", args=[found.pk])


@require_GET
def product_timeline(request: HttpRequest, product_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.product(actor, product_id)
    return timeline_answer(request, actor, "product", found.pk, _timeline_url(found))


@require_http_methods(["GET", "POST"])
def new_product(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "create", "product")
    if request.method != "POST":
        return _dialog(request, ProductForm(selectors.writable_details(actor), actor=actor))
    form = ProductForm(selectors.writable_details(actor), request.POST, actor=actor)
    if not form.is_valid():
        return _dialog(request, form, status=422)
    try:
        made = services.create_product(actor=actor, **form.values())
    except (Invalid, Forbidden) as error:
        refuse(form, error)
        return _dialog(request, form, status=422)
    messages.success(request, f"{made.name} added")
    return redirect("products:product", made.pk)


@require_http_methods(["GET", "POST"])
def edit_product(request: HttpRequest, product_id: int) -> HttpResponse:
    """The dialog of a product that is there; saving offers the way back."""
    actor = actor_of(request)
    before = selectors.product(actor, product_id)
    access.require(actor, "edit", before)
    writable = selectors.writable_details(actor)
    if request.method != "POST":
        return _dialog(request, ProductForm(writable, initial=stored(before)), before)
    form = ProductForm(writable, request.POST)
    if not form.is_valid():
        return _dialog(request, form, before, status=422)
    try:
        version = form.cleaned_data["version"] or 0
        after = services.edit_product(actor=actor, product_id=product_id, version=version, **form.values())
    except Conflict as error:
        form.add_error(None, error.message)
        return _dialog(request, _seen_again(form, before), before, status=422)
    except (Invalid, Forbidden) as error:
        refuse(form, error)
        return _dialog(request, form, before, status=422)
    if not is_fragment(request):
        return redirect("products:product", after.pk)
    undo = reverse("products:edit_product", args=[after.pk])
    toast = Toast(f"{after.name} saved", undo, posted(before, writable) | {"version": str(after.version)})
    return close_dialog(_drawn(request, actor, after, toast))


def _seen_again(form: ProductForm, now: Product) -> ProductForm:
    """What was typed stays, beside the news that somebody was quicker; saving again is then meant."""
    form.data = {**dict(form.data.items()), "version": str(now.version)}
    return form


def _drawn(request: HttpRequest, actor: User, found: Product, toast: Toast) -> HttpResponse:
    context = _page(actor, found)
    head = Part("#record-head", f"{PAGE}#head", context)
    figures = Part("#stats", f"{PAGE}#figures", context)
    return parts(request, head, figures, Part("#details", f"{PAGE}#details", context), toast)


def _dialog(
    request: HttpRequest, form: ProductForm, found: Product | None = None, *, status: int = 200
) -> HttpResponse:
    name = f"{FORM}#dialog" if is_fragment(request) else FORM
    action = reverse("products:edit_product", args=[found.pk]) if found else reverse("products:new_product")
    return render(request, name, {"form": form, "action": action, "product": found}, status=status)


@require_POST
def archive_product(request: HttpRequest, product_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = services.archive_product(actor=actor, product_id=product_id)
    undo = reverse("products:restore_product", args=[product_id])
    return _put_away(request, actor, found, "archived", undo)


@require_POST
def restore_product(request: HttpRequest, product_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = services.restore_product(actor=actor, product_id=product_id)
    undo = reverse("products:archive_product", args=[product_id])
    return _put_away(request, actor, found, "restored", undo)


def _put_away(request: HttpRequest, actor: User, found: Product, done: str, undo: str) -> HttpResponseBase:
    """The page with its new state, or the list without the row; either way with the way back."""
    text = f"{found.name} {done}"
    if not is_fragment(request):
        messages.success(request, text)
        return redirect("products:product", found.pk)
    if request.POST.get("from") == "list":
        gone = Part(f"#row-{found.pk}", "products/gone.html", swap="delete")
        return parts(request, gone, Toast(text, undo, {"from": "undo"}))
    if request.POST.get("from") == "undo":
        return parts(request, Toast(text))
    return _drawn(request, actor, found, Toast(text, undo))
