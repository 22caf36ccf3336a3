"""The board, and moves on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Missing
from accrue.filters.lists import ALL
from accrue.filters.pages import bar
from accrue.filters.state import ListState
from accrue.sales import selectors, services
from accrue.sales.forms import LoseForm
from accrue.sales.lists import DEALS
from accrue.sales.models import Deal, Stage, StageKind
from accrue.sales.selectors import Board, DealFilters, Laid
from accrue.sales.services import DealFields
from accrue.sales.views.filling import asked_in, moved_or_asked
from accrue.ui.htmx import Part, Toast, close_dialog, is_fragment, parts

PAGE = "sales/board.html"


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "deal")
    state = ListState(request.GET, actor, DEALS, "board")
    laid = selectors.pipelines(actor)
    if not laid:
        return render(
            request, "sales/no_pipeline.html", {"may_make": access.access_of(actor).may("pipeline", "create")}
        )
    context = context_of(request, actor, laid, request.GET, state)
    if not is_fragment(request):
        return render(request, PAGE, context)
    if "lanes" in request.GET:
        return parts(request, *_redrawn(context))
    return render(request, f"{PAGE}#body", context)


def context_of(
    request: HttpRequest, actor: User, laid: list[Laid], query: QueryDict, state: ListState | None = None
) -> dict[str, Any]:
    """What the board's template draws for an address's query."""
    chosen = pipeline_of(laid, query.get("pipeline", ""))
    state = state or ListState(query, actor, DEALS, "board")
    filters = filters_of(state)
    more = query.get("more", "")
    shown = selectors.board(
        actor, chosen, filters, more=int(more) if more.isascii() and more.isdigit() else None
    )
    if state.key == ALL and not state.is_changed:
        state.notes["attention"] = shown.attention
    kept = state.said()
    if more:
        kept["more"] = more
    held = access.access_of(actor)
    return bar(state) | {
        "board": shown,
        "laid": chosen,
        "pipelines": laid,
        "query": kept.urlencode(),
        "may_create": held.may("deal", "create"),
        "may_move": held.may("deal", "edit"),
        "shows_close": not held.hides("deal", "expected_close"),
        "peek_url": peek_url_of(query),
    }


def filters_of(state: ListState) -> DealFilters:
    """What a list's view and address narrow the deals to."""
    return DealFilters(q=state.q, archived=state.archived, tree=state.tree)


def pipeline_of(laid: list[Laid], asked: str) -> Laid:
    if not asked:
        return laid[0]
    for one in laid:
        if str(one.pipeline.pk) == asked:
            return one
    raise Missing


def peek_url_of(query: QueryDict) -> str:
    asked = query.get("peek", "")
    return (
        reverse("sales:peek", args=[asked]) if asked.isascii() and asked.isdigit() and len(asked) < 18 else ""
    )


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a card into a lane. The address carries the board's own query and the version that was seen."""
    actor = actor_of(request)
    deal = selectors.deal(actor, pk)
    laid = selectors.pipelines(actor)
    here = next((one for one in laid if one.pipeline.pk == deal.pipeline_id), None)
    if here is None:
        raise Missing
    stage = here.stage(number(request.POST.get("lane")) or 0)
    if stage.kind == StageKind.LOST and deal.stage_id != stage.pk:
        access.require(actor, "edit", deal)
        return ask_why(request, deal, stage, status=422)
    filters = filters_of(ListState(request.GET, actor, DEALS, "board"))
    index = number(request.POST.get("index")) or 0
    before = _place(actor, here, filters, deal)

    def into(fields: DealFields) -> Deal:
        return services.move_deal(
            actor=actor,
            deal_id=pk,
            stage_id=stage.pk,
            after=selectors.card_above(actor, here, filters, stage=stage, deal_id=pk, index=index),
            version=number(request.POST.get("version") or request.GET.get("version")),
            fields=fields,
        )

    try:
        moved = moved_or_asked(request, actor, deal, {"lane": str(stage.pk), "index": str(index)}, into)
    except AccrueError as error:
        return _refused(request, actor, laid, error)
    if isinstance(moved, HttpResponse):
        return moved
    answer = moved_answer(request, actor, laid, request.GET, before, deal.stage, moved)
    return close_dialog(answer) if asked_in(request) else answer


def ask_why(request: HttpRequest, deal: Deal, stage: Stage | None, *, status: int = 200) -> HttpResponse:
    """The dialog that asks for a loss's reason; the card waits where it was."""
    initial = {"board": request.GET.urlencode(), "stage": stage.pk if stage else "", "version": deal.version}
    context = lose_context(deal, LoseForm(initial=initial))
    return parts(
        request, Part("#dialog-body", "ui/forms/dialog.html", context, swap="innerHTML"), status=status
    )


def lose_context(deal: Deal, form: LoseForm) -> dict[str, Any]:
    return {
        "form": form,
        "title": f"Lose {deal.name}",
        "action": reverse("sales:lose", args=[deal.pk]),
        "verb": "Mark as lost",
    }


def moved_answer(
    request: HttpRequest,
    actor: User,
    laid: list[Laid],
    query: QueryDict,
    before: int,
    left: Stage,
    moved: Deal,
) -> HttpResponse:
    """The lanes and sums anew, and how to take it back."""
    context = context_of(request, actor, laid, query)
    changed = {left.pk, moved.stage_id}
    if moved.stage_id == left.pk:
        return parts(request, *_redrawn(context, changed))
    undo = {"card": str(moved.pk), "lane": str(left.pk), "index": str(before), "version": str(moved.version)}
    url = f"{reverse('sales:move', args=[moved.pk])}?{context['query']}"
    said = {"won": "won", "lost": "marked as lost"}.get(moved.stage.kind, f"moved to {moved.stage.name}")
    toast = Toast(f"{moved.name} {said}", url if left.kind != StageKind.LOST else "", undo)
    return parts(request, *_redrawn(context, changed), toast)


def _redrawn(context: dict[str, Any], changed: set[int] | None = None) -> list[Part]:
    board: Board = context["board"]
    lanes = [
        Part(f"#lane-{lane.stage.pk}", f"{PAGE}#lane", {**context, "lane": lane})
        for lane in board.lanes
        if changed is None or lane.stage.pk in changed
    ]
    return [*lanes, Part("#summary", f"{PAGE}#summary", context)]


def _refused(request: HttpRequest, actor: User, laid: list[Laid], error: AccrueError) -> HttpResponse:
    """Everything as it truly is, and why the move was not made."""
    context = context_of(request, actor, laid, request.GET)
    return parts(request, *_redrawn(context), Toast(error.message, kind="error"), status=error.status)


def _place(actor: User, here: Laid, filters: DealFilters, deal: Deal) -> int:
    """Where the card stands in its lane as this reader sees it."""
    from accrue.sales.selectors.board import on_board

    lane = on_board(actor, here, filters).filter(stage=deal.stage)
    return lane.filter(position__lt=deal.position).count()


def number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
