"""Custom fields among the details of a record's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accrue.accounts import access
from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.filters.custom.models import FieldType
from accrue.filters.custom.reading import Read, read
from accrue.ui.inline import Prop

ICONS = {
    FieldType.TEXT: "tag",
    FieldType.NUMBER: "layers",
    FieldType.MONEY: "coins",
    FieldType.DATE: "calendar",
    FieldType.CHOICE: "tag",
    FieldType.CHOICES: "tag",
    FieldType.USER: "user",
    FieldType.YESNO: "check",
    FieldType.RECORD: "link",
    FieldType.FORMULA: "sparkles",
    FieldType.ROLLUP: "sparkles",
}


def props_of(actor: User, kind: str, record: Any) -> list[tuple[str, Prop]]:
    """(key, detail) of every field the reader may see."""
    found = read(actor, kind, [record])[record.pk]
    return [(key, prop_of(actor, kind, record, one)) for key, one in found.items()]


def prop_of(actor: User, kind: str, record: Any, one: Read) -> Prop:
    held, field = access.access_of(actor), one.field
    is_open = (
        not field.is_computed
        and held.may(kind, "edit", record)
        and held.level(kind, field.name) is Level.WRITE
        and getattr(record, "archived_at", None) is None
    )
    url = (
        reverse("filters:custom_value", args=[kind, record.pk, field.key, record.version]) if is_open else ""
    )
    return Prop(field.name, field.label, ICONS[field.type], one.text, url, "" if is_open else one.url)
