"""One field of one record, edited in its cell of a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Conflict, Forbidden, Missing
from accrue.filters.custom.definitions import called
from accrue.filters.custom.inputs import shown_in_input
from accrue.filters.custom.records import keeper_of
from accrue.filters.editing import EditField, editable_fields, editing_of, edits_of
from accrue.filters.lists import ListColumn, cover, list_of
from accrue.filters.pages import cell_of
from accrue.ui.htmx import Part, Toast, parts, with_pieces
from accrue.ui.inline import posted

TEMPLATE = "filters/cell.html"


class CellForm(forms.Form):
    def __init__(self, field: forms.Field, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["value"] = field


class Cell:
    """A cell as the request asks for it. `version` is the record's whose value stood there."""

    def __init__(self, actor: User, kind: str, record_id: int, key: str, version: int) -> None:
        self.actor, self.kind, self.key, self.version = actor, kind, key, version
        self.editing = editing_of(kind)
        self.record = keeper_of(kind).find(actor, record_id)
        self.column = _column(actor, kind, key)

    def require(self) -> EditField:
        """The field. Raises Forbidden where this person may not write it, or this record."""
        access.require(self.actor, "edit", self.record)
        field = editable_fields(self.actor, self.kind).get(self.key)
        if field is None:
            raise Forbidden("filters.field_read_only", f"You may not change {self.column.label.lower()}.")
        return field

    @property
    def url(self) -> str:
        return reverse("filters:cell", args=[self.kind, self.record.pk, self.key, self.version])

    def stored(self, field: EditField) -> Any:
        custom = called(self.kind, self.key)
        if custom is not None:
            return shown_in_input(self.actor, custom, self.record.custom.get(custom.key))
        cover(self.actor, self.kind, self.record)
        return field.stored(self.record)

    def form(self, field: EditField, data: Any = None) -> CellForm:
        form = CellForm(
            field.input(self.actor, self.record),
            data,
            initial={"value": self.stored(field)},
            auto_id=f"id_{self.record.pk}_{self.key}_%s",
        )
        widget = form.fields["value"].widget
        widget.attrs |= {"autofocus": True, "aria-label": self.column.label}
        return form

    def drawn(self) -> Any:
        """The cell as the list shows it, as it is stored now."""
        self.record = keeper_of(self.kind).find(self.actor, self.record.pk)
        cover(self.actor, self.kind, self.record)
        if self.column.prepare:
            self.column.prepare(self.actor, self.kind, [self.record])
        return cell_of(self.column, self.record)

    def context(self, form: CellForm) -> dict[str, Any]:
        return {"cell": self, "form": form, "field": form["value"], "column": self.column}


def _column(actor: User, kind: str, key: str) -> ListColumn:
    of = list_of(kind)
    columns = of.columns_for(actor).values() if of else ()
    found = next((column for column in columns if column.field == key), None)
    if found is None:
        raise Missing
    return found


@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, kind: str, record_id: int, key: str, version: int) -> HttpResponse:
    """GET gives the cell with its form, `?view=1` as it stands; POST saves alone. Faults stand beside the cell."""
    actor = actor_of(request)
    asked = Cell(actor, kind, record_id, key, version)
    field = asked.require()
    if request.method != "POST":
        if "view" in request.GET:
            return HttpResponse(asked.drawn())
        return render(request, TEMPLATE, asked.context(asked.form(field)))
    before = asked.stored(field)
    form = asked.form(field, request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, asked.context(form), status=422)
    try:
        asked.editing.edit(actor, asked.record.pk, version, field.taken(actor, form.cleaned_data["value"]))
    except Conflict as error:
        return _overtaken(request, asked, form, error)
    except (AccrueError, ValueError) as error:
        _refuse(form, error)
        return render(request, TEMPLATE, asked.context(form), status=422)
    return _saved(request, asked, posted(form["value"], before))


def _refuse(form: CellForm, error: Exception) -> None:
    found = error.fields.values() or [error.message] if isinstance(error, AccrueError) else [str(error)]
    for message in found:
        form.add_error("value", message)


def _overtaken(request: HttpRequest, asked: Cell, form: CellForm, error: Conflict) -> HttpResponse:
    """What was typed stays, beside the news that somebody was quicker; saving again is then meant."""
    asked.version = keeper_of(asked.kind).find(asked.actor, asked.record.pk).version
    form.add_error(None, error.message)
    piece = Part(_place(asked), TEMPLATE, asked.context(form), swap="outerHTML")
    return parts(request, piece, status=409)


def _saved(request: HttpRequest, asked: Cell, before: dict[str, str]) -> HttpResponse:
    drawn = asked.drawn()
    asked.version = asked.record.version
    label = asked.column.label
    if "undo" in request.POST:
        piece = Part(_place(asked), "filters/drawn.html", {"drawn": drawn}, swap="outerHTML")
        return parts(request, piece, Toast(f"{label} is as it was"))
    toast = Toast(f"{label} saved", undo_url=asked.url, undo_values={"undo": "1", **before})
    if not edits_of(asked.actor, asked.kind).may(asked.record):
        toast = Toast(f"{label} saved")
    return with_pieces(HttpResponse(drawn), request, toast)


def _place(asked: Cell) -> str:
    return f'#row-{asked.record.pk} [data-cell="{asked.key}"]'
