"""Custom fields in forms: an input of the right sort for each, and what was typed as services take it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accrue.accounts import access
from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.filters.custom.definitions import PREFIX, Definition, definitions_for
from accrue.filters.custom.models import FieldType
from accrue.filters.custom.values import LONGEST_TEXT
from accrue.filters.fields import model_of
from accrue.filters.selection import Selection, kinds_with_rows
from accrue.money import Money
from accrue.money.currencies import choices
from accrue.money.selectors import base_currency
from accrue.ui.fields import DateField, MoneyField

EMPTY = ("", "—")
YES_OR_NO = [EMPTY, ("yes", "Yes"), ("no", "No")]


class SeveralInput(forms.CheckboxSelectMultiple):
    """Takes the keys of choices also in one value with commas between, as Undo sends them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        sent = super().value_from_datadict(data, files, name) or ()
        return [key for value in sent for key in value.split(",") if key]


class RecordInput(forms.CharField):
    """A record by its number (“#17”) or by its name, where one is called so."""

    def __init__(self, actor: User, kind: str, **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self.actor, self.kind = actor, kind

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value)).strip()
        if not typed:
            return None
        number = typed.rpartition("#")[2]
        if "#" in typed and number.isascii() and number.isdigit() and len(number) < 18:
            return int(number)
        found = [row for row in self._alike(typed) if str(row).casefold() == typed.casefold()]
        if len(found) == 1:
            return found[0].pk
        fault = "Several are called so" if found else "Nothing is called so"
        raise ValidationError(f"{fault}. Write its number, like #17.", code="no_record")

    def _alike(self, typed: str) -> list[Any]:
        if self.kind not in kinds_with_rows():
            return []
        return list(Selection(self.kind, typed).rows(self.actor)[:50])


def inputs(actor: User, kind: str) -> dict[str, forms.Field]:
    """An input for each field that this user may write, by `custom_<key>`; for the form of a new record."""
    fields = definitions_for(actor, kind, Level.WRITE).values()
    return {one.name: input_of(actor, one) for one in fields if not one.is_computed}


def input_of(actor: User, field: Definition, held: Any = None) -> forms.Field:
    """The input of one field; `held` is the value that stands there, which stays offered though it is retired."""
    more: dict[str, Any] = {
        "label": field.label,
        "required": False,
        "help_text": field.help_text,
        "initial": shown_in_input(actor, field, field.default if held is None else held),
    }
    offered = [(one.key, one.label) for one in field.choices if not one.retired or _holds(held, one.key)]
    match field.type:
        case FieldType.MONEY:
            return MoneyField(currencies=_currencies(held), **more)
        case FieldType.DATE:
            return DateField(**more)
        case FieldType.CHOICE:
            return forms.ChoiceField(choices=[EMPTY, *offered], **more)
        case FieldType.CHOICES:
            return forms.MultipleChoiceField(choices=offered, widget=SeveralInput, **more)
        case FieldType.YESNO:
            return forms.ChoiceField(choices=YES_OR_NO, **more)
        case FieldType.USER:
            people = access.visible(actor, User.objects.filter(is_active=True)).order_by("name")
            return forms.ChoiceField(choices=[EMPTY, *((str(one.pk), str(one)) for one in people)], **more)
        case FieldType.RECORD:
            return RecordInput(actor, field.to, widget=forms.TextInput({"autocomplete": "off"}), **more)
    attrs = {"autocomplete": "off"} | ({"inputmode": "decimal"} if field.type == FieldType.NUMBER else {})
    return forms.CharField(max_length=LONGEST_TEXT, widget=forms.TextInput(attrs), **more)


def _holds(held: Any, key: str) -> bool:
    return key in held if isinstance(held, list) else key == held


def _currencies(held: Any) -> list[str]:
    first = held["currency"] if held else base_currency()
    return [first, *(code for code, _ in choices() if code != first)]


def shown_in_input(actor: User, field: Definition, value: Any) -> Any:
    """A value as its input takes it."""
    if value is None:
        return None
    if field.type == FieldType.MONEY:
        return Money(value["minor"], value["currency"])
    if field.type == FieldType.YESNO:
        return "yes" if value else "no"
    if field.type == FieldType.RECORD:
        seen = access.visible(actor, model_of(field.to)._default_manager.filter(pk=value)).first()
        return f"{seen} #{value}" if seen else f"#{value}"
    return str(value) if field.type in (FieldType.USER, FieldType.NUMBER) else value


def custom_of(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What a form holds of custom fields, by key, as services take it."""
    return {name.removeprefix(PREFIX): value for name, value in cleaned.items() if name.startswith(PREFIX)}
