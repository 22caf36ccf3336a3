"""The queue's pages and their API: what they show, to whom, at which cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue.contacts import services as contacts
from accrue.contacts.models import Person
from accrue.quality import selectors
from accrue.quality.models import Pair
from accrue.quality.tests.conftest import lower, pair_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def as_rep(client, rep):
    client.force_login(rep)
    return client


def page(client, url="/duplicates/", **options):
    return client.get(url, **options).content.decode()


def test_an_empty_queue_says_what_will_stand_here(as_rep):
    assert "No duplicates to look at" in page(as_rep)
    assert "No duplicates to look at" in page(as_rep, "/duplicates/companies/")


def test_a_pair_stands_side_by_side_with_what_differs(as_rep, twins):
    html = page(as_rep)
    assert "97 % certain: same phone, name 0.91" in html
    assert ">Hanna</mark>" in html
    assert ">Vögel</mark>" not in html
    assert "5551000</mark>" not in html, "one number, written twice"
    assert "hanna@one.example" in html


def test_not_the_same_then_undo_by_the_buttons(as_rep, rep, twins):
    answer = as_rep.post(f"/duplicates/{twins.pk}/apart/", headers=HTMX)
    assert "Remembered as not the same" in answer.content.decode()
    assert Pair.objects.get().state == "apart"
    answer = as_rep.post(f"/duplicates/{twins.pk}/reopen/", headers=HTMX)
    assert "97 % certain" in answer.content.decode()
    assert as_rep.post(f"/duplicates/{twins.pk}/apart/").status_code == 302
    assert "Not the same" in page(as_rep, f"/duplicates/{twins.pk}/")


def test_after_a_decision_the_next_pair_follows(as_rep, rep, twins):
    others = [contacts.create_person(actor=rep, given_name=f"Ada{n}") for n in range(4)]
    second, third = pair_of(*others[:2], certainty=0.9), pair_of(*others[2:], certainty=0.8)
    answer = as_rep.post(f"/duplicates/{second.pk}/apart/", headers=HTMX).content.decode()
    assert f'hx-post="/duplicates/{third.pk}/apart/"' in answer
    assert f"?pair={twins.pk}" in answer


def test_pairs_that_one_may_merge_come_first_and_the_rest_say_why_not(client, manager, stranger, twins):
    theirs = [contacts.create_person(actor=stranger, given_name=f"Ada{n}") for n in range(2)]
    surer = pair_of(*theirs, certainty=0.99)
    assert [pair.pk for pair in selectors.queue(manager, "person")] == [twins.pk, surer.pk]
    client.force_login(manager)
    assert "Merge <kbd" in page(client)
    html = page(client, f"/duplicates/?pair={surer.pk}")
    assert "Merge <kbd" not in html
    assert "Merging takes the right to delete both records" in html


def test_the_queue_goes_on_beyond_its_first_page(as_rep, rep):
    people = [contacts.create_person(actor=rep, given_name=f"Ada{n}") for n in range(64)]
    pairs = [pair_of(*people[n : n + 2], certainty=0.99 - n / 1000) for n in range(0, 64, 2)]
    first = page(as_rep)
    assert "1–30 of 32" in first
    assert f"?pair={pairs[30].pk}" in first
    last = page(as_rep, f"/duplicates/?pair={pairs[31].pk}")
    assert "31–32 of 32" in last
    assert "Ada62" in last
    assert "Ada10<" not in last


def test_hidden_details_are_absent(as_rep, twins):
    lower("rep", "person", phone="hide", email="hide")
    for html in (page(as_rep), page(as_rep, f"/duplicates/{twins.pk}/"), page(as_rep, "/api/v1/duplicates")):
        assert "5551000" not in html
        assert "one.example" not in html
        assert "same phone" not in html


def test_a_company_out_of_sight_is_not_named(as_rep, rep, stranger, twins):
    theirs = contacts.create_company(actor=stranger, name="Secret Ltd")
    Person.objects.filter(pk=twins.left_id).update(company=theirs)
    assert "Secret" not in page(as_rep)


def test_the_queue_costs_the_same_with_10_and_100_pairs(as_rep, rep):
    def fill(number):
        rows = [{"given_name": f"P{n}"} for n in range(number * 2)]
        people = contacts.import_people(actor=rep, rows=rows)
        for left, right in zip(people[::2], people[1::2], strict=True):
            pair_of(left, right)

    asked = []
    for number in (10, 90):
        fill(number)
        page(as_rep)
        with CaptureQueriesContext(connection) as found:
            page(as_rep)
        asked.append(len(found))
    assert asked[0] == asked[1] <= 8
