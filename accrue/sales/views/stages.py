"""Doors that win, lose, reopen a deal and move it into a stage, from its own page or the board's question why."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Invalid
from accrue.sales import selectors, services
from accrue.sales.forms import LoseForm, refuse
from accrue.sales.models import Deal, StageKind
from accrue.sales.services import DealFields
from accrue.sales.views.board import ask_why, lose_context, moved_answer, number
from accrue.sales.views.filling import (
    asked_in,
    can_be_filled,
    filled,
    inputs_of,
    moved_or_asked,
    posted_again,
)
from accrue.sales.views.records import again
from accrue.ui.htmx import close_dialog, form_errors, is_fragment


@require_http_methods(["GET", "POST"])
def lose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then mark as lost. On the board the card moves; elsewhere the page is drawn anew."""
    actor = actor_of(request)
    found = selectors.deal(actor, pk)
    access.require(actor, "edit", found)
    if request.method != "POST":
        if is_fragment(request):
            return render(
                request,
                "ui/forms/dialog.html",
                lose_context(found, LoseForm(initial={"version": found.version})),
            )
        context = lose_context(found, LoseForm(initial={"version": found.version}))
        return render(request, "sales/form_page.html", context)
    names = asked_in(request)
    form = LoseForm(request.POST, inputs=inputs_of(actor, found, names))
    if not form.is_valid():
        return form_errors(request, "ui/forms/dialog.html", lose_context(found, form))
    data, left = form.cleaned_data, found.stage
    try:
        lost = services.lose_deal(
            actor=actor,
            deal_id=pk,
            lost_reason_id=int(data["reason"]),
            lost_note=data["note"],
            version=data["version"],
            fields=filled(names, data),
        )
    except AccrueError as error:
        if isinstance(error, Invalid) and can_be_filled(actor, found, error):
            inputs = inputs_of(actor, found, [*names, *error.fields], error.fields)
            form = LoseForm(posted_again(request, inputs), inputs=inputs)
        refuse(form, error)
        return form_errors(request, "ui/forms/dialog.html", lose_context(found, form))
    if form.data.get("board"):
        board = QueryDict(data["board"])
        return close_dialog(moved_answer(request, actor, selectors.pipelines(actor), board, 0, left, lost))
    return again(request, pk, f"{lost.name} marked as lost")


@require_POST
def win(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)

    def into(fields: DealFields) -> Deal:
        return services.win_deal(
            actor=actor, deal_id=pk, version=number(request.POST.get("version")), fields=fields
        )

    return _on_its_way(request, actor, pk, into, lambda deal: f"{deal.name} won")


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)

    def into(fields: DealFields) -> Deal:
        return services.reopen_deal(
            actor=actor, deal_id=pk, version=number(request.POST.get("version")), fields=fields
        )

    return _on_its_way(request, actor, pk, into, lambda deal: f"{deal.name} reopened")


@require_POST
def to_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Into another stage, from the deal's own page."""
    actor, asked = actor_of(request), request.POST.get("stage", "")
    if not asked.isascii() or not asked.isdigit():
        raise Invalid("sales.no_stage", "Choose a stage.")
    found = selectors.deal(actor, pk)
    stage = selectors.pipeline(actor, found.pipeline_id).stage(int(asked))
    if stage.kind == StageKind.LOST:
        access.require(actor, "edit", found)
        return ask_why(request, found, None)

    def into(fields: DealFields) -> Deal:
        version = number(request.POST.get("version"))
        return services.move_deal(actor=actor, deal_id=pk, stage_id=stage.pk, version=version, fields=fields)

    return _on_its_way(request, actor, pk, into, lambda deal: f"{deal.name} moved to {deal.stage.name}")


def _on_its_way(
    request: HttpRequest,
    actor: User,
    pk: int,
    into: Callable[[DealFields], Deal],
    said: Callable[[Deal], str],
) -> HttpResponse:
    """The deal's page once it has moved, or the dialog that asks for what its new stage needs."""
    kept = {name: request.POST[name] for name in ("stage", "version") if name in request.POST}
    moved = moved_or_asked(request, actor, selectors.deal(actor, pk), kept, into)
    return moved if isinstance(moved, HttpResponse) else again(request, pk, said(moved))
