"""The dialog that asks what to do with the ticked records, or with all rows of a list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.bulk import services
from accrue.bulk.forms import NewAction
from accrue.bulk.models import BulkAction, State, What
from accrue.bulk.selectors import editing_fields, offered
from accrue.errors import Forbidden, Invalid, Missing
from accrue.filters.lists import list_of
from accrue.filters.selection import Selection
from accrue.filters.state import ListState
from accrue.ui.htmx import Toast, close_dialog, is_fragment, parts
from accrue.ui.paging import Count

PAGE = "bulk/new.html"
DONE = {
    What.EDIT: "changed",
    What.TAG: "tagged",
    What.UNTAG: "untagged",
    What.ARCHIVE: "archived",
    What.RESTORE: "restored",
}


class Asked:
    """What the address or the form says: which records, what to do with them, and which field it is about."""

    def __init__(self, request: HttpRequest, actor: User, kind: str) -> None:
        of = list_of(kind)
        if of is None:
            raise Missing
        given = request.POST if request.method == "POST" else request.GET
        self.said = given.get("said", "")
        layout = given.get("layout", "")
        self.state = ListState(QueryDict(self.said), actor, of, layout if layout in of.pages else "")
        self.selection = Selection(kind, self.state.q, self.state.tree, self.state.archived)
        self.is_all = given.get("all") == "1" or not given.getlist("ids")
        self.ids = [] if self.is_all else _ids(given.getlist("ids"))
        self.verbs = offered(actor, kind, archived=self.state.archived)
        if not self.verbs:
            raise Forbidden("bulk.nothing_offered", "You may not change these records.")
        wanted = given.get("do", "")
        self.what = What(wanted) if wanted in self.verbs else self.verbs[0]
        self.fields = editing_fields(actor, kind)
        key = given.get("field", "")
        self.field = self.fields.get(key) or next(iter(self.fields.values()), None)

    def count(self, actor: User) -> Count:
        """Exactly, unlike a list's: who changes all of them is to know how many they are."""
        return Count(self.selection.rows(actor).count() if self.is_all else len(self.ids), False)


def _ids(given: list[str]) -> list[int]:
    if not all(one.isascii() and one.isdigit() and len(one) < 18 for one in given):
        raise Missing
    return sorted({int(one) for one in given})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    actor = actor_of(request)
    asked = Asked(request, actor, kind)
    is_sent = request.method == "POST" and "redraw" not in request.POST
    form = NewAction(actor, asked.what, asked.field, request.POST if is_sent else None)
    if not is_sent:
        return _dialog(request, actor, asked, form)
    if not form.is_valid():
        return _dialog(request, actor, asked, form, status=422)
    try:
        which: dict[str, Any] = {"selection": asked.selection} if asked.is_all else {"ids": asked.ids}
        made = services.start(actor=actor, kind=kind, what=asked.what, values=form.values(), **which)
    except Invalid as error:
        form.refuse(error)
        return _dialog(request, actor, asked, form, status=422)
    except ValueError as error:
        form.add_error("value", str(error))
        return _dialog(request, actor, asked, form, status=422)
    return _begun(request, asked, made)


def _begun(request: HttpRequest, asked: Asked, made: BulkAction) -> HttpResponse:
    """Back to the list where all went well at once; else to the page that says how far it is, and what was refused."""
    if not is_fragment(request):
        return redirect("bulk:action", made.pk)
    if made.state == State.DONE and not made.refused:
        noun = asked.state.of.noun[0 if made.total == 1 else 1]
        text = f"{made.total:,} {noun} {DONE[What(made.what)]}"
        undo = reverse("bulk:undo", args=[made.pk]) if made.changed else ""
        response = close_dialog(parts(request, Toast(text, undo)))
        response["HX-Trigger"] = "accrue:close-dialog, accrue:rows-changed"
        return response
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = reverse("bulk:action", args=[made.pk])
    return answer


def _dialog(
    request: HttpRequest, actor: User, asked: Asked, form: NewAction, *, status: int = 200
) -> HttpResponse:
    context = {
        "asked": asked,
        "form": form,
        "of": asked.state.of,
        "count": asked.count(actor),
        "list_url": asked.state.url(),
        "verbs": [(verb.value, verb.label, verb == asked.what) for verb in asked.verbs],
        "fields": [(key, field.label, field is asked.field) for key, field in asked.fields.items()],
        "asks_field": asked.what == What.EDIT,
    }
    name = f"{PAGE}#form" if is_fragment(request) else PAGE
    return render(request, name, context, status=status)
