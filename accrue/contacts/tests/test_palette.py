"""Ctrl-K: what one uses comes first, and a typing error finds what was meant."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accrue import clock
from accrue.accounts.tokens import create_token
from accrue.contacts import services
from accrue.contacts.models import Person
from accrue.contacts.tests.conftest import lower
from accrue.filters.models import Opening, Word
from accrue.filters.spelling import learn_words, respelt
from accrue.ui import scanning


@pytest.fixture
def as_rep(client: Client, rep) -> Client:
    client.force_login(rep)
    return client


def person(actor, name: str, **details):
    given, _, family = name.partition(" ")
    return services.create_person(actor=actor, given_name=given, family_name=family, **details)


def found(client: Client, q: str) -> str:
    return client.get("/palette/", {"q": q}).content.decode()


def order(body: str, *names: str) -> list[str]:
    return sorted((name for name in names if name in body), key=body.index)


def test_what_somebody_opens_comes_first_for_them_alone(as_rep, rep, colleague, client):
    people = {name: person(rep, f"{name} Lindt") for name in ("Ada", "Bea", "Cleo")}
    assert order(found(as_rep, "lindt"), *people) == ["Ada", "Bea", "Cleo"]
    as_rep.get(f"/people/{people['Cleo'].pk}/")
    assert order(found(as_rep, "lindt"), *people) == ["Cleo", "Ada", "Bea"]
    client.force_login(colleague)
    assert order(found(client, "lindt"), *people) == ["Ada", "Bea", "Cleo"]


def test_a_look_within_the_minute_counts_once_and_weight_fades(as_rep, rep, monkeypatch):
    ada = person(rep, "Ada Lindt")
    as_rep.get(f"/people/{ada.pk}/")
    as_rep.get(f"/people/{ada.pk}/")
    assert Opening.objects.get().weight == 1
    later = clock.now() + timedelta(days=14)
    monkeypatch.setattr(clock, "now", lambda: later)
    as_rep.force_login(rep)
    as_rep.get(f"/people/{ada.pk}/")
    assert Opening.objects.get().weight == pytest.approx(1.5, abs=0.01)


def test_nothing_typed_shows_what_was_opened_last_and_may_still_be_seen(as_rep, rep):
    ada, northwind = person(rep, "Ada Lindt"), services.create_company(actor=rep, name="Northwind")
    assert "Recent" not in found(as_rep, "")
    as_rep.get(f"/people/{ada.pk}/")
    as_rep.get(f"/companies/{northwind.pk}/")
    Opening.objects.filter(kind="person").update(last_at=clock.now() - timedelta(hours=1))
    assert order(found(as_rep, ""), "Recent", "Northwind", "Ada Lindt", "Go to") == [
        "Recent", "Northwind", "Ada Lindt", "Go to",
    ]  # fmt: skip
    Person.objects.update(owner=None, team=None)
    assert "Ada Lindt" not in found(as_rep, "")


@pytest.mark.parametrize("typed", ["jonson", "johnsno", "johbson", "johnsson", "JOHNSN"])
def test_one_typing_error_finds_what_was_meant(as_rep, rep, typed):
    person(rep, "Kim Johnson")
    learn_words()
    body = found(as_rep, typed)
    assert "Kim Johnson" in body
    assert f"Nothing matches “{typed}”. This matches “johnson”:" in body


def test_what_matches_is_never_respelt(as_rep, rep):
    person(rep, "Kim Jonson")
    person(rep, "Kim Johnson")
    learn_words()
    body = found(as_rep, "jonson")
    assert "Kim Jonson" in body
    assert "Kim Johnson" not in body


def test_a_word_of_others_is_no_help(as_rep, stranger):
    person(stranger, "Kim Johnson")
    learn_words()
    assert "ohnson" not in found(as_rep, "jonson").replace("jonson", "")


def test_a_word_of_a_hidden_detail_is_no_help(as_rep, rep):
    person(rep, "Kim Li", email="zebrowski@example.org")
    learn_words()
    assert "Kim Li" in found(as_rep, "zebrovski")
    lower("rep", "person", email="hide")
    as_rep.force_login(rep)
    assert "zebrowski" not in found(as_rep, "zebrovski")


def test_each_word_is_read_for_itself(rep):
    person(rep, "Annabella Featherstone")
    learn_words()
    assert respelt("annabela fetherstone")[0] == "annabella featherstone"
    assert respelt("qqqq zzzz") == []


def test_words_are_learnt_as_records_come_and_forgotten_when_they_go(rep):
    ada = person(rep, "Adamina Lindt")
    assert learn_words() > 0
    services.edit_person(actor=rep, person_id=ada.pk, version=1, given_name="Beatrix")
    bruno = person(rep, "Brunhilde Lindt")
    learn_words()
    assert set(Word.objects.values_list("text", flat=True)) >= {"adamina", "brunhilde"}
    learn_words(everything=True)
    assert not Word.objects.filter(text="adamina").exists()
    assert Word.objects.get(text="lindt").records == 2
    assert bruno.pk


def test_programs_search_as_people_do(rep, client):
    kim = person(rep, "Kim Johnson", email="kim@example.org")
    learn_words()
    later = clock.now() + timedelta(days=1)
    token = create_token(user=rep, name="test", scopes=["person:read"], expires_at=later)[1]

    def asked(q: str):
        return client.get("/api/v1/search", {"q": q}, headers={"Authorization": f"Bearer {token}"})

    answer = asked("jonson").json()
    assert answer["instead"] == "johnson"
    assert answer["items"] == [
        {"kind": "person", "id": kim.pk, "label": "Kim Johnson", "note": "kim@example.org", "url": f"/people/{kim.pk}/"}
    ]  # fmt: skip
    assert asked("k" * 101).status_code == 400


def test_of_many_the_first_are_shown_at_a_cost_that_does_not_grow(as_rep, rep, monkeypatch):
    """Up to the bound the first by name; beyond it the first of what the search comes upon."""
    names = [f"{letters} Lindt" for letters in ("Cleo", "Bea", "Ada", "Dora", "Fay", "Eve", "Gus")]
    for name in names:
        person(rep, name)
    everybody, limit = Person.objects.filter(family_name="Lindt"), 3
    first = sorted(names)[:limit]

    def glanced() -> list[str]:
        return [one.full_name for one in scanning.glance(everybody, "sort_name", limit)]

    assert glanced() == first
    monkeypatch.setattr(scanning, "SORTED", 4)
    with CaptureQueriesContext(connection) as asked:
        shown = glanced()
    assert (len(shown), len(asked)) == (limit, 2)
    assert shown == sorted(shown)
    assert set(shown) <= set(names)
    assert scanning.glance(everybody.none(), "sort_name", limit) == []
