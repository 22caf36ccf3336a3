"""The details of a deal, edited in place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from accrue.accounts import access
from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.money import Money
from accrue.money.format import format_money
from accrue.sales import selectors, services
from accrue.sales.forms import DetailForm, RecordField, currencies, owner_choices
from accrue.sales.models import Deal
from accrue.sales.selectors.choices import label
from accrue.sales.services import DealFields
from accrue.ui.fields import DateField, MoneyField
from accrue.ui.inline import Prop, inline_edit

DETAILS = {
    # name: (label, icon)
    "name": ("Name", "tag"),
    "amount": ("Value", "coins"),
    "expected_close": ("Expected close", "calendar"),
    "company": ("Company", "building-2"),
    "person": ("Contact", "user"),
    "owner": ("Owner", "user"),
    "source": ("Source", "sparkles"),
}


def props_of(user: User, deal: Deal) -> list[Prop]:
    """The details this person may see, editable where they may write them."""
    held = access.access_of(user)
    return [prop(user, deal, name) for name in DETAILS if not held.hides("deal", name)]


def prop(user: User, deal: Deal, name: str) -> Prop:
    shown, icon = DETAILS[name]
    held = access.access_of(user)
    may = (
        held.may("deal", "edit", deal)
        and held.level("deal", name) is Level.WRITE
        and deal.archived_at is None
    )
    if name == "amount" and deal.is_closed:
        may = False
    url = reverse("sales:detail", args=[deal.pk, name]) if may else ""
    return Prop(name, shown, icon, _value(deal, name), url)


def _value(deal: Deal, name: str) -> object:
    if name == "amount":
        return format_money(deal.amount)
    if name == "expected_close":
        return date_format(deal.expected_close, "j M Y") if deal.expected_close else ""
    value = getattr(deal, name)
    return "" if value is None else str(value)


@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One detail: its value, its form, and saving it."""
    actor = actor_of(request)
    if name not in DETAILS or access.access_of(actor).hides("deal", name):
        raise Missing
    found = selectors.deal(actor, pk)
    access.require(actor, "edit", found)
    stored = {name: stored_value(found, name)}

    def save(form: DetailForm) -> None:
        services.edit_deal(actor=actor, deal_id=pk, fields=fields_of(name, form.cleaned_data[name]))

    return inline_edit(
        request,
        prop=lambda: prop(actor, selectors.deal(actor, pk), name),
        form=lambda data: DetailForm(name, field_of(actor, found, name), data, initial=stored),
        save=save,
    )


def field_of(user: User, deal: Deal, name: str) -> forms.Field:
    shown = DETAILS[name][0]
    match name:
        case "amount":
            return MoneyField(label=shown, currencies=currencies(deal.currency), smallest=Decimal(0))
        case "expected_close":
            return DateField(label=shown, required=False)
        case "company" | "person":
            return RecordField(name, user, label=shown)
        case "owner":
            return forms.ChoiceField(label=shown, choices=owner_choices(user))
        case _:
            return forms.CharField(
                label=shown, required=name == "name", max_length=160 if name == "name" else 60
            )


def stored_value(deal: Deal, name: str) -> Any:
    match name:
        case "owner":
            return str(deal.owner_id or "")
        case "company" | "person":
            record = getattr(deal, name)
            return label(name, record) if record else ""
        case _:
            return getattr(deal, name)


def fields_of(name: str, value: Any) -> DealFields:
    if isinstance(value, Money):
        return DealFields(amount_minor=value.minor, currency=value.currency)
    match name:
        case "company":
            return DealFields(company_id=value)
        case "person":
            return DealFields(person_id=value)
        case "owner":
            return DealFields(owner_id=int(value))
        case "expected_close":
            return DealFields(expected_close=value)
        case "source":
            return DealFields(source=value)
        case _:
            return DealFields(name=value)
