"""What was typed, put back beside its standard form, or a better reading taken over."""

from __future__ import annotations

from django.db import transaction

from accrue.accounts.models import User
from accrue.contacts.details import COMPANY, PERSON
from accrue.contacts.models import Company, Contact, Person
from accrue.contacts.services import writing
from accrue.errors import Conflict, Missing
from accrue.events.catalogue import CompanyEdited, PersonEdited
from accrue.events.services import record

MODELS: dict[str, type[Contact]] = {"person": Person, "company": Company}
DETAILS = {"person": PERSON, "company": COMPANY}
CAN_BE_PUT_BACK = frozenset(
    {"given_name", "family_name", "name", "street", "postcode", "city", "region", "email"}
)
"""Where what was typed is a value, too: a website or a country is stored in one form only."""


@transaction.atomic
def put_back_typed(*, actor: User, kind: str, record_id: int, field: str, version: int) -> Contact:
    """Let a detail say what was typed; no standard touches it until somebody types it anew. Raises Missing where nothing
    was typed otherwise, Invalid where it is no value, Conflict where somebody was quicker."""
    found = writing.locked(actor, MODELS[kind], record_id, "edit")
    writing.require_writable(actor, kind, [field])
    writing.require_version(found, version)
    typed = found.raw.get(field)
    if field not in CAN_BE_PUT_BACK or typed is None:
        raise Missing
    detail = next(one for one in DETAILS[kind] if one.name == field)
    longest = getattr(type(found)._meta.get_field(field), "max_length", 0)
    if len(typed) > longest:
        raise Conflict("contacts.typed_too_long", f"{detail.label} cannot be that long. Shorten it by hand.")
    writing.write(found, {field: typed, "raw": {**found.raw, field: None}})
    if isinstance(found, Person):
        record(PersonEdited(person_id=found.pk, fields=[field]), actor=actor)
    else:
        record(CompanyEdited(company_id=found.pk, fields=[field]), actor=actor)
    return found
