"""A restored copy forgets again whom the ledger names, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accrue import clock
from accrue.contacts.models import Person
from accrue.privacy import ledger
from accrue.privacy.ledger import Entry
from accrue.privacy.models import Erasure
from accrue.privacy.services.erasing import erase, plan
from accrue.privacy.services.replaying import keep_ledger, replay

pytestmark = pytest.mark.django_db


def entry(person, **other):
    made = other.get("created_at", person.created_at)
    return Entry(person.pk, ledger.digest(person.pk, made), clock.now().isoformat())


def test_whoever_a_restore_brought_back_is_erased_again(hanna):
    ledger.write([entry(hanna)])
    assert replay() == 1
    assert Person.objects.get(pk=hanna.pk).full_name == f"Erased person {hanna.pk}"
    assert Erasure.objects.get().why == "restored"
    assert replay() == 0


def test_another_with_the_same_number_is_left_alone(hanna):
    ledger.write([entry(hanna, created_at=hanna.created_at + timedelta(seconds=1))])
    assert replay() == 0
    assert Person.objects.get(pk=hanna.pk).full_name == "Hanna Vögel"


def test_the_databases_ledger_is_kept_before_it_is_replaced(hanna, ledger_of_the_test):
    erase(erasure_id=plan(hanna, why="asked", due_at=clock.now(), actor=None).pk)
    ledger_of_the_test.unlink()
    assert keep_ledger() == 1
    assert [one.person for one in ledger.read()] == [hanna.pk]
    assert keep_ledger() == 1
    assert len(ledger.read()) == 1


def test_a_line_cut_off_by_a_crash_is_passed_over(hanna, ledger_of_the_test):
    ledger.write([entry(hanna)])
    with ledger_of_the_test.open("a") as file:
        file.write('{"person": 1, "dig')
    assert len(ledger.read()) == 1
    ledger.write([Entry(7, "another", "then")])
    assert [one.person for one in ledger.read()] == [hanna.pk, 7]


def test_without_a_ledger_nothing_happens(hanna):
    assert replay() == 0
