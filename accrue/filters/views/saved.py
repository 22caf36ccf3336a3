"""Saved views: keeping a list, changing, arranging and deleting what was kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Forbidden, Invalid
from accrue.filters import selectors, services
from accrue.filters.forms import ViewForm
from accrue.filters.lists import ALL, list_of
from accrue.filters.models import View
from accrue.filters.pages import bar
from accrue.filters.setting import Setting
from accrue.filters.state import ListState
from accrue.filters.views.asking import state_asked
from accrue.ui.htmx import Part, Toast, close_dialog, is_fragment, parts

DIALOG = "filters/view_form.html"
MANAGE = "filters/views.html"


@require_http_methods(["GET", "POST"])
def new_view(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Keep the list as it is under a name."""
    state = state_asked(request, kind)
    access.require(state.actor, "create", "view")
    action = reverse("filters:new_view", args=[kind])
    if request.method != "POST":
        return _dialog(request, ViewForm(state.actor), "Save this view", action, state)
    form = ViewForm(state.actor, request.POST)
    if form.is_valid():
        try:
            made = services.save_view(
                actor=state.actor, kind=kind, setting=_with_layout(state), **form.cleaned_data
            )
        except (Invalid, Forbidden) as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"View “{made.name}” saved")
            return redirect(state.url_of_view(str(made.pk)))
    return _dialog(request, form, "Save this view", action, state, status=422)


@require_POST
def keep_changes(request: HttpRequest, view_id: int) -> HttpResponseBase:
    """Put what differs into the view itself."""
    actor = actor_of(request)
    found = selectors.view(actor, view_id)
    access.require(actor, "edit", found)
    state = state_asked(request, found.kind)
    services.change_view(
        actor=actor, view_id=view_id, version=_version(request, found), setting=_with_layout(state)
    )
    messages.success(request, f"View “{found.name}” saved")
    return redirect(state.url_of_view(str(view_id)))


@require_http_methods(["GET", "POST"])
def view_details(request: HttpRequest, view_id: int) -> HttpResponseBase:
    """Name and reach of a view."""
    actor = actor_of(request)
    found = selectors.view(actor, view_id)
    access.require(actor, "edit", found)
    action = reverse("filters:view", args=[view_id])
    initial = {"name": found.name, "sharing": found.sharing}
    if request.method != "POST":
        return _dialog(request, ViewForm(actor, initial=initial), "Rename or share", action, view=found)
    form = ViewForm(actor, request.POST)
    if form.is_valid():
        try:
            services.change_view(
                actor=actor, view_id=view_id, version=_version(request, found), **form.cleaned_data
            )
        except (Invalid, Forbidden) as error:
            form.add_error(None, error.message)
        else:
            return _manage(request, found.kind)
    return _dialog(request, form, "Rename or share", action, view=found, status=422)


@require_POST
def delete_view(request: HttpRequest, view_id: int) -> HttpResponseBase:
    found = services.delete_view(actor=actor_of(request), view_id=view_id)
    toast = Toast(f"View “{found.name}” deleted", reverse("filters:restore_view", args=[view_id]))
    if not is_fragment(request):
        messages.success(request, toast.text)
        return redirect(_list_url(found.kind))
    # The toast would lie beneath an open dialog.
    return close_dialog(
        parts(request, Part("#view-bar", "filters/bar.html", _bar_now(request, found.kind)), toast)
    )


@require_POST
def restore_view(request: HttpRequest, view_id: int) -> HttpResponseBase:
    found = services.restore_view(actor=actor_of(request), view_id=view_id)
    messages.success(request, f"View “{found.name}” is back")
    return redirect(f"{_list_url(found.kind)}?view={view_id}")


@require_GET
def views(request: HttpRequest, kind: str) -> HttpResponse:
    """All views of a list: their order, the one it opens with, and what may be changed."""
    state_asked(request, kind)
    return _manage(request, kind)


@require_POST
def arrange(request: HttpRequest, kind: str) -> HttpResponse:
    """`first` makes a view the one the list opens with; `up` and `down` move one tab by a place."""
    state = state_asked(request, kind)
    if "first" in request.POST:
        key = request.POST["first"]
        now = "" if key == state.kept.first else key
        services.arrange_views(actor=state.actor, kind=kind, first=now)
        return _manage(request, kind)
    keys = [tab.key for tab in state.tabs]
    for name, step in (("up", -1), ("down", 1)):
        key = request.POST.get(name, "")
        if key in keys:
            at = keys.index(key)
            to = max(0, min(len(keys) - 1, at + step))
            keys.insert(to, keys.pop(at))
    services.arrange_views(actor=state.actor, kind=kind, order=keys)
    return _manage(request, kind)


def _bar_now(request: HttpRequest, kind: str) -> dict[str, Any]:
    """The tabs of the page behind the dialog; where it shows what is gone, those of the whole list."""
    actor, of = actor_of(request), list_of(kind)
    assert of is not None  # noqa: S101  # a view has a list
    here = QueryDict(urlsplit(request.headers.get("HX-Current-URL", "")).query)
    try:
        return bar(ListState(here, actor, of))
    except AccrueError:
        return bar(ListState(QueryDict(f"view={ALL}"), actor, of))


def _manage(request: HttpRequest, kind: str) -> HttpResponse:
    actor = actor_of(request)
    of = list_of(kind)
    assert of is not None  # noqa: S101  # its view was found by it
    state = ListState(QueryDict(f"view={ALL}"), actor, of)
    by_key = {str(one.pk): one for one in state.kept.views}
    rows = [
        {
            "tab": tab,
            "view": by_key.get(tab.key),
            "is_first": tab.key == (state.kept.first or ALL),
            "may_change": tab.key in by_key and selectors.may_change(actor, by_key[tab.key]),
            "may_delete": tab.key in by_key and selectors.may_change(actor, by_key[tab.key], "delete"),
        }
        for tab in state.tabs
    ]
    name = f"{MANAGE}#dialog" if is_fragment(request) else MANAGE
    return render(request, name, {"rows": rows, "state": state})


def _with_layout(state: ListState) -> Setting:
    return replace(state.setting, layout=state.layout if len(state.of.pages) > 1 else "")


def _version(request: HttpRequest, found: View) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else found.version


def _list_url(kind: str) -> str:
    of = list_of(kind)
    return reverse(next(iter(of.pages.values()))) if of else "/"


def _dialog(
    request: HttpRequest,
    form: ViewForm,
    title: str,
    action: str,
    state: ListState | None = None,
    *,
    view: View | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "action": action,
        "state": state,
        "said": state.said().urlencode() if state else "",
        "view": view,
    }
    name = f"{DIALOG}#dialog" if is_fragment(request) else DIALOG
    return render(request, name, context, status=status)
