"""Consents as what lists of people are narrowed by: for each purpose, what holds now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Case, F, OuterRef, Q, Subquery, TextField, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from accrue import clock
from accrue.contacts.models import Person
from accrue.filters.fields import FilterField, Type, register
from accrue.privacy.models import Consent
from accrue.privacy.purposes import PURPOSES, Purpose

NONE = Q(pk__in=[])
ANSWERS = [("given", "Yes"), ("withdrawn", "No"), ("expired", "Expired"), ("none", "Never asked")]


def field_of(purpose: Purpose) -> FilterField:
    return FilterField(
        "person",
        f"consent_{purpose.key.replace('-', '_')}",
        f"{purpose.label}: consent",
        Type.CHOICE,
        _column(purpose.key),
        group="Consents",
        choices=ANSWERS,
        having=_having(purpose.key),
    )


def _said() -> Case:
    return Case(
        When(is_given=False, then=Value("withdrawn")),
        When(expires_at__lte=clock.now(), then=Value("expired")),
        default=Value("given"),
        output_field=TextField(),
    )


def _column(purpose: str) -> Callable[[Any], Any]:
    """The answer of one person, and of whoever was merged into them: first who that is, then what they said, by indexes.
    One condition over both would look through all consents for each person."""

    def answer(ref: Any) -> Any:
        person = OuterRef(OuterRef("pk")) if ref is F else OuterRef(OuterRef(OuterRef("pk")))
        same = Person.objects.filter(Q(pk=person) | Q(merged_into=person)).values("pk")
        theirs = Consent.objects.filter(person__in=same, purpose=purpose)
        latest = theirs.order_by("-at", "-pk").annotate(said=_said()).values("said")[:1]
        return Coalesce(Subquery(latest), Value("none"), output_field=TextField())

    return answer


def _having(purpose: str) -> Callable[[Sequence[Any]], Q]:
    """One pass over the consents of the purpose, however many people there are."""

    def which(answers: Sequence[Any]) -> Q:
        who = Coalesce("person__merged_into", "person")
        asked = Consent.objects.filter(purpose=purpose).annotate(who=who)
        place = Window(RowNumber(), partition_by=[F("who")], order_by=["-at", "-pk"])
        found = NONE
        if told := [answer for answer in answers if answer != "none"]:
            latest = asked.annotate(place=place).filter(place=1).values("pk")
            rows = Consent.objects.filter(pk__in=latest).annotate(who=who, said=_said())
            found |= Q(pk__in=rows.filter(said__in=told).values("who"))
        if "none" in answers:
            found |= ~Q(pk__in=asked.values("who"))
        return found

    return which


register(*(field_of(purpose) for purpose in PURPOSES.values()))
