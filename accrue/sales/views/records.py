"""A deal's own page, its panel at the side, and what is done to it there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.record_pages import timeline_answer, timeline_context
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError
from accrue.money import Money
from accrue.sales import selectors, services
from accrue.sales.forms import DealForm, refuse
from accrue.sales.models import Deal, StageKind
from accrue.sales.selectors.choices import label
from accrue.sales.views.details import props_of
from accrue.ui.htmx import Part, Toast, close_dialog, is_fragment, parts

PAGE = "sales/deal.html"
LATEST = 6
MONEY = ("order", "invoice", "payment")
"""Kinds whose news stand on a deal's timeline."""


@require_GET
def deal(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, PAGE, context_of(request, pk))


@require_GET
def deal_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    return timeline_answer(
        request, actor, "deal", selectors.deal(actor, pk).pk, _timeline_url(pk), news=MONEY
    )


@require_GET
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    context = context_of(request, pk)
    latest = [one for _, happenings in context["groups"] for one in happenings]
    return render(request, "sales/peek.html", {**context, "latest": latest[:LATEST]})


def context_of(request: HttpRequest, pk: int) -> dict[str, Any]:
    actor = actor_of(request)
    found = selectors.deal(actor, pk)
    laid, held = selectors.pipeline(actor, found.pipeline_id), access.access_of(actor)
    steps = selectors.steps_of(found)
    may_edit = held.may("deal", "edit", found) and found.archived_at is None
    shows_amount = not held.hides("deal", "amount")
    lines = selectors.lines_of(found) if shows_amount else []
    return {
        "deal": found,
        "stages": [
            stage for stage in laid.stages if stage.kind != StageKind.LOST or stage.pk == found.stage_id
        ],
        "props": props_of(actor, found),
        "steps": steps,
        "lines": lines,
        "line_sum": Money(sum(line.amount.minor for line in lines), found.currency),
        "shows_amount": shows_amount,
        "shown": {name for name in ("expected_close", "owner") if not held.hides("deal", name)},
        "may_edit": may_edit,
        "may_price": may_edit and not found.is_closed and held.level("deal", "amount") == "write",
        "may_archive": held.may("deal", "delete", found),
        "is_late": selectors.is_late(found),
        "days": found.days_in_stage(clock.now()),
        **timeline_context(request, actor, "deal", pk, _timeline_url(pk), news=MONEY),
    }


def _timeline_url(pk: int) -> str:
    return reverse("sales:deal_timeline", args=[pk])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The dialog, or its own page where it is opened without one."""
    actor = actor_of(request)
    access.require(actor, "create", "deal")
    laid = selectors.pipelines(actor)
    if not laid:
        return redirect("sales:board")
    asked = request.GET.get("pipeline", "")
    laid.sort(key=lambda one: str(one.pipeline.pk) != asked)
    if request.method != "POST":
        return _new_form(request, DealForm(actor, laid, initial=_initial(request, actor)))
    form = DealForm(actor, laid, request.POST)
    if not form.is_valid():
        return _new_form(request, form, status=422)
    try:
        made = services.open_deal(actor=actor, stage_id=int(form.cleaned_data["stage"]), fields=form.values())
    except AccrueError as error:
        refuse(form, error)
        return _new_form(request, form, status=422)
    messages.success(request, f"{made.name} added")
    return redirect(f"{reverse('sales:board')}?pipeline={made.pipeline_id}")


def _new_form(request: HttpRequest, form: DealForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "title": "New deal", "action": request.get_full_path(), "verb": "Add deal"}
    template = "ui/forms/dialog.html" if is_fragment(request) else "sales/form_page.html"
    return render(request, template, context, status=status)


def _initial(request: HttpRequest, actor: User) -> dict[str, Any]:
    """The customer whose page asked for a new deal, and who opens it."""
    found: dict[str, Any] = {"owner": str(actor.pk)}
    for kind in ("company", "person"):
        given = request.GET.get(kind, "")
        if given.isascii() and given.isdigit() and len(given) < 18:
            model: Any = Deal._meta.get_field(kind).related_model
            record = access.visible(actor, model.objects.filter(pk=int(given))).first()
            found[kind] = label(kind, record) if record else ""
    return found


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    archived = services.archive_deal(actor=actor_of(request), deal_id=pk)
    return again(request, pk, f"{archived.name} archived")


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    restored = services.restore_deal(actor=actor_of(request), deal_id=pk)
    return again(request, pk, f"{restored.name} restored")


def again(request: HttpRequest, pk: int, said: str) -> HttpResponse:
    """The deal's page as it is now; a form without scripts comes back to it."""
    if not is_fragment(request):
        messages.success(request, said)
        return redirect("sales:deal", pk)
    context = context_of(request, pk)
    return close_dialog(parts(request, Part("#deal-page", f"{PAGE}#whole", context), Toast(said)))
