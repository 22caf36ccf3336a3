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


def said(kind: str, what: What, values: Mapping[str, Any]) -> str:
    """“Owner of people set to Ana Ruiz”, “Tag people with A, B”, “Archive deals”."""
    plural = kind_called(kind).plural.lower()
    match what:
        case What.TAG:
            return f"Tag {plural} with {', '.join(values['tags'])}"
        case What.UNTAG:
            return f"Take {', '.join(values['tags'])} off {plural}"
        case What.EDIT:
            return ", ".join(_fields(kind, plural, values))
    return f"{what.label} {plural}"


def _fields(kind: str, plural: str, values: Mapping[str, Any]) -> list[str]:
    labels = {field.column: field.label for field in editing_of(kind).fields}
    found = [
        (labels[name], "" if value in (None, "") else _value(name, value))
        for name, value in values.items()
        if name in labels
    ]
    known = definitions(kind)
    found += [
        (known[key].label, "" if value is None else in_words(known[key], value, {}) or f"#{value}")
        for key, value in values.get("custom", {}).items()
        if key in known
    ]
    return [
        f"{label} of {plural} set to {said}" if said else f"{label} of {plural} emptied"
        for label, said in found
    ]


def _value(name: str, value: Any) -> str:
    if name == "owner_id":
        return str(User.objects.filter(pk=value).first() or f"#{value}")
    if name == "company_id":
        return str(kind_called("company").model._default_manager.filter(pk=value).first() or f"#{value}")
    return f"“{value}”"
