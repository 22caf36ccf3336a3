"""The cost ledger."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Level
from accrue.accounts.rest import actor_of
from accrue.errors import Forbidden, Missing
from accrue.money import Money
from accrue.money.currencies import choices
from accrue.roi.forms import BudgetForm, CostForm, ReasonForm, ReceiptForm
from accrue.roi.models import Cost
from accrue.roi.models.costs import Category, Per, Recurs
from accrue.roi.selectors.costs import counts_from_go_live, may_approve
from accrue.roi.selectors.ledger import cost_numbered, costs, year_of
from accrue.roi.selectors.programme import programme, programme_and_outside, require_programme
from accrue.roi.services.costs import (
    MAX_ATTACHMENT,
    approve_cost,
    attach_receipt,
    change_cost,
    enter_cost,
    set_budget,
    withdraw_cost,
)
from accrue.ui.dialogs import act, form_dialog, posted
from accrue.ui.htmx import is_fragment
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

LEVELLED = ("category", "amount", "incurred_on", "note", "attachment")


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Every cost, newest first, and above it the year by category and month against its budget."""
    user = actor_of(request)
    access.require(user, "see", "cost")
    granted, found = access.access_of(user), programme_and_outside()
    columns = [
        Column("Cost", Sort("day", "incurred_on"), starts_down=True),
        Column("Category"),
        Column("Note"),
        Column("Amount", is_number=True),
        Column("How often"),
        Column("State"),
    ]
    rows = costs(user)
    category = request.GET.get("category", "")
    if category in Category.values:
        rows = rows.filter(category=category)
    listing = Listing(
        request,
        rows,
        columns=columns,
        default="-day",
        noun=("cost", "costs"),
        is_filtered=category in Category.values,
    )
    if is_fragment(request):
        return render(request, "roi/costs.html#rows", {"listing": listing, "shows": shows(request)})
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) == 4 else clock.today().year
    sums = year_of(*found, year) if found and not granted.hides("cost", "amount") else None
    context = {
        "listing": listing,
        "programme": found[0] if found else None,
        "year": sums,
        "categories": Category.choices,
        "category": category,
        "months": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        "may_export": granted.may("cost", "export"),
        "may_enter": granted.may("cost", "create"),
        "may_budget": granted.may("programme", "edit"),
        "shows": shows(request),
    }
    return render(request, "roi/costs.html", context)


@require_GET
def cost(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    found = cost_numbered(user, pk)
    granted = access.access_of(user)
    edits = granted.may("cost", "edit", found)
    counts = found.withdrawn_at is None and not hasattr(found, "replaced_by")
    context = {
        "cost": found,
        "shows": shows(request),
        "counts": counts,
        "may_edit": edits and counts,
        "may_approve": edits and counts and not found.is_approved and may_approve(user, found),
        "is_too_early": edits and counts and _is_too_early(found),
        "needs_other": edits and counts and not found.is_approved and not may_approve(user, found),
        "may_withdraw": counts and granted.may("cost", "delete", found),
        "attachments": found.attachments.defer("content").select_related("added_by"),
    }
    return render(request, "roi/cost.html", context)


@require_http_methods(["GET", "POST"])
def new_cost(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "create", "cost")
    held = require_programme()

    def save(form: CostForm) -> str:
        enter_cost(actor=user, entry=form.entry())
        return "Cost entered; it counts from now on and waits for approval"

    form = CostForm(
        posted(request),
        currencies=_currencies(held.currency),
        programme=held,
        initial={"amount": None, "incurred_on": clock.today()},
    )
    return form_dialog(
        request, form=form, title="New cost", verb="Enter cost", save=save, done=reverse("roi:costs")
    )


@require_http_methods(["GET", "POST"])
def edit_cost(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    found = cost_numbered(user, pk)
    access.require(user, "edit", found)
    _require_writable(request)
    changed: list[Cost] = [found]

    def save(form: CostForm) -> str:
        changed[0] = change_cost(
            actor=user, cost=found, entry=form.entry(), version=form.cleaned_data["version"]
        )
        if changed[0].pk != found.pk:
            return "A corrected cost takes its place and waits for approval"
        return "Cost saved"

    form = CostForm(
        posted(request),
        currencies=_currencies(found.currency),
        programme=programme(),
        initial=CostForm.of(found),
    )
    title = "Correct an approved cost" if found.is_approved else "Change cost"
    return form_dialog(request, form=form, title=title, verb="Save", save=save, done=reverse("roi:costs"))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    found = cost_numbered(user, pk)

    def run() -> str:
        approve_cost(actor=user, cost=found)
        return "Cost approved"

    access.require(user, "edit", found)
    return act(request, run, reverse("roi:cost", args=[pk]))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    found = cost_numbered(user, pk)
    access.require(user, "delete", found)

    def save(form: ReasonForm) -> str:
        withdraw_cost(actor=user, cost=found, reason=form.cleaned_data["reason"])
        return "Cost withdrawn; it stays in the ledger but counts no more"

    return form_dialog(
        request,
        form=ReasonForm(posted(request)),
        title=f"Withdraw cost {pk}",
        verb="Withdraw",
        save=save,
        done=reverse("roi:cost", args=[pk]),
    )


@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    found = cost_numbered(user, pk)
    access.require(user, "edit", found)
    _require_writable(request)

    def save(form: ReceiptForm) -> str:
        file = form.cleaned_data["attachment"]
        attach_receipt(actor=user, cost=found, name=file.name or "", content=file.read(MAX_ATTACHMENT + 1))
        return "Receipt kept"

    files = request.FILES if request.method == "POST" else None
    return form_dialog(
        request,
        form=ReceiptForm(posted(request), files),
        title="Attach a receipt",
        verb="Attach",
        save=save,
        done=reverse("roi:cost", args=[pk]),
    )


@require_GET
def attachment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The file as it came, always to be saved and never shown: it could be anything."""
    found = cost_numbered(actor_of(request), pk)
    if access.access_of(actor_of(request)).hides("cost", "attachment"):
        raise Missing
    kept = found.attachments.filter(pk=number).first()
    if kept is None:
        raise Missing
    response = HttpResponse(
        bytes(kept.content),
        content_type="application/octet-stream",
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
    response.headers["Content-Disposition"] = _disposition(kept.name)
    return response


@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    found = require_programme()

    def save(form: BudgetForm) -> str:
        data = form.cleaned_data
        amount: Money = data["amount"]
        set_budget(actor=user, category=data["category"], year=data["year"], amount=amount)
        return "Budget set"

    form = BudgetForm(
        posted(request),
        currency=found.currency,
        initial={"year": clock.today().year, "category": request.GET.get("category", "")},
    )
    return form_dialog(
        request, form=form, title="Set a budget", verb="Set budget", save=save, done=reverse("roi:costs")
    )


def _is_too_early(cost: Cost) -> bool:
    """Whether a one-off cost lies before go-live and is not spread so far, so that it does not count."""
    held = programme()
    if held is None or held.go_live is None or cost.recurs != Recurs.ONCE or cost.per != Per.WHOLE:
        return False
    return not counts_from_go_live(cost.incurred_on, cost.spread_months, held.go_live)


def shows(request: HttpRequest) -> dict[str, bool]:
    granted = access.access_of(actor_of(request))
    return {name: not granted.hides("cost", name) for name in LEVELLED}


def _require_writable(request: HttpRequest) -> None:
    """A form holds every field, so whoever may not write one of them cannot send it."""
    granted = access.access_of(actor_of(request))
    if any(granted.level("cost", name) is not Level.WRITE for name in LEVELLED):
        raise Forbidden("roi.field_read_only", "Some fields of a cost are not yours to change.")


def _currencies(first: str) -> list[str]:
    return [first, *(code for code, _ in choices() if code != first)]


def _disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"
