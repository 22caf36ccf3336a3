"""Dashboards: tiles that the worker answers, shown as soon as they are."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.metrics.asking import days_from
from accrue.metrics.built_in import BUILT_IN, Tile
from accrue.metrics.periods import PERIODS, step_of
from accrue.metrics.reach import require_measures
from accrue.metrics.services import ask_measures
from accrue.metrics.showing import Shown, shown
from accrue.ui.htmx import is_fragment
from accrue_facts.measures.question import Question


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    require_measures(actor_of(request))
    return render(request, "metrics/home.html", {"built_in": BUILT_IN.values()})


@require_GET
def dashboard(request: HttpRequest, key: str) -> HttpResponse:
    """The built-in dashboard; as a fragment only its tiles, which ask again while some of them wait."""
    user = actor_of(request)
    require_measures(user)
    found = BUILT_IN.get(key)
    if found is None:
        raise Missing
    period, first, last = days_from(request.GET)
    questions = [_question(tile, period, (first, last)) for tile in found.tiles]
    answers = ask_measures(actor=user, questions=questions)
    tiles = [
        shown(f"tile-{i}", question, answer, tile.form)
        for i, (tile, question, answer) in enumerate(zip(found.tiles, questions, answers, strict=True))
    ]
    context = {
        "dashboard": found,
        "tiles": tiles,
        "is_waiting": any(tile.is_waiting for tile in tiles),
        "as_of": _oldest(tiles),
        "period": period,
        "periods": PERIODS,
        "first": first,
        "last": last,
    }
    return render(
        request, "metrics/dashboard.html#tiles" if is_fragment(request) else "metrics/dashboard.html", context
    )


def _question(tile: Tile, period: str, days: tuple[date, date]) -> Question:
    first, last = days
    step = step_of(period) if tile.form == "line" else ""
    return Question(tile.measure, first, last, step, tile.split, against="year")


def _oldest(tiles: list[Shown]) -> datetime | None:
    return min((tile.at for tile in tiles if tile.at), default=None)
