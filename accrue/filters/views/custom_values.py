"""One custom field of one record, edited in place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Forbidden, Missing
from accrue.filters.custom.definitions import definitions_for
from accrue.filters.custom.inputs import input_of, shown_in_input
from accrue.filters.custom.props import props_of
from accrue.filters.custom.records import keeper_of
from accrue.ui.inline import Prop, inline_edit


class ValueForm(forms.Form):
    def __init__(self, name: str, field: forms.Field, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[name] = field


@require_http_methods(["GET", "POST"])
def custom_value(request: HttpRequest, kind: str, record_id: int, key: str, version: int) -> HttpResponse:
    """`version` is the record's whose value stood in the form."""
    actor, keeper = actor_of(request), keeper_of(kind)
    found = keeper.find(actor, record_id)
    field = definitions_for(actor, kind).get(key)
    if field is None:
        raise Missing
    if request.method == "POST":
        access.require(actor, "edit", found)

    def prop() -> Prop:
        return dict(props_of(actor, kind, keeper.find(actor, record_id)))[key]

    if not prop().url:
        raise Forbidden("custom.field_read_only", f"You may not change {field.label}.")
    held = found.custom.get(key)
    initial = shown_in_input(actor, field, held)

    def form(data: Any) -> ValueForm:
        return ValueForm(field.name, input_of(actor, field, held), data, initial={field.name: initial})

    def save(filled: ValueForm) -> None:
        keeper.write(actor, record_id, version, {key: filled.cleaned_data[field.name]})

    return inline_edit(request, prop=prop, form=form, save=save)
