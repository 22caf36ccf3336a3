"""What people agree to, and take back. Rows are only ever added."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.models import Person
from accrue.errors import Invalid, Missing
from accrue.events.catalogue import ConsentGiven, ConsentWithdrawn
from accrue.events.services import record, record_many
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
    record(_fact(made), actor=actor)
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


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person said about one purpose; `at` None: it is not known when."""

    person_id: int
    purpose: str
    is_given: bool
    evidence: str
    at: datetime | None = None


UNDATED = "{label}: they said no on {day}; a yes without its day does not undo that."
NOT_YOURS = "{label}: you may not change what this person agreed to."


@transaction.atomic
def record_consents(
    *, actor: User, answers: Sequence[Answer], how: str, source: str
) -> list[Consent | str | None]:
    """Note many answers at once, in a few queries. For each what was noted; None where it says nothing new; or why not.

    An answer without its day changes no later mind: a no stays until a dated yes, and what holds is not said again.
    Raises Invalid for a purpose there is not.
    """
    if not answers:
        return []
    people = {answer.person_id for answer in answers}
    editable = set(
        access.visible(actor, Person.objects.filter(pk__in=people), "edit").values_list("pk", flat=True)
    )
    latest = _latest(people)
    now, found, new = clock.now(), list[Consent | str | None](), list[Consent]()
    for answer in answers:
        label = PURPOSES[answer.purpose].label
        before = latest.get((answer.person_id, answer.purpose))
        if answer.person_id not in editable:
            found.append(NOT_YOURS.format(label=label))
            continue
        if before and answer.at is None and before.is_given == answer.is_given:
            found.append(None)
            continue
        if before and answer.at is None and answer.is_given:
            found.append(UNDATED.format(label=label, day=f"{before.at:%Y-%m-%d}"))
            continue
        if before and answer.at == before.at and before.is_given == answer.is_given:
            found.append(None)
            continue
        made = _consent(actor, answer, how=how, source=source, now=now)
        _check(made.purpose, made.is_given, how, made.basis, made.evidence, source, made.at)
        new.append(made)
        found.append(made)
        if before is None or before.at <= made.at:
            latest[answer.person_id, answer.purpose] = made
    Consent.objects.bulk_create(new, batch_size=2_000)
    record_many(map(_fact, new), actor=actor, occurred_at=[one.at for one in new])
    return found


def _latest(people: Collection[int]) -> dict[tuple[int, str], Consent]:
    rows = Consent.objects.filter(person__in=people).order_by("at", "pk")
    return {(one.person_id, one.purpose): one for one in rows}


def _consent(actor: User, answer: Answer, *, how: str, source: str, now: datetime) -> Consent:
    moment = answer.at or now
    return Consent(
        person_id=answer.person_id,
        purpose=answer.purpose,
        is_given=answer.is_given,
        how=how,
        basis=Basis.CONSENT,
        evidence=answer.evidence.replace("\0", " ").strip()[:LONGEST_EVIDENCE],
        source=source.replace("\0", " ").strip()[:200],
        at=moment,
        expires_at=_expiry(answer.purpose, moment) if answer.is_given else None,
        recorded_at=now,
        recorded_by=actor,
    )


def _fact(made: Consent) -> ConsentGiven | ConsentWithdrawn:
    label = PURPOSES[made.purpose].label
    if made.is_given:
        basis = str(made.get_basis_display())
        return ConsentGiven(person_id=made.person_id, consent_id=made.pk, purpose=label, basis=basis)
    return ConsentWithdrawn(person_id=made.person_id, consent_id=made.pk, purpose=label)
