"""What the pages of a person and of a company share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accrue.accounts.access import access_of
from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.contacts.details import Detail
from accrue.contacts.models import Contact
from accrue.contacts.services import CAN_BE_PUT_BACK, put_back_typed
from accrue.standards import inspecting
from accrue.standards.countries import country_names
from accrue.standards.emails import suggested_email
from accrue.ui.htmx import Toast, with_pieces
from accrue.ui.inline import Hint, Prop

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
            detail.name,
            detail.label,
            detail.icon,
            shown_value(record, detail.name),
            url,
            hints=tuple(_hints(kind, record, detail.name, is_open)),
        )
    return props


def _hints(kind: str, record: Contact, name: str, is_open: bool) -> Iterator[Hint]:
    """What was typed where the detail says it another way, and what an address was probably meant to be."""
    typed = record.raw.get(name)
    if typed:
        may_put_back = is_open and name in CAN_BE_PUT_BACK
        args = [record.pk, name, record.version]
        url = reverse(f"contacts:{kind}_typed", args=args) if may_put_back else ""
        yield Hint(f"Typed as “{typed}”", "Put back" if url else "", url)
    if name == "given_name" and record.raw.get("full_name"):
        yield Hint(f"Whole name typed as “{record.raw['full_name']}”")
    if name == "email" and (meant := suggested_email(record.email)):
        yield Hint(f"Did you mean {meant}?", is_warning=True)


def warned(prop: Prop, kind: str, record_id: int) -> Prop:
    """The detail just saved, with what the company's rules say of it."""
    found = inspecting.begin(kind).findings({record_id: None})
    said = tuple(Hint(one.message, is_warning=True) for one in found if one.field == prop.name)
    return replace(prop, hints=(*prop.hints, *said))


def put_back(
    request: HttpRequest, kind: str, record_id: int, name: str, version: int, prop: Callable[[], Prop]
) -> HttpResponse:
    """The detail as it was typed."""
    put_back_typed(actor=actor_of(request), kind=kind, record_id=record_id, field=name, version=version)
    back = prop()
    toast = Toast(f"{back.label} is as it was typed")
    response = render(request, "ui/record/prop.html", {"prop": back, "focus": True})
    return with_pieces(response, request, toast)
