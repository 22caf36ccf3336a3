"""What people agree to, and take back. Rows are only ever added."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.models import Person
from accrue.errors import Invalid, Missing
from accrue.events.catalogue import ConsentGiven, ConsentWithdrawn
from accrue.events.services import record
from accrue.privacy.models import Consent
from accrue.privacy.purposes import PURPOSES, Basis, How

LONGEST_EVIDENCE = 4_000


@transaction.atomic
def record_consent(
    *,
    actor: User,
    person_id: int,
    purpose: str,
    is_given: bool,
    how: str,
    evidence: str = "",
    source: str = "",
    basis: str = Basis.CONSENT,
    at: datetime | None = None,
    expires_at: datetime | None = None,
) -> Consent:
    """Note a yes or a no with what proves it. A yes needs evidence: what was said or ticked, word for word.

    Without `expires_at` a yes lasts as long as its purpose says. Raises Missing, Forbidden; Invalid by field.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is not None and person.merged_into_id:
        person = Person.objects.get(pk=person.merged_into_id)
    if person is None:
        raise Missing
    access.require(actor, "edit", person)
    moment = at or clock.now()
    _check(purpose, is_given, how, basis, evidence, source, moment)
    made = Consent.objects.create(
        person=person,
        purpose=purpose,
        is_given=is_given,
        how=how,
        basis=basis,
        evidence=evidence.strip(),
        source=source.strip(),
        at=moment,
        expires_at=(expires_at or _expiry(purpose, moment)) if is_given else None,
        recorded_at=clock.now(),
        recorded_by=actor,
    )
    label = PURPOSES[purpose].label
    fact: ConsentGiven | ConsentWithdrawn
    if is_given:
        fact = ConsentGiven(
            person_id=person.pk, consent_id=made.pk, purpose=label, basis=str(made.get_basis_display())
        )
    else:
        fact = ConsentWithdrawn(person_id=person.pk, consent_id=made.pk, purpose=label)
    record(fact, actor=actor)
    return made


def _check(
    purpose: str, is_given: bool, how: str, basis: str, evidence: str, source: str, at: datetime
) -> None:
    errors = {}
    if purpose not in PURPOSES:
        errors["purpose"] = f"Choose one of: {', '.join(PURPOSES)}."
    if how not in How.values:
        errors["how"] = f"Choose one of: {', '.join(How.values)}."
    if basis not in Basis.values:
        errors["basis"] = f"Choose one of: {', '.join(Basis.values)}."
    if is_given and not evidence.strip():
        errors["evidence"] = "Write what was said or ticked, word for word: a yes has to be proved."
    if len(evidence) > LONGEST_EVIDENCE or "\0" in evidence:
        errors["evidence"] = f"Write at most {LONGEST_EVIDENCE:,} characters."
    if len(source) > 200 or "\0" in source:
        errors["source"] = "Write at most 200 characters."
    if at > clock.now():
        errors["at"] = "This is in the future. Write when it was said."
    if errors:
        raise Invalid("privacy.consent", next(iter(errors.values())), fields=errors)


def _expiry(purpose: str, at: datetime) -> datetime | None:
    months = PURPOSES[purpose].months
    return None if months is None else months_later(at, months)


def months_later(at: datetime, months: int) -> datetime:
    """The same day so many months on, or the last of that month."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
