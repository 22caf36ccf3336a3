"""What the pages of a person and of a company share."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from accrue.accounts.access import access_of
from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.contacts.details import Detail
from accrue.contacts.models import Contact
from accrue.standards.countries import country_names
from accrue.ui.inline import Prop

LINKS = (Detail("company", "Company", "building-2", str), Detail("owner", "Owner", "user", str))


def shown_value(record: Contact, name: str) -> object:
    value = getattr(record, name)
    if name == "country":
        return country_names().get(value, value)
    return "" if value is None else value


def props_of(
    actor: User, kind: str, record: Contact, details: Sequence[Detail], edit: str
) -> dict[str, Prop]:
    """Every detail this person may see, by name; with the address of its form where they may change it."""
    allowed = access_of(actor)
    may_edit = allowed.may(kind, "edit", record)
    props: dict[str, Prop] = {}
    for detail in details:
        level = allowed.level(kind, detail.name)
        if level is Level.HIDE:
            continue
        is_open = may_edit and level is Level.WRITE
        url = reverse(edit, args=[record.pk, detail.name, record.version]) if is_open else ""
        props[detail.name] = Prop(
            detail.name, detail.label, detail.icon, shown_value(record, detail.name), url
        )
    return props
