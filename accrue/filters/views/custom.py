"""The pages of custom fields: what each kind of record has, making, changing, ordering, putting away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Invalid, Missing
from accrue.filters.custom import selectors, services
from accrue.filters.custom.definitions import customised_kinds
from accrue.filters.custom.field_form import FieldForm, TypeForm, refuse
from accrue.filters.custom.layouts import kinds_laid_out
from accrue.filters.custom.models import FieldType
from accrue.filters.custom.searching import work_on
from accrue.ui.htmx import is_fragment

PAGE = "filters/custom/fields.html"


@require_GET
def first(request: HttpRequest) -> HttpResponseBase:
    access.require(actor_of(request), "see", "custom_field")
    return redirect("filters:custom_fields", customised_kinds()[0].key)


@require_GET
def fields(request: HttpRequest, kind: str) -> HttpResponse:
    actor = actor_of(request)
    found = list(selectors.fields_of_kind(actor, kind).select_related("search_progress"))
    archived = list(selectors.fields_of_kind(actor, kind, archived=True).select_related("search_progress"))
    _require_kind(kind)
    held = access.access_of(actor)
    context = {
        "kind": kind,
        "kinds": customised_kinds(),
        "fields": found,
        "archived": archived,
        "works": work_on([*found, *archived]),
        "types": dict(FieldType.choices),
        "is_laid_out": kind in kinds_laid_out() and held.may("custom_field", "edit"),
        "may_make": held.may("custom_field", "create"),
        "may_edit": held.may("custom_field", "edit"),
        "may_archive": held.may("custom_field", "delete"),
    }
    return render(request, f"{PAGE}#works" if is_fragment(request) else PAGE, context)


@require_http_methods(["GET", "POST"])
def new_field(request: HttpRequest, kind: str) -> HttpResponseBase:
    """First the type, then what a field of that type needs."""
    actor = actor_of(request)
    access.require(actor, "create", "custom_field")
    _require_kind(kind)
    type_ = request.GET.get("type", "")
    if type_ not in FieldType.values:
        return _types(request, kind)
    form = FieldForm(actor, kind, type_, None, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_field(actor=actor, kind=kind, type=type_, **form.settings())
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, f"{made.label} added")
            return redirect("filters:custom_fields", kind)
    label = FieldType(type_).label.lower()
    return _dialog(request, form, f"New field: {label}", "Add field", kind)


def _types(request: HttpRequest, kind: str) -> HttpResponse:
    template = "filters/custom/types.html"
    name = f"{template}#dialog" if is_fragment(request) else template
    return render(request, name, {"kind": kind, "types": FieldType.choices, "form": TypeForm()})


@require_http_methods(["GET", "POST"])
def change_field(request: HttpRequest, field_id: int, version: int) -> HttpResponseBase:
    actor = actor_of(request)
    field = selectors.custom_field(actor, field_id)
    access.require(actor, "edit", field)
    data = request.POST if request.method == "POST" else None
    form = FieldForm(actor, field.kind, field.type, field, data)
    if data is not None and form.is_valid():
        try:
            services.change_field(actor=actor, field_id=field_id, version=version, **form.settings())
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, f"{form.cleaned_data['label']} saved")
            return redirect("filters:custom_fields", field.kind)
    return _dialog(request, form, f"{field.label}: {field.get_type_display().lower()}", "Save", field.kind)


@require_POST
def move_field(request: HttpRequest, field_id: int, way: str) -> HttpResponseBase:
    """One place up or down."""
    actor = actor_of(request)
    field = selectors.custom_field(actor, field_id)
    access.require(actor, "edit", field)
    keys = [one.key for one in selectors.fields_of_kind(actor, field.kind)]
    if field.key in keys and way in ("up", "down"):
        place = keys.index(field.key)
        keys.insert(max(0, place + (-1 if way == "up" else 1)), keys.pop(place))
        services.order_fields(actor=actor, kind=field.kind, keys=keys)
    return redirect("filters:custom_fields", field.kind)


@require_POST
def archive_field(request: HttpRequest, field_id: int) -> HttpResponseBase:
    field = services.archive_field(actor=actor_of(request), field_id=field_id)
    messages.success(request, f"{field.label} archived; what stands in it is kept")
    return redirect("filters:custom_fields", field.kind)


@require_POST
def restore_field(request: HttpRequest, field_id: int) -> HttpResponseBase:
    try:
        field = services.restore_field(actor=actor_of(request), field_id=field_id)
    except Invalid as error:
        messages.error(request, error.message)
        return redirect("filters:custom_fields", selectors.custom_field(actor_of(request), field_id).kind)
    messages.success(request, f"{field.label} is back")
    return redirect("filters:custom_fields", field.kind)


@require_http_methods(["GET", "POST"])
def delete_field(request: HttpRequest, field_id: int) -> HttpResponseBase:
    """Names what is destroyed, and destroys it."""
    actor = actor_of(request)
    field = selectors.custom_field(actor, field_id)
    access.require(actor, "delete", field)
    if request.method == "POST":
        told = request.POST.get("values", "")
        values = int(told) if told.isascii() and told.isdigit() and len(told) < 18 else 0
        services.delete_field(actor=actor, field_id=field_id, values=values)
        messages.success(request, f"{field.label} deleted")
        return redirect("filters:custom_fields", field.kind)
    template = "filters/custom/delete.html"
    name = f"{template}#dialog" if is_fragment(request) else template
    return render(request, name, {"field": field, "values": selectors.values_in(field), "kind": field.kind})


def _require_kind(kind: str) -> None:
    if kind not in {one.key for one in customised_kinds()}:
        raise Missing


def _dialog(request: HttpRequest, form: FieldForm, title: str, verb: str, kind: str) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "verb": verb,
        "action": request.get_full_path(),
        "back": reverse("filters:custom_fields", args=[kind]),
    }
    template = "ui/forms/dialog.html" if is_fragment(request) else "filters/custom/form_page.html"
    return render(request, template, context, status=422 if request.method == "POST" else 200)
