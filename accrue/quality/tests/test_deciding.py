"""What is said about a pair: remembered, told on both timelines, within what one may change."""

from __future__ import annotations

import pytest

from accrue.contacts import services as contacts
from accrue.contacts.models import Person
from accrue.errors import Conflict, Forbidden, Missing
from accrue.events.models import Event, Mention
from accrue.quality.models import DuplicateRules, Pair
from accrue.quality.selectors import open_pairs, pair, shown_reasons
from accrue.quality.services import keep_apart, reopen_pair
from accrue.quality.tests.conftest import lower, pair_of

pytestmark = pytest.mark.django_db


def test_not_the_same_is_remembered_and_can_be_taken_back(rep, twins):
    keep_apart(actor=rep, pair_id=twins.pk)
    twins.refresh_from_db()
    assert twins.state == "apart"
    assert twins.decided_by == rep
    assert list(open_pairs(rep, "person")) == []
    fact = Event.objects.get(name="PeopleKeptApart")
    told = Mention.objects.filter(event=fact).values_list("kind", "record_id")
    assert set(told) == {("person", twins.left_id), ("person", twins.right_id)}
    keep_apart(actor=rep, pair_id=twins.pk)  # once more says nothing new
    assert Event.objects.filter(name="PeopleKeptApart").count() == 1
    reopen_pair(actor=rep, pair_id=twins.pk)
    assert list(open_pairs(rep, "person")) == [twins]
    assert list(Pair.pgh_event_model.objects.values_list("state", flat=True)) == ["apart", "open"]


def test_merged_records_are_no_pair_to_decide(rep, twins):
    Pair.objects.update(state="merged")
    for decide in (keep_apart, reopen_pair):
        with pytest.raises(Conflict):
            decide(actor=rep, pair_id=twins.pk)


def test_companies_have_facts_of_their_own(rep):
    records = [contacts.create_company(actor=rep, name=name) for name in ("Northwind", "North Wind Ltd")]
    found = pair_of(*records, kind="company")
    keep_apart(actor=rep, pair_id=found.pk)
    reopen_pair(actor=rep, pair_id=found.pk)
    names = Event.objects.filter(subject_kind="company").order_by("pk").values_list("name", flat=True)
    assert list(names)[-2:] == ["CompaniesKeptApart", "CompaniesComparedAgain"]


def test_a_pair_is_seen_only_with_both_its_records(rep, stranger, twins):
    Person.objects.filter(pk=twins.right_id).update(team=stranger.team, owner=stranger)
    for actor in (rep, stranger):
        assert list(open_pairs(actor, "person")) == []
        for ask in (lambda a: pair(a, twins.pk), lambda a: keep_apart(actor=a, pair_id=twins.pk)):
            with pytest.raises(Missing):
                ask(actor)
    twins.refresh_from_db()
    assert twins.state == "open"


def test_to_decide_one_must_be_able_to_change_both(reader, twins):
    assert list(open_pairs(reader, "person")) == [twins]
    with pytest.raises(Forbidden):
        keep_apart(actor=reader, pair_id=twins.pk)


def test_archived_and_less_certain_pairs_are_left_out(rep, manager, twins):
    DuplicateRules.objects.create(wrong_merge_cost=49, missed_cost=1)
    assert list(open_pairs(rep, "person")) == []
    DuplicateRules.objects.update(wrong_merge_cost=1)
    assert list(open_pairs(rep, "person")) == [twins]
    contacts.archive_person(actor=rep, person_id=twins.left_id)
    assert list(open_pairs(rep, "person")) == []


def test_reasons_leave_out_hidden_details(rep, twins):
    assert shown_reasons(rep, twins) == ["same phone", "name 0.91"]
    lower("rep", "person", phone="hide")
    fresh = type(rep).objects.get(pk=rep.pk)
    assert shown_reasons(fresh, twins) == ["name 0.91"]
