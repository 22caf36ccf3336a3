"""Rows of a list as a file: what to take, how far it is, and the file."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Invalid, Missing
from accrue.events import whole as registered
from accrue.exchange import selectors
from accrue.exchange.exporting.files import FORMS, forms_for
from accrue.exchange.exporting.table import fields_of, keys_of_columns
from accrue.exchange.services import everything, exporting
from accrue.exchange.serving import download
from accrue.filters.lists import list_of
from accrue.filters.selection import Selection
from accrue.filters.state import ListState
from accrue.ui.htmx import is_fragment, render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort, capped_count

COLUMNS = [
    Column("File"),
    Column("State"),
    Column("Rows", is_number=True),
    Column("By"),
    Column("Asked for", Sort("created", "created_at"), starts_down=True),
]


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "export")
    found = selectors.exports(actor).select_related("owner")
    listing = Listing(request, found, columns=COLUMNS, default="-created", noun=("export", "exports"))
    context = {"listing": listing, "may_all": access.access_of(actor).may("system", "export")}
    return render_page(request, "exchange/exports.html", context, partial="rows")


@require_http_methods(["GET", "POST"])
def whole(request: HttpRequest) -> HttpResponse:
    """Everything the company owns as one file: what is in it, and the button."""
    actor = actor_of(request)
    everything.require_all(actor)
    if request.method == "POST":
        return redirect("exchange:export", everything.request_everything(actor=actor).pk)
    context = {"parts": registered.parts(), "kept_days": everything.KEPT.days}
    return render(request, "exchange/everything.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Which fields, and what kind of file; the rows are those of the list it was opened from."""
    actor, of = actor_of(request), list_of(kind)
    if of is None:
        raise Missing
    access.require(actor, "export", kind)
    asked = request.POST if request.method == "POST" else request.GET
    layout = asked.get("layout", "")
    state = ListState(QueryDict(asked.get("said", "")), actor, of, layout if layout in of.pages else "")
    selection = Selection(kind, state.q, state.tree, state.archived)
    fields, errors = fields_of(actor, kind), {}
    ticked = keys_of_columns(actor, kind, [column.key for column in state.columns])
    form = "csv"
    if request.method == "POST":
        ticked, form = request.POST.getlist("fields"), request.POST.get("file", "")
        try:
            export = exporting.request_export(actor=actor, selection=selection, form=form, keys=ticked)
            return _to(request, export.pk)
        except Invalid as error:
            errors = error.fields or {"form": error.message}
    context = {
        "of": of,
        "count": capped_count(access.visible(actor, selection.rows(actor), "export")),
        "said": asked.get("said", ""),
        "layout": state.layout,
        "list_url": state.url(),
        "forms": forms_for(kind).items(),
        "form": form,
        "fields": [(key, field.label, key in ticked) for key, field in fields.items()],
        "errors": errors,
    }
    name = "exchange/new_export.html" + ("#form" if is_fragment(request) else "")
    return render(request, name, context, status=422 if errors else 200)


def _to(request: HttpRequest, export_id: int) -> HttpResponse:
    response = redirect("exchange:export", export_id)
    if not is_fragment(request):
        return response
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = response["Location"]
    return answer


@require_GET
def export(request: HttpRequest, export_id: int) -> HttpResponse:
    """The export as it stands; while the worker has it the page asks again each second."""
    actor = actor_of(request)
    found = selectors.export_called(actor, export_id)
    whole = found.form == everything.FORM
    context = {
        "export": found,
        "form": "one file" if whole else FORMS[found.form][0],
        "whole": whole,
        "progress": everything.progress_at(exporting.file_of(found)) if whole else {},
    }
    return render_page(request, "exchange/export.html", context, partial="state")


@require_GET
def file(request: HttpRequest, export_id: int) -> FileResponse:
    """The file, for whoever asked for it."""
    return download(selectors.export_with_file(actor_of(request), export_id))
