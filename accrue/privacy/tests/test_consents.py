"""What somebody agreed to: proved, taken back, expired, and followed through a merge."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from accrue import clock
from accrue.contacts.services import create_person
from accrue.errors import Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.privacy.models import Consent
from accrue.privacy.selectors import contactable, may_contact, states
from accrue.privacy.services.consents import months_later, record_consent
from accrue.quality.services import merge, undo_merge

pytestmark = pytest.mark.django_db


def say(actor, person, is_given=True, purpose="newsletter", **more):
    given = {"how": "agent", "evidence": "She said yes on the phone", **more}
    return record_consent(actor=actor, person_id=person.pk, purpose=purpose, is_given=is_given, **given)


def answer(person, purpose="newsletter"):
    return next(state.answer for state in states(person.pk) if state.purpose.key == purpose)


def test_nobody_may_be_contacted_who_was_never_asked(hanna):
    assert not may_contact(hanna.pk, "newsletter")
    assert answer(hanna) == "none"


def test_a_yes_holds_until_it_is_taken_back(rep, hanna):
    say(rep, hanna)
    assert may_contact(hanna.pk, "newsletter")
    assert not may_contact(hanna.pk, "phone")
    say(rep, hanna, is_given=False, evidence="")
    assert not may_contact(hanna.pk, "newsletter")
    assert answer(hanna) == "withdrawn"
    assert list(Event.objects.filter(name__startswith="Consent").values_list("name", flat=True)) == [
        "ConsentGiven",
        "ConsentWithdrawn",
    ]


def test_the_latest_said_holds_not_the_latest_written(rep, hanna):
    say(rep, hanna, is_given=False, evidence="")
    say(rep, hanna, at=clock.now() - timedelta(days=3))
    assert not may_contact(hanna.pk, "newsletter")


def test_a_yes_expires(rep, hanna):
    say(rep, hanna, purpose="phone")
    later = months_later(clock.now(), 24)
    assert may_contact(hanna.pk, "phone", at=later - timedelta(days=1))
    assert not may_contact(hanna.pk, "phone", at=later + timedelta(days=1))
    say(rep, hanna, at=clock.now() - timedelta(days=9), expires_at=clock.now() - timedelta(days=1))
    assert answer(hanna) == "expired"


def test_months_end_where_months_end():
    from datetime import UTC, datetime

    assert months_later(datetime(2026, 1, 31, tzinfo=UTC), 1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert months_later(datetime(2026, 1, 31, tzinfo=UTC), -2) == datetime(2025, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purpose": "world"}, "purpose"),
        ({"evidence": " "}, "evidence"),
        ({"how": "telepathy"}, "how"),
        ({"basis": "none"}, "basis"),
        ({"source": "x" * 201}, "source"),
        ({"at": clock.now() + timedelta(days=9)}, "at"),
    ],
)
def test_what_proves_nothing_is_refused(rep, hanna, wrong, field):
    with pytest.raises(Invalid) as refused:
        say(rep, hanna, **wrong)
    assert field in refused.value.fields
    assert not Consent.objects.exists()


def test_consents_are_only_added(rep, hanna):
    said = say(rep, hanna)
    for change in (lambda: Consent.objects.filter(pk=said.pk).update(is_given=False), said.delete):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_only_who_may_edit_the_person_notes_a_consent(reader, stranger, hanna):
    with pytest.raises(Forbidden):
        say(reader, hanna)
    with pytest.raises(Missing):
        say(stranger, hanna)


def test_consents_follow_a_merge_and_come_back(rep, hanna):
    twin = create_person(actor=rep, given_name="Hanna", family_name="Vogel")
    say(rep, twin)
    made = merge(actor=rep, kind="person", keep_id=hanna.pk, away_id=twin.pk, versions=(1, 1))
    assert may_contact(hanna.pk, "newsletter")
    undo_merge(actor=rep, merge_id=made.pk)
    assert not may_contact(hanna.pk, "newsletter")
    assert may_contact(twin.pk, "newsletter")


def test_many_cost_two_queries(rep, hanna, django_assert_num_queries):
    people = [create_person(actor=rep, given_name=f"P{n}") for n in range(4)]
    for person in people[:2]:
        say(rep, person)
    with django_assert_num_queries(2):
        assert contactable([p.pk for p in people], "newsletter") == {people[0].pk, people[1].pk}
