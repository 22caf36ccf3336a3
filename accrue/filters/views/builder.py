"""The dialog in which a filter is built, as one form that the server draws anew at every change."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.filters.builder import Drawer, found_records
from accrue.filters.drafts import Draft
from accrue.filters.fields import Type
from accrue.filters.selection import Selection
from accrue.filters.state import ListState
from accrue.filters.tree import BadFilter, Group
from accrue.filters.views.asking import list_asked, state_asked
from accrue.ui.htmx import is_fragment
from accrue.ui.paging import Count, capped_count

PAGE = "filters/builder.html"


@require_http_methods(["GET", "POST"])
def builder(request: HttpRequest, kind: str) -> HttpResponseBase:
    """GET opens it on the list's filter (`at`: on that part, else on a new row); POST changes, counts or applies it."""
    state = state_asked(request, kind)
    if request.method == "GET":
        return _opened(request, state)
    draft = Draft.of_post(request.POST, state.fields)
    what = request.POST.get("do", "look")
    if what == "apply":
        tree = draft.tree()
        if draft.is_valid:
            return redirect(state.url(tree=tree if tree.parts else Group()))
        return _drawn(request, state, draft, status=422)
    draft.change(what)
    if what == "count":
        return render(request, f"{PAGE}#count", {"count": _count(state, draft), "state": state})
    return _drawn(request, state, draft)


@require_GET
def records(request: HttpRequest, kind: str) -> HttpResponse:
    """Records that fit what is typed into the row of a record link."""
    list_asked(request, kind)
    state = state_asked(request, kind)
    field = state.fields.get(request.GET.get("field", ""))
    if field is None or field.type is not Type.RECORD:
        raise BadFilter({"field": "This field leads to no record."})
    row = request.GET.get("row", "")
    typed = request.GET.get(f"q{row}", "").strip()[:100]
    found = found_records(actor_of(request), (field.inner or field).to, q=typed)
    return render(
        request, f"{PAGE}#found", {"found": found, "row": row if row.isdigit() else "0", "typed": typed}
    )


def _opened(request: HttpRequest, state: ListState) -> HttpResponse:
    draft = Draft.of_tree(state.tree, state.fields)
    at = request.GET.get("at", "")
    begin = draft.first_value(at) if at else None
    if begin is None:
        draft.change(f"add:{draft.root.id}")
        begin = max(row.id for row in draft.root.rows())
    return _drawn(request, state, draft, begin=begin)


def _drawn(
    request: HttpRequest, state: ListState, draft: Draft, *, begin: int | None = None, status: int = 200
) -> HttpResponse:
    count = _count(state, draft)
    if status == 200:
        for row in draft.root.rows():  # a row that is not finished yet is no fault
            row.error = ""
    drawer = Drawer(state.actor, state.fields)
    context: dict[str, Any] = {
        "state": state,
        "said": state.said().urlencode(),
        "root": drawer.group(draft.root),
        "drawer": drawer,
        "count": count,
        "begin": begin,
    }
    name = f"{PAGE}#dialog" if is_fragment(request) else PAGE
    return render(request, name, context, status=status)


def _count(state: ListState, draft: Draft) -> Count:
    """How many rows the finished conditions leave, as far as counting is cheap."""
    access.require(state.actor, "see", state.of.kind)
    return capped_count(Selection(state.of.kind, state.q, draft.tree(), state.archived).rows(state.actor))
