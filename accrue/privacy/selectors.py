"""What people agreed to, and what is kept, exported and erased."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import F, Q, QuerySet

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.models import Person
from accrue.errors import Missing
from accrue.privacy.models import Consent, DataExport, Erasure, RetentionRule
from accrue.privacy.purposes import PURPOSES, Purpose

type Answer = Literal["given", "withdrawn", "expired", "none"]
SAID = {"given": "Yes", "withdrawn": "No", "expired": "Expired", "none": "Never asked"}


@dataclass(frozen=True, slots=True)
class State:
    """What holds for one purpose; `latest` proves it, where there is anything."""

    purpose: Purpose
    answer: Answer
    latest: Consent | None

    @property
    def said(self) -> str:
        return SAID[self.answer]


def may_contact(person_id: int, purpose: str, *, at: datetime | None = None) -> bool:
    """Whether a person may be contacted for a purpose: only after a yes that still holds."""
    return person_id in contactable([person_id], purpose, at=at)


def contactable(person_ids: Collection[int], purpose: str, *, at: datetime | None = None) -> set[int]:
    """Those of them who may be contacted for a purpose. Two queries, however many they are. KeyError for no purpose."""
    PURPOSES[purpose]
    now, stands_for = at or clock.now(), _standing(person_ids)
    rows = (
        Consent.objects.filter(person_id__in=stands_for, purpose=purpose, at__lte=now)
        .order_by("at", "pk")
        .values_list("person_id", "is_given", "expires_at")
    )
    latest = {stands_for[one]: (given, until) for one, given, until in rows}
    return {one for one, (given, until) in latest.items() if given and (until is None or until > now)}


def _standing(person_ids: Collection[int]) -> Mapping[int, int]:
    """The person each id stands for: themselves, and whoever was merged into one of them."""
    merged = Person.objects.filter(merged_into__in=person_ids).values_list("pk", "merged_into_id")
    return {one: one for one in person_ids} | {one: kept for one, kept in merged if kept}


def states(person_id: int) -> list[State]:
    """What holds for each purpose."""
    latest: dict[str, Consent] = {}
    for consent in consents(person_id).order_by("at", "pk"):
        latest[consent.purpose] = consent
    return [State(purpose, _answer(latest.get(key)), latest.get(key)) for key, purpose in PURPOSES.items()]


def consents(person_id: int) -> QuerySet[Consent]:
    """Everything this person said, and whoever was merged into them, the latest first."""
    return (
        Consent.objects.filter(Q(person=person_id) | Q(person__merged_into=person_id))
        .select_related("recorded_by")
        .order_by("-at", "-pk")
    )


def _answer(latest: Consent | None) -> Answer:
    if latest is None:
        return "none"
    if not latest.is_given:
        return "withdrawn"
    return "expired" if latest.expires_at and latest.expires_at <= clock.now() else "given"


def person_seen(actor: User, person_id: int, action: str = "see") -> Person:
    """The person, where this user may see them. Raises Missing; Forbidden where only `action` is denied."""
    found = Person.objects.filter(pk=person_id, merged_into__isnull=True).first()
    if found is None:
        raise Missing
    access.require(actor, action, found)
    return found


def erasures(actor: User) -> QuerySet[Erasure]:
    """The ledger: planned, stopped and done. Raises Forbidden."""
    access.require(actor, "see", "privacy")
    return Erasure.objects.select_related("asked_by", "ended_by", "rule", "person").order_by(
        F("asked_at").desc(), "-pk"
    )


def exports(actor: User, person_id: int) -> QuerySet[DataExport]:
    access.require(actor, "export", "privacy")
    return DataExport.objects.filter(person=person_id).defer("content").order_by("-asked_at")


def own_export(actor: User, export_id: int) -> DataExport:
    """An export that this user asked for, without its content. Raises Missing, Forbidden."""
    access.require(actor, "export", "privacy")
    found = DataExport.objects.filter(pk=export_id, asked_by=actor).defer("content").first()
    if found is None:
        raise Missing
    person_seen(actor, found.person_id, "export")
    return found


def rules(actor: User) -> QuerySet[RetentionRule]:
    access.require(actor, "see", "privacy")
    return RetentionRule.objects.filter(deleted_at__isnull=True).order_by("name", "pk")


def rule(actor: User, rule_id: int) -> RetentionRule:
    found = rules(actor).filter(pk=rule_id).first()
    if found is None:
        raise Missing
    return found
