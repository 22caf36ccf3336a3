"""What people type to make a field, or to change one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.errors import AccrueError
from accrue.filters.custom.checking import CHOSEN, MAY_BE_UNIQUE, linkable
from accrue.filters.custom.formulas import fields_in_formulas
from accrue.filters.custom.models import CustomField, FieldType
from accrue.filters.fields import FilterField, Type, fields_for

PERIODS = [
    ("", "All time"),
    ("last_30_days", "Last 30 days"),
    ("last_90_days", "Last 90 days"),
    ("last_12_months", "Last 12 months"),
    ("this_year", "This year"),
]


class TypeForm(forms.Form):
    """The first step: what sort of field."""

    type = forms.ChoiceField(
        label="What will stand in it?", choices=FieldType.choices, widget=forms.RadioSelect
    )


def _formula_like(fields: Mapping[str, FilterField]) -> str:
    """An example that can be written of the fields there are."""
    number = next((key for key, one in fields.items() if one.type is Type.NUMBER), "")
    if number:
        return f"round({number} / 3, 1) or 'large' if {number} > 250 else 'small'"
    text = next((key for key, one in fields.items() if one.type is Type.TEXT), "name")
    return f"'yes' if {text} == 'Berlin' else 'no'"


class FieldForm(forms.Form):
    """A field of one type, with only the settings that mean something for it."""

    label = forms.CharField(label="Name", max_length=80)
    help_text = forms.CharField(label="Hint beneath the input", max_length=200, required=False)

    def __init__(self, actor: User, kind: str, type_: str, field: CustomField | None, *args: Any) -> None:
        super().__init__(*args)
        self.type, self.held = FieldType(type_), field
        if self.type in CHOSEN:
            self.fields["choices"] = forms.CharField(
                label="Choices, one a line",
                help_text="A choice that you take out is retired: records keep it, nobody can choose it any more.",
                widget=forms.Textarea({"rows": 6}),
            )
        if self.type == FieldType.RECORD and field is None:
            kinds = [(key, kind_called(key).label) for key in linkable()]
            self.fields["to"] = forms.ChoiceField(label="Leads to", choices=kinds)
        if self.type == FieldType.FORMULA:
            fields = fields_in_formulas(kind)
            known = ", ".join(fields)
            self.fields["formula"] = forms.CharField(
                label="Formula",
                max_length=500,
                help_text=f"Such as {_formula_like(fields)}. Fields: {known}.",
                widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
            )
        if self.type == FieldType.ROLLUP:
            self._add_rollup(actor, kind)
        if self.type not in (FieldType.FORMULA, FieldType.ROLLUP):
            self._add_rules()
        self.initial = self._stored(field) if field else {}

    def _add_rollup(self, actor: User, kind: str) -> None:
        known = [
            (key, one.label)
            for key, one in fields_for(actor, kind).items()
            if one.aggregate and not key.startswith("custom_")
        ]
        self.fields["rollup"] = forms.ChoiceField(label="Roll up", choices=known)
        self.fields["within"] = forms.ChoiceField(label="Of", choices=PERIODS, required=False)

    def _add_rules(self) -> None:
        if self.type in (
            FieldType.TEXT,
            FieldType.NUMBER,
            FieldType.MONEY,
            FieldType.CHOICE,
            FieldType.YESNO,
        ):
            self.fields["default"] = forms.CharField(
                label="What new records begin with", max_length=500, required=False
            )
        self.fields["is_required"] = forms.BooleanField(label="Required", required=False)
        if self.type in MAY_BE_UNIQUE:
            self.fields["is_unique"] = forms.BooleanField(
                label="Unique: no two records may have the same", required=False
            )
        if self.type == FieldType.TEXT:
            self.fields["is_searched"] = forms.BooleanField(
                label="Found by search",
                help_text="By any part of a word, in the list and by Ctrl K. Who may not see the field does not find by it.",
                required=False,
            )

    def _stored(self, field: CustomField) -> dict[str, Any]:
        names = (
            "label",
            "help_text",
            "formula",
            "rollup",
            "within",
            "is_required",
            "is_unique",
            "is_searched",
        )
        default = field.default
        if isinstance(default, dict):
            from accrue.money import Money

            money = Money(default["minor"], default["currency"])
            default = f"{money.major} {money.currency}"
        if isinstance(default, bool):
            default = "yes" if default else "no"
        lines = [one["label"] for one in field.choices if not one.get("retired")]
        return {name: getattr(field, name) for name in names} | {
            "default": "" if default is None else default,
            "choices": "\n".join(lines),
        }

    def settings(self) -> dict[str, Any]:
        """What the services take. A line that differs from a choice only in its case renames it."""
        given = dict(self.cleaned_data)
        if "choices" in given:
            given["choices"] = self._choices(given["choices"].splitlines())
        return given

    def _choices(self, lines: list[str]) -> list[dict[str, Any]]:
        """Lines by name; where as many were renamed as are there, each keeps its place's key."""
        wanted = [line.strip() for line in lines if line.strip()]
        held = [one for one in (self.held.choices if self.held else []) if not one.get("retired")]
        by_label = {one["label"].casefold(): one["key"] for one in held}
        in_place = len(wanted) == len(held)
        rows = []
        for place, label in enumerate(wanted):
            key = by_label.get(label.casefold(), "")
            if not key and in_place and held[place]["label"].casefold() not in {w.casefold() for w in wanted}:
                key = held[place]["key"]
            rows.append({"label": label, **({"key": key} if key else {})})
        return rows


def refuse(form: forms.Form, error: AccrueError) -> None:
    """Put what a service refused beside the setting it is about."""
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not error.fields:
        form.add_error(None, error.message)
