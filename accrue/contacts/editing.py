"""People and companies as lists edit them: one detail in its cell, or of many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from accrue.accounts.models import User
from accrue.contacts import selectors, services
from accrue.contacts.details import COMPANY, PERSON, Detail
from accrue.contacts.forms import company_field, field_of, owner_field
from accrue.contacts.services import importing, writing
from accrue.errors import Invalid
from accrue.filters.editing import (
    EditField,
    Editing,
    Outcome,
    Values,
    checked_custom,
    register_editing,
)

DETAILS = {"person": PERSON, "company": COMPANY}
ONE_BY_ONE = ("given_name", "family_name", "name", "email", "phone", "domain")
"""What no two records have alike is changed in its cell only."""


def _detail(detail: Detail) -> EditField:
    name = detail.name
    return EditField(
        name,
        detail.label,
        name,
        lambda actor, record: field_of(detail),
        lambda record: "" if getattr(record, name) is None else str(getattr(record, name)),
        lambda actor, cleaned: {name: cleaned},
        in_bulk=name not in ONE_BY_ONE,
    )


def _company_taken(actor: User, cleaned: str) -> dict[str, Any]:
    """The company typed; its name where none is called so yet."""
    typed = cleaned.strip()
    if not typed:
        return {"company_id": None}
    found = selectors.company_named(actor, typed)
    return {"company_id": found.pk} if found else {"new_company": typed}


def _company_stored(record: Any) -> str:
    return selectors.label_of(record.company) if record.company else ""


OWNER = EditField(
    "owner",
    "Owner",
    "owner_id",
    lambda actor, record: owner_field(actor),
    lambda record: str(record.owner_id or ""),
    lambda actor, cleaned: {"owner_id": int(cleaned) if cleaned else None},
)
EMPLOYER = EditField(
    "company", "Company", "company_id", lambda actor, record: company_field(), _company_stored, _company_taken
)


def _checked(kind: str) -> Callable[[User, Values], dict[str, Any]]:
    writable = {field.column for field in FIELDS[kind] if field.in_bulk}

    def checked(actor: User, values: Values) -> dict[str, Any]:
        given = dict(values)
        if "new_company" in given:
            message = f"There is no company called “{given['new_company']}”. Add it first."
            raise Invalid("contacts.no_such_company", message, fields={"company": message})
        custom = given.pop("custom", None)
        if unknown := sorted(set(given) - writable):
            message = f"“{unknown[0][:40]}” cannot be changed of many at once; these can: {', '.join(sorted(writable))}."
            raise Invalid(writing.INVALID, message, fields={unknown[0][:40]: message})
        writing.require_writable(actor, kind, given)
        found = writing.checked_values(DETAILS[kind], given)
        writing.follow_company(actor, found)
        writing.give_to(actor, found)
        found.pop("team_id", None)
        return found | ({"custom": checked_custom(actor, kind, custom)} if custom else {})

    return checked


def _change(kind: str) -> Callable[[User, Mapping[int, Values]], dict[int, Outcome]]:
    def change(actor: User, changes: Mapping[int, Values]) -> dict[int, Outcome]:
        rows = {pk: dict(values) for pk, values in changes.items()}
        importing.follow_companies(actor, list(rows.values()))
        return services.change_many(actor=actor, kind=kind, changes=rows)

    return change


def _put_away(kind: str) -> Callable[[User, Sequence[int], bool], dict[int, Outcome]]:
    return lambda actor, ids, archived: services.put_away_many(
        actor=actor, kind=kind, ids=ids, archived=archived
    )


def _edit_person(actor: User, record_id: int, version: int, values: Values) -> Any:
    return services.edit_person(actor=actor, person_id=record_id, version=version, **values)


def _edit_company(actor: User, record_id: int, version: int, values: Values) -> Any:
    return services.edit_company(actor=actor, company_id=record_id, version=version, **values)


FIELDS = {
    "person": (OWNER, EMPLOYER, *map(_detail, PERSON)),
    "company": (OWNER, *map(_detail, COMPANY)),
}
for kind, edit in (("person", _edit_person), ("company", _edit_company)):
    register_editing(Editing(kind, FIELDS[kind], edit, _checked(kind), _change(kind), _put_away(kind)))
