"""What people type into dialogs and single details. Values are checked by the services; forms say where they stand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy

from accrue.accounts.models import User
from accrue.contacts.details import COMPANY, PERSON, Detail
from accrue.contacts.selectors import owners
from accrue.errors import AccrueError
from accrue.filters.custom.inputs import custom_of, inputs
from accrue.filters.custom.layouts import arranged
from accrue.standards.countries import country_names

WIDGETS: dict[str, dict[str, str]] = {
    "email": {"type": "email", "inputmode": "email"},
    "phone": {"type": "tel", "inputmode": "tel"},
    "employees": {"inputmode": "numeric"},
}
LONGEST_TYPED = 400


class CompanyInput(forms.TextInput):
    """A company's name with those that fit while it is typed."""

    template_name = "contacts/company_input.html"
    choices_url = reverse_lazy("contacts:company_choices")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "choices_url": self.choices_url}


def field_of(detail: Detail) -> forms.Field:
    if detail.name == "country":
        return forms.ChoiceField(
            label=detail.label, required=False, choices=[("", "—"), *country_names().items()]
        )
    attrs = {"autocomplete": "off", **WIDGETS.get(detail.name, {})}
    return forms.CharField(
        label=detail.label,
        required=False,
        strip=False,
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs),
    )


def owner_field(actor: User) -> forms.ChoiceField:
    people = [(str(user.pk), str(user)) for user in owners(actor)]
    return forms.ChoiceField(label="Owner", required=False, choices=[("", "Nobody"), *people])


def company_field() -> forms.CharField:
    return forms.CharField(
        label="Company",
        required=False,
        max_length=LONGEST_TYPED,
        widget=CompanyInput({"autocomplete": "off"}),
    )


class RecordForm(forms.Form):
    """The dialog of a new record: its details, only those this person may write."""

    kind = ""
    details: tuple[Detail, ...] = ()
    asked: tuple[str, ...] = ()

    def __init__(self, actor: User, writable: set[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        by_name = {detail.name: detail for detail in self.details}
        for name in self.asked:
            if name not in writable:
                continue
            if name == "company":
                self.fields[name] = company_field()
            elif name == "owner":
                self.fields[name] = owner_field(actor)
            else:
                self.fields[name] = field_of(by_name[name])
        self.fields = arranged(actor, self.kind, self.fields | inputs(actor, self.kind))

    def values(self) -> dict[str, Any]:
        """What the services take: links by their ids, and only what was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        if "owner" in self.fields and "owner" in self.data:
            owner = self.cleaned_data.get("owner")
            given["owner_id"] = int(owner) if owner else None
        given.pop("owner", None)
        if custom := custom_of(self.cleaned_data):
            given = {name: value for name, value in given.items() if not name.startswith("custom_")}
            given["custom"] = custom
        return given


class PersonForm(RecordForm):
    kind = "person"
    details = PERSON
    asked = ("given_name", "family_name", "email", "phone", "company", "job_title", "owner")


class CompanyForm(RecordForm):
    kind = "company"
    details = COMPANY
    asked = ("name", "domain", "phone", "industry", "city", "country", "owner")


class DetailForm(forms.Form):
    """One detail of a record that is there."""

    def __init__(self, name: str, field: forms.Field, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[name] = field


def refuse(form: forms.Form, error: AccrueError) -> None:
    """Put what a service refused beside the field it is about."""
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not error.fields:
        form.add_error(None, error.message)
