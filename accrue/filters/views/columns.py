"""Which columns a list shows, in which order, and how close its rows stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accrue.filters.models import Density
from accrue.filters.setting import MOST_COLUMNS
from accrue.filters.state import ListState
from accrue.filters.views.asking import state_asked
from accrue.ui.htmx import is_fragment

PAGE = "filters/columns.html"


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, kind: str) -> HttpResponseBase:
    """GET shows them; POST moves one (`up:key`, `down:key`) or applies (`apply`)."""
    state = state_asked(request, kind)
    leading, there = state.of.shown[0], state.of.columns_for(state.actor)
    if request.method == "GET":
        order = [column.key for column in state.columns]
        return _drawn(request, state, order, set(order), state.setting.density)
    order = [key for key in request.POST.getlist("order") if key in there]
    ticked = {key for key in request.POST.getlist("show") if key in there} | {leading}
    density = request.POST.get("density", "")
    density = density if density in Density.values else ""
    verb, _, key = request.POST.get("do", "apply").partition(":")
    if verb in ("up", "down") and key in order:
        at = order.index(key)
        to = max(1, min(len(order) - 1, at + (1 if verb == "down" else -1)))
        order.insert(to, order.pop(at))
        return _drawn(request, state, order, ticked, density)
    if verb == "reset":
        return redirect(state.url(columns=(), density=""))
    chosen = tuple(key for key in order if key in ticked)[:MOST_COLUMNS]
    as_usual = tuple(key for key in state.of.shown if key in there)
    return redirect(state.url(columns=() if chosen == as_usual else chosen, density=density))


def _drawn(
    request: HttpRequest, state: ListState, order: list[str], ticked: set[str], density: str
) -> HttpResponse:
    there = state.of.columns_for(state.actor)
    keys = [*dict.fromkeys(order), *(key for key in there if key not in order)]
    rows = [(there[key], key in ticked, key == state.of.shown[0]) for key in keys]
    context = {
        "state": state,
        "said": state.said().urlencode(),
        "rows": rows,
        "density": density,
        "densities": Density.choices,
    }
    name = f"{PAGE}#dialog" if is_fragment(request) else PAGE
    return render(request, name, context)
