"""The tiles of a dashboard of one's own: added, changed, ordered, removed and put back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts.rest import actor_of
from accrue.errors import Invalid, Missing
from accrue.metrics.forms import TileForm, of_tile
from accrue.metrics.models import Dashboard
from accrue.metrics.services.dashboards import add_tile, edit_tile, move_tile, remove_tile, require_edit
from accrue.metrics.tiles import Tile, tile_from
from accrue.ui.dialogs import form_dialog, posted
from accrue.ui.htmx import Part, Toast, is_fragment, parts
from accrue_facts.measures.catalogue import MEASURES

FIRST_MEASURE = next(iter(MEASURES))


@require_GET
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """The tiles as a list, to order and change."""
    user = actor_of(request)
    return render(request, "metrics/arrange.html", _context(require_edit(user, pk)))


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    found = require_edit(user, pk)

    def save(form: TileForm) -> str:
        with _at_its_field():
            add_tile(actor=user, dashboard_id=pk, tile=form.tile())
        return "Tile added"

    form = _form(request, {"measure": FIRST_MEASURE, "drawn": "number", "against": "year"})
    return _dialog(request, found, form, f"Add a tile to {found.name}", "Add tile", save)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    user = actor_of(request)
    found = require_edit(user, pk)
    tile = _called(found, key)

    def save(form: TileForm) -> str:
        with _at_its_field():
            edit_tile(actor=user, dashboard_id=pk, key=key, tile=form.tile(key))
        return "Tile changed"

    return _dialog(request, found, _form(request, of_tile(tile)), f"Change {tile.title}", "Save tile", save)


@require_POST
def move(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """By drag and keys to an index, by buttons up or down."""
    user = actor_of(request)
    found = require_edit(user, pk)
    here = [tile.key for tile in found.drawn].index(_called(found, key).key)
    ways = {"up": here - 1, "down": here + 1}
    index = request.POST.get("index", "")
    to = ways[request.POST["way"]] if request.POST.get("way") in ways else None
    if to is None and not index.isdecimal():
        raise Invalid("metrics.bad_place", "Say where the tile goes.")
    kept = move_tile(
        actor=user, dashboard_id=pk, key=key, index=min(to if to is not None else int(index[:4]), 99)
    )
    return _redrawn(request, kept)


@require_POST
def remove(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    user = actor_of(request)
    tile, index = remove_tile(actor=user, dashboard_id=require_edit(user, pk).pk, key=key)
    undo = {"tile": json.dumps(tile.to_plain()), "index": str(index)}
    toast = Toast(f"{tile.title} removed", reverse("metrics:restore_tile", args=[pk]), undo)
    return _redrawn(request, require_edit(user, pk), toast)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """What was removed just now, where it stood."""
    user = actor_of(request)
    require_edit(user, pk)
    kept = add_tile(actor=user, dashboard_id=pk, tile=_posted_tile(request), index=_place(request))
    return _redrawn(request, kept)


def _posted_tile(request: HttpRequest) -> Tile:
    try:
        return tile_from(json.loads(request.POST.get("tile", "")))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Invalid("metrics.tile_invalid", "This is no tile. Add it again by hand.") from None


def _place(request: HttpRequest) -> int:
    index = request.POST.get("index", "")
    return int(index) if index.isdecimal() and len(index) < 4 else 0


def _form(request: HttpRequest, initial: dict[str, Any]) -> TileForm:
    """`measure` in the address chooses anew what it is split and filtered by; what was typed stays."""
    typed = request.GET.dict() if "measure" in request.GET else {}
    measure = (request.POST if request.method == "POST" else typed).get("measure") or initial["measure"]
    if typed:
        initial = initial | typed | {"is_wide": "is_wide" in typed}
    return TileForm(posted(request), initial=initial, measure=measure)


@contextmanager
def _at_its_field() -> Iterator[None]:
    """What is wrong in the form's own names: a field called `form` would hide the form from scripts."""
    names = {"form": "drawn", "only": "values_1"}
    try:
        yield
    except Invalid as error:
        fields = {names.get(name, name): text for name, text in error.fields.items()}
        raise Invalid(error.code, error.message, fields=fields) from error


def _dialog(
    request: HttpRequest, found: Dashboard, form: TileForm, title: str, verb: str, save: Any
) -> HttpResponse:
    measures: Any = form.fields["measure"]
    measures.widget.attrs |= {
        "hx-get": request.path,
        "hx-target": "#dialog-body",
        "hx-include": "closest form",
        "hx-trigger": "change",
    }
    done = reverse("metrics:arrange", args=[found.pk])
    return form_dialog(request, form=form, title=title, verb=verb, save=save, done=done)


def _called(found: Dashboard, key: str) -> Tile:
    tile = next((tile for tile in found.drawn if tile.key == key), None)
    if tile is None:
        raise Missing
    return tile


def _redrawn(request: HttpRequest, found: Dashboard, *toasts: Toast) -> HttpResponse:
    if not is_fragment(request):
        return redirect("metrics:arrange", pk=found.pk)
    return parts(request, Part("#tiles", "metrics/arrange.html#tiles", _context(found)), *toasts)


def _context(found: Dashboard) -> dict[str, Any]:
    return {"dashboard": found, "tiles": found.drawn}
