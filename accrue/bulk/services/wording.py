"""A change of many records in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.bulk.models import What
from accrue.filters.custom.definitions import definitions
from accrue.filters.custom.values import in_words
from accrue.filters.editing import editing_of

EMPTY = "nothing"


def said(kind: str, what: What, values: Mapping[str, Any]) -> str:
    """“Owner of people: Ana Ruiz”, “Tag people with A, B”, “Archive deals”."""
    plural = kind_called(kind).plural.lower()
    match what:
        case What.TAG:
            return f"Tag {plural} with {', '.join(values['tags'])}"
        case What.UNTAG:
            return f"Take {', '.join(values['tags'])} off {plural}"
        case What.EDIT:
            return f"Set of {plural}: {', '.join(_fields(kind, values))}"
    return f"{what.label} {plural}"


def _fields(kind: str, values: Mapping[str, Any]) -> list[str]:
    labels = {field.column: field for field in editing_of(kind).fields}
    found = [
        f"{labels[name].label.lower()} {_value(name, value)}"
        for name, value in values.items()
        if name in labels
    ]
    known = definitions(kind)
    return found + [
        f"{known[key].label.lower()} {in_words(known[key], value, {}) if value is not None else EMPTY}"
        for key, value in values.get("custom", {}).items()
        if key in known
    ]


def _value(name: str, value: Any) -> str:
    if value is None or value == "":
        return EMPTY
    if name == "owner_id":
        return str(User.objects.filter(pk=value).first() or EMPTY)
    if name == "company_id":
        return str(kind_called("company").model._default_manager.filter(pk=value).first() or EMPTY)
    return f"“{value}”"
