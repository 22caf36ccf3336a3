"""Details edited in place: a value, its form of one field, and the value again with an Undo.

GET gives the form, GET ?view=1 the value, POST saves. Enter saves, Esc cancels, an error stays in the field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, Form, MultiWidget
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accrue.errors import AccrueError, Conflict
from accrue.ui.htmx import Part, Toast, form_errors, parts, with_pieces


@dataclass(frozen=True, slots=True)
class Hint:
    """A word beneath a detail. `url` is what its `verb` posts to; empty where nothing can be done."""

    text: str
    verb: str = ""
    url: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Prop:
    """One detail of a record. `url` is where it is edited, empty where this person may only read it.

    `value` is what is shown; `icon` and `label` stand before it. `link` makes the value of a read-only detail a link.
    `hints` stand beneath it.
    """

    name: str
    label: str
    icon: str
    value: object
    url: str = ""
    link: str = ""
    hints: tuple[Hint, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.value is None or self.value == ""


def inline_edit[F: Form](
    request: HttpRequest,
    *,
    prop: Callable[[], Prop],
    form: Callable[[Any], F],
    save: Callable[[F], None],
) -> HttpResponse:
    """Serves one detail. `form(data)` is a form with one field (data None: filled with what is stored);
    `prop()` reads the detail afresh; `save(form)` calls the service and may raise an AccrueError, shown in the field."""
    before = prop()
    if request.method != "POST":
        if "view" in request.GET:
            return _value(request, before, focus=True)
        return _edit(request, before, form(None))
    stored = _single(form(None)).value()
    bound = form(request.POST)
    if not bound.is_valid():
        return _refused(request, before, bound)
    try:
        save(bound)
    except Conflict as error:
        bound.add_error(None, error.message)
        return _overtaken(request, before, bound)
    except AccrueError as error:
        _put_into(bound, error)
        return _refused(request, before, bound)
    return _saved(request, prop(), posted(_single(bound), stored))


def _single(form: Form) -> BoundField:
    return next(iter(form))


def _value(request: HttpRequest, prop: Prop, *, focus: bool = False) -> HttpResponse:
    return render(request, "ui/record/prop.html", {"prop": prop, "focus": focus})


def _context(prop: Prop, form: Form) -> dict[str, Any]:
    """Several details may be open at once, so each form has ids of its own; the input takes the focus."""
    form.auto_id = f"id_{prop.name}_%s"
    field = _single(form)
    field.field.widget.attrs["autofocus"] = True
    return {"prop": prop, "form": form, "field": field}


def _edit(request: HttpRequest, prop: Prop, form: Form) -> HttpResponse:
    return render(request, "ui/record/prop_edit.html", _context(prop, form))


def _refused(request: HttpRequest, prop: Prop, form: Form) -> HttpResponse:
    return form_errors(request, "ui/record/prop_edit.html", _context(prop, form))


def _put_into(form: Form, error: AccrueError) -> None:
    for message in error.fields.values() or [error.message]:
        form.add_error(None, message)


def _overtaken(request: HttpRequest, prop: Prop, form: Form) -> HttpResponse:
    """What was typed stays, beside the news that somebody was quicker; saving again is then meant."""
    piece = Part(f"#prop-{prop.name}", "ui/record/prop_edit.html", _context(prop, form), swap="outerHTML")
    return parts(request, piece, status=409)


def _saved(request: HttpRequest, prop: Prop, before: Mapping[str, str]) -> HttpResponse:
    if "undo" in request.POST:
        piece = Part(f"#prop-{prop.name}", "ui/record/prop.html", {"prop": prop}, swap="outerHTML")
        return parts(request, piece, Toast(f"{prop.label} is as it was"))
    toast = Toast(f"{prop.label} saved", undo_url=prop.url, undo_values={"undo": "1", **before})
    return with_pieces(_value(request, prop, focus=True), request, toast)


def posted(field: BoundField, stored: Any) -> dict[str, str]:
    """What was stored, as a browser sends it from this input; several values in one, with commas between."""
    widget, name = field.field.widget, field.html_name
    if isinstance(widget, MultiWidget):
        suffixes: list[str] = widget.widgets_names  # type: ignore[attr-defined]  # the stubs do not know it
        values = zip(suffixes, widget.decompress(stored) or (), strict=True)
        return {f"{name}{suffix}": "" if value is None else str(value) for suffix, value in values}
    if isinstance(stored, list):
        return {name: ",".join(map(str, stored))}
    return {name: "" if stored is None else str(stored)}
