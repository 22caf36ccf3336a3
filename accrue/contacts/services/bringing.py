"""People and companies in bulk, as files bring them: a fault stops its own row, not its neighbours.

Values come regular, as `details.checked` gives them. Everything is asked once for all rows: a thousand cost what ten do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.contacts.models import Company, Contact, Person
from accrue.contacts.services import importing, writing
from accrue.events.catalogue import (
    CompanyArchived,
    CompanyCreated,
    CompanyEdited,
    CompanyRestored,
    PersonArchived,
    PersonCreated,
    PersonEdited,
    PersonRestored,
)
from accrue.events.facts import Fact
from accrue.events.services import record_many
from accrue.filters.custom.writing import Given, changed_names, claim_many, merged_many
from accrue.filters.editing import Changed
from accrue.filters.putting_away import moved_by, put_away
from accrue.standards import inspecting
from accrue.standards.phones import e164

MODELS: dict[str, type[Contact]] = {"person": Person, "company": Company}
OUT_OF_SIGHT = "You would not see this record any more: its owner is of another team."
NAMELESS = {
    "person": "There is neither a name nor an e-mail address.",
    "company": "The company has no name.",
}
DERIVED = ("phone_e164", "team_id", "raw")


@transaction.atomic
def add_many(*, actor: User, kind: str, rows: Sequence[Mapping[str, Any]]) -> list[Contact | str]:
    """A record for each row, or what is wrong with it. Raises Forbidden where the actor may not create at all."""
    access.require(actor, Action.CREATE, kind)
    if not rows:
        return []
    writing.require_writable(
        actor, kind, {name for row in rows for name in row if row[name]} - {"created_at"}
    )
    now, allowed, model = clock.now(), access.access_of(actor), MODELS[kind]
    values: list[dict[str, Any]] = [
        {"owner_id": actor.pk, "created_at": now}
        | dict(row)
        | {"phone_e164": e164(row.get("phone", ""), row.get("country", ""))}
        for row in rows
    ]
    values = [writing.completed(actor, kind, value) for value in values]
    importing.give_to_teams(actor, values)
    customs = merged_many(actor, kind, [Given(value.pop("custom", None) or {}) for value in values])
    found: list[Contact | str] = []
    for value, (custom, faults) in zip(values, customs, strict=True):
        record = model(**value, custom=custom)
        fault: str = inspecting.Refused.because(faults) if faults else ""
        if not _is_named(record):
            fault = NAMELESS[kind]
        if not fault and not allowed.may(kind, Action.SEE, record):
            fault = OUT_OF_SIGHT
        found.append(fault or record)
    refused = _make(kind, [one for one in found if isinstance(one, Contact)])
    found = [refused.get(id(one), one) for one in found]
    made = [one for one in found if isinstance(one, Contact)]
    claim_many(kind, {one.pk: one.custom for one in made})
    record_many(map(_created, made), actor=actor, occurred_at=[one.created_at for one in made])
    return found


@transaction.atomic
def change_many(
    *, actor: User, kind: str, changes: Mapping[int, Mapping[str, Any]]
) -> dict[int, Changed | str]:
    """Change records by id; for each what was replaced, or why it was not. What stays the same makes no fact."""
    if not changes:
        return {}
    names = {name for values in changes.values() for name in values}
    writing.require_writable(actor, kind, names)
    model = MODELS[kind]
    rows = model._default_manager.filter(pk__in=changes)
    records = list(rows.order_by("pk").select_for_update())
    editable = set(access.visible(actor, rows, Action.EDIT).values_list("pk", flat=True))
    given = {record.pk: dict(changes[record.pk]) for record in records}
    importing.give_to_teams(actor, [values for values in given.values() if "owner_id" in values])
    found: dict[int, Changed | str] = dict.fromkeys(changes, "There is no such record any more.")
    written: list[tuple[Contact, dict[str, Any]]] = []
    facts: dict[int, PersonEdited | CompanyEdited] = {}
    customs = _customs(actor, kind, records, given)
    for record in records:
        if record.pk not in editable:
            found[record.pk] = "You may not change this record."
            continue
        if fault := customs.get(record.pk, ""):
            found[record.pk] = fault
            continue
        new = writing.changes_to(record, given[record.pk])
        before = {name: getattr(record, name) for name in new}
        if new:
            writing.put(record, new)
            if not access.access_of(actor).may(kind, Action.SEE, record):
                found[record.pk] = OUT_OF_SIGHT
                continue
            written.append((record, new))
            facts[record.pk] = _edited(record, new, before)
        found[record.pk] = Changed(before, record.version)
    for pk, fields in _write_kept(kind, written, facts).items():
        found[pk] = inspecting.Refused.because(fields)
    kept = [(record, new) for record, new in written if isinstance(found[record.pk], Changed)]
    claim_many(kind, {record.pk: record.custom for record, new in kept if "custom" in new})
    record_many((facts[record.pk] for record, _ in kept), actor=actor)
    return found


@transaction.atomic
def put_away_many(*, actor: User, kind: str, ids: Sequence[int], archived: bool) -> dict[int, Changed | str]:
    """Archive or restore many; for each what became of it. Who was merged into another stays put."""
    rows: QuerySet[Any] = MODELS[kind]._default_manager.all()
    found = put_away(actor, rows.filter(merged_into__isnull=True), ids, archived=archived)
    facts: list[Fact]
    if kind == "person":
        person = PersonArchived if archived else PersonRestored
        facts = [person(person_id=pk) for pk in moved_by(found)]
    else:
        company = CompanyArchived if archived else CompanyRestored
        facts = [company(company_id=pk) for pk in moved_by(found)]
    record_many(facts, actor=actor)
    return found


def _make(kind: str, records: Sequence[Contact]) -> dict[int, str]:
    """Write the records; those that break a rule of the company are left out, and told with why, by identity."""
    manager = MODELS[kind]._default_manager
    inspection = inspecting.begin(kind)
    try:
        with transaction.atomic():
            manager.bulk_create(records, batch_size=importing.BATCH)
            refused = inspecting.refusals(inspection, {one.pk: None for one in records})
            if refused:
                raise _Again
    except _Again:
        told = {id(one): inspecting.Refused.because(refused[one.pk]) for one in records if one.pk in refused}
        left = [one for one in records if id(one) not in told]
        for one in records:
            one.pk, one._state.adding = None, True
        return {**told, **_make(kind, left)}
    return {}


class _Again(Exception):
    """Some of what was written is to be left out."""


def _write(model: type[Contact], written: Sequence[tuple[Contact, dict[str, Any]]]) -> None:
    fields = {name for _, new in written for name in new}
    if fields:
        model._default_manager.bulk_update(
            [record for record, _ in written], [*sorted(fields), "version"], batch_size=500
        )


def _customs(
    actor: User, kind: str, records: Sequence[Contact], given: dict[int, dict[str, Any]]
) -> dict[int, str]:
    """Put whole custom values in the place of the given ones; returns what is wrong, by record."""
    asked = [record for record in records if given[record.pk].get("custom")]
    rows = [Given(given[record.pk]["custom"], record.custom, record.pk) for record in asked]
    faults: dict[int, str] = {}
    for record, (custom, wrong) in zip(asked, merged_many(actor, kind, rows), strict=True):
        given[record.pk]["custom"] = custom
        if wrong:
            faults[record.pk] = inspecting.Refused.because(wrong)
    return faults


def _write_kept(
    kind: str,
    written: Sequence[tuple[Contact, dict[str, Any]]],
    facts: Mapping[int, PersonEdited | CompanyEdited],
) -> dict[int, dict[str, str]]:
    """Write what keeps the rules of the company; what breaks them stays as it was, and is told by record."""
    inspection = inspecting.begin(kind, [record.pk for record, _ in written])
    changed = {record.pk: facts[record.pk].fields for record, new in written}
    try:
        with transaction.atomic():
            _write(MODELS[kind], written)
            refused = inspecting.refusals(inspection, changed)
            if refused:
                raise _Again
    except _Again:
        _write(MODELS[kind], [(record, new) for record, new in written if record.pk not in refused])
        return refused
    return {}


def _is_named(record: Contact) -> bool:
    return bool(record.full_name if isinstance(record, Person) else getattr(record, "name", ""))


def _created(record: Contact) -> Fact:
    if isinstance(record, Person):
        return PersonCreated(person_id=record.pk, company_id=record.company_id, name=record.full_name)
    return CompanyCreated(company_id=record.pk, name=str(record))


def _edited(
    record: Contact, new: Mapping[str, Any], before: Mapping[str, Any]
) -> PersonEdited | CompanyEdited:
    changed = changed_names(before.get("custom", {}), record.custom) if "custom" in new else []
    names = [name for name in writing.named(new, changed) if name not in DERIVED]
    if isinstance(record, Person):
        return PersonEdited(person_id=record.pk, fields=names)
    return CompanyEdited(company_id=record.pk, fields=names)
