"""What rules ask of a deal on its way into a stage, filled in where it is missed: a dialog, and the move again with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accrue.accounts import access
from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.errors import Invalid
from accrue.filters.custom.definitions import PREFIX, definitions_for
from accrue.filters.custom.inputs import custom_of, input_of
from accrue.sales.forms import refuse
from accrue.sales.models import Deal
from accrue.sales.services import DealFields
from accrue.sales.views.details import DETAILS, field_of, fields_of, stored_value
from accrue.standards.inspecting import BROKEN
from accrue.ui.htmx import Part, is_fragment, parts

ASKED = "asked"
MOST = 20


class FillForm(forms.Form):
    """The details that are missing; `kept` travels along unseen."""

    def __init__(
        self, inputs: Mapping[str, forms.Field], kept: Mapping[str, str], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        hidden = {ASKED: ",".join(inputs), **kept}
        self.fields |= inputs
        for name, value in hidden.items():
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput, initial=value)


def asked_in(request: HttpRequest) -> list[str]:
    """The details that a posted form was asked for."""
    return [name for name in request.POST.get(ASKED, "").split(",")[:MOST] if name]


def inputs_of(
    actor: User, deal: Deal, names: Iterable[str], said: Mapping[str, str] | None = None
) -> dict[str, forms.Field]:
    """An input for each of these details that this person may write; `said` is what the rules say about it."""
    held, custom = access.access_of(actor), definitions_for(actor, "deal", Level.WRITE)
    found: dict[str, forms.Field] = {}
    for name in dict.fromkeys(names):
        own = custom.get(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None
        if own is not None and not own.is_computed:
            found[name] = input_of(actor, own, deal.custom.get(own.key))
        elif name in DETAILS and (name == "name" or held.level("deal", name) is Level.WRITE):
            found[name] = field_of(actor, deal, name)
            found[name].initial = stored_value(deal, name)
        else:
            continue
        found[name].required = True
        found[name].help_text = (said or {}).get(name, "")
    return found


def filled(names: Iterable[str], cleaned: Mapping[str, Any]) -> DealFields:
    """What was filled in, as services take it."""
    given = DealFields()
    for name in names:
        if name in DETAILS and name in cleaned:
            given |= fields_of(name, cleaned[name])
    if custom := custom_of({name: cleaned[name] for name in names if name in cleaned}):
        given["custom"] = custom
    return given


def can_be_filled(actor: User, deal: Deal, error: Invalid) -> bool:
    """Whether a rule refused it, and this person may fill in everything that it asks for."""
    return error.code == BROKEN and set(inputs_of(actor, deal, error.fields)) == set(error.fields)


def moved_or_asked(
    request: HttpRequest, actor: User, deal: Deal, kept: Mapping[str, str], move: Callable[[DealFields], Deal]
) -> Deal | HttpResponse:
    """The deal after `move(fields)`, or the dialog that asks for what its rules miss. `kept` is posted again with it."""
    names = asked_in(request)
    form = FillForm(inputs_of(actor, deal, names), kept, request.POST) if names else None
    if form is not None and not form.is_valid():
        return _dialog(request, deal, form)
    try:
        return move(filled(names, form.cleaned_data) if form else DealFields())
    except Invalid as error:
        if not can_be_filled(actor, deal, error):
            raise
        inputs = inputs_of(actor, deal, [*names, *error.fields], error.fields)
        asked = FillForm(inputs, kept, posted_again(request, inputs) if names else None)
        if names:
            refuse(asked, error)
        return _dialog(request, deal, asked)


def posted_again(request: HttpRequest, inputs: Iterable[str]) -> QueryDict:
    """What was posted, now asking for more."""
    data = request.POST.copy()
    data[ASKED] = ",".join(inputs)
    return data


def _dialog(request: HttpRequest, deal: Deal, form: FillForm) -> HttpResponse:
    context = {
        "form": form,
        "title": f"{deal.name} still needs this",
        "action": request.get_full_path(),
        "verb": "Save and move",
    }
    if not is_fragment(request):
        return render(request, "sales/form_page.html", context, status=422)
    piece = Part("#dialog-body", "ui/forms/dialog.html", context, swap="innerHTML")
    return parts(request, piece, status=422)
