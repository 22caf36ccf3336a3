"""A search among few records looks through them, among many it asks the index: both find the same."""

from __future__ import annotations

import pytest
from django.db.models import Q

from accrue.accounts.models import User
from accrue.contacts import selectors
from accrue.contacts.models import PERSON_SEARCH, Person
from accrue.contacts.services import create_person
from accrue.contacts.tests.conftest import lower
from accrue.filters import estimating
from accrue.filters.search import matching
from accrue.ui import scanning

NAMES = [
    ("Ana", "O'Brien-Smith", "ana.o@north-wind.example", "+49 (40) 555-123"),
    ("Änne", "Straße", "a@b.example", "0151 23 45 67"),
    ("Bob_1", "100% Net", "bob@c.example", ""),
    ("Þóra", "Ægisdóttir", "", "040/5551234"),
    ("al", "an", "x@an.example", ""),
]
NEEDLES = (
    "a", "an", "na", "ana", "o'b", "smith", "brien-s", "b", "strasse", "straße", "ss", "aegis", "ae", "th", "%", "0%", "_1", "b_",
    "north-wind", "nd.ex", "555", "5", "15", "01 51", "0151 2", "040 555 12", "an al", "bob net", "example", "zz", "Ä", "x@a",
)  # fmt: skip


@pytest.fixture
def named(rep, manager):
    for given, family, email, phone in NAMES:
        create_person(actor=rep, given_name=given, family_name=family, email=email, phone=phone, country="DE")


def sql(found) -> str:
    return str(found.query)


@pytest.mark.parametrize("needle", NEEDLES)
def test_both_ways_find_the_same(named, needle):
    asked = matching(Person.objects.all(), needle)
    assert "@>" in sql(asked)
    looked = matching(Person.objects.all(), needle, restricted=True)
    assert "@>" not in sql(looked)
    assert set(asked) == set(looked)
    hidden = matching(Person.objects.all(), needle, columns=PERSON_SEARCH, hidden={"segment"})
    assert set(hidden) == set(asked)  # decided by the text of what is seen, which here is all of it


def test_needles_find_somebody(named):
    assert sum(matching(Person.objects.all(), needle).exists() for needle in NEEDLES) > 25


def test_the_shorter_way_is_taken(named, rep, manager, monkeypatch):
    """As the planner expects it; what it knows of a small table is little."""
    assert "@>" not in sql(selectors.people(rep, query="smith"))
    expected = {"visible": 50_000, "matches": 60_000}

    def told(rows):
        return expected["matches" if "LIKE" in sql(rows) else "visible"]

    monkeypatch.setattr(estimating, "expected", told)
    assert "@>" not in sql(selectors.people(rep, query="smith"))
    expected["matches"] = 100
    assert "@>" in sql(selectors.people(rep, query="smith"))
    expected |= {"matches": 900_000, "visible": 500_000}
    assert "@>" in sql(selectors.people(rep, query="smith"))


def test_nobody_finds_more_by_it(named, rep, stranger):
    assert {str(one) for one in selectors.people(rep, query="smith")} == {"Ana O'Brien-Smith"}
    assert not selectors.people(stranger, query="smith").exists()
    lower("rep", "person", email="hide")
    rep = User.objects.get(pk=rep.pk)
    assert selectors.people(rep, query="smith").exists()
    assert not selectors.people(rep, query="north-wind").exists()


def test_rows_that_cannot_be_are_none(db):
    assert estimating.expected(Person.objects.filter(pk__in=[])) == 0
    assert estimating.expected(Person.objects.filter(Q(pk=1))) == 1


def test_the_newest_come_first_also_of_very_many(rep, monkeypatch):
    made = [create_person(actor=rep, given_name=f"Kim {n}") for n in range(12)]
    every = Person.objects.filter(pk__in=[one.pk for one in made])
    last = list(reversed(made[-3:]))
    assert scanning.newest(every, "created_at", 3) == last
    monkeypatch.setattr(scanning, "SORTED", 5)
    assert scanning.newest(every, "created_at", 3) == last  # among the latest of the table
    monkeypatch.setattr(scanning, "WALKED", 2)
    some = scanning.newest(every, "created_at", 3)
    assert len(some) == 3
    assert some == sorted(some, key=lambda one: one.pk, reverse=True)
