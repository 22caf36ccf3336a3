from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.details import PERSON
from accrue.contacts.models import Person
from accrue.contacts.services import importing, writing
from accrue.contacts.services.companies import create_company
from accrue.errors import Invalid
from accrue.events.catalogue import PersonArchived, PersonCreated, PersonEdited, PersonRestored
from accrue.events.services import record, record_many
from accrue.filters.custom.writing import changed_names, claim, claim_many, merged_values
from accrue.standards import inspecting
from accrue.standards.phones import e164


class PersonDetails(TypedDict, total=False):
    """What may be said about a person; what is left out stays as it is."""

    full_name: str
    given_name: str
    family_name: str
    email: str
    phone: str
    job_title: str
    street: str
    postcode: str
    city: str
    region: str
    country: str
    segment: str
    source: str
    company_id: int | None
    owner_id: int | None
    custom: dict[str, Any]


class TypedPerson(PersonDetails, total=False):
    """As people type one: `new_company` names a company to make together with the person."""

    new_company: str


class PersonRow(PersonDetails, total=False):
    """A person as an import brings one; `created_at` where the person is older than the import."""

    team_id: int | None
    created_at: datetime


@transaction.atomic
def create_person(*, actor: User, **details: Unpack[TypedPerson]) -> Person:
    """Somebody new, owned by the actor unless another owner is named. Raises Invalid, Forbidden, Missing."""
    access.require(actor, "create", "person")
    details = _with_new_company(actor, details)
    values: dict[str, Any] = {"owner_id": actor.pk} | writing.checked_values(PERSON, details)
    writing.require_writable(actor, "person", (name for name, value in details.items() if value))
    writing.follow_company(actor, values)
    writing.give_to(actor, values)
    person = Person(**values, created_at=clock.now())
    _require_name(person)
    person.phone_e164 = e164(person.phone, person.country)
    person.custom = merged_values(actor, "person", details.get("custom"))
    writing.require_kept_in_sight(actor, person)
    inspection = inspecting.begin("person")
    person.save(force_insert=True)
    claim("person", person.pk, person.custom)
    inspecting.require(inspection, {person.pk: None})
    record(
        PersonCreated(person_id=person.pk, company_id=person.company_id, name=person.full_name), actor=actor
    )
    return person


@transaction.atomic
def edit_person(*, actor: User, person_id: int, version: int, **details: Unpack[TypedPerson]) -> Person:
    """Change some details. `version` is the one the actor saw; raises Conflict where it is another by now."""
    person = writing.locked(actor, Person, person_id, "edit")
    writing.require_version(person, version)
    details = _with_new_company(actor, details)
    writing.require_writable(actor, "person", details)
    values = writing.checked_values(PERSON, details, person.country)
    before = person.custom
    if "custom" in details:
        values["custom"] = merged_values(actor, "person", details["custom"], before, record_id=person.pk)
    changes = writing.changes_to(person, values)
    if not changes:
        return person
    if "company_id" in changes:
        writing.follow_company(actor, changes)
    writing.give_to(actor, changes)
    writing.put(person, changes)
    _require_name(person)
    writing.require_kept_in_sight(actor, person)
    inspection = inspecting.begin("person", [person.pk])
    writing.save(person, changes)
    names = writing.named(changes, changed_names(before, person.custom))
    inspecting.require(inspection, {person.pk: names})
    record(PersonEdited(person_id=person.pk, fields=names), actor=actor)
    return person


@transaction.atomic
def archive_person(*, actor: User, person_id: int) -> Person:
    """Put a person away; lists and search leave them out, their timeline stays."""
    person = writing.locked(actor, Person, person_id, "delete")
    if not person.is_archived:
        writing.write(person, {"archived_at": clock.now()})
        record(PersonArchived(person_id=person.pk), actor=actor)
    return person


@transaction.atomic
def restore_person(*, actor: User, person_id: int) -> Person:
    person = writing.locked(actor, Person, person_id, "delete")
    if person.is_archived:
        writing.write(person, {"archived_at": None})
        record(PersonRestored(person_id=person.pk), actor=actor)
    return person


@transaction.atomic
def import_people(*, actor: User, rows: Iterable[PersonRow]) -> list[Person]:
    """Many at once, in the rows' order; all or none. Raises Invalid naming every faulty row and field."""
    access.require(actor, "create", "person")
    values = importing.checked_rows(actor, PERSON, rows)
    importing.follow_companies(actor, values)
    people = [Person(**value) for value in values]
    for number, person in enumerate(people):
        _require_name(person, at=f"rows[{number}].")
    inspection = inspecting.begin("person")
    Person.objects.bulk_create(people, batch_size=importing.BATCH)
    claim_many("person", {one.pk: one.custom for one in people})
    importing.require_rules_kept(inspection, people)
    record_many(
        (PersonCreated(person_id=p.pk, company_id=p.company_id, name=p.full_name) for p in people),
        actor=actor,
        occurred_at=[p.created_at for p in people],
    )
    return people


def _with_new_company(actor: User, details: TypedPerson) -> TypedPerson:
    name = details.pop("new_company", "")
    if name:
        details["company_id"] = create_company(actor=actor, name=name).pk
    return details


def _require_name(person: Person, at: str = "") -> None:
    if not person.full_name:
        message = "Give a name or an e-mail address, so that this person can be found again."
        raise Invalid("contacts.person_without_name", message, fields={f"{at}given_name": message})
