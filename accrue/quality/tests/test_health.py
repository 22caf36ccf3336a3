"""The score and what to mend: figures that can be counted by hand, lists of exactly those records, undo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue import clock
from accrue.contacts import services as contacts
from accrue.contacts.models import Person
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.filters.compiling import narrowed
from accrue.filters.tree import parse
from accrue.quality.models import HealthScore, Issue, Mending, Problem
from accrue.quality.selectors import health as selectors
from accrue.quality.services import make_rule, switch_rule
from accrue.quality.services.health import look, weigh
from accrue.quality.services.mending import run, standardise_all, undo_mending
from accrue.quality.tests.conftest import pair_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(rep, manager):
    """Four people: one shouted, one without e-mail and against a rule, two that may be the same."""
    weigh(actor=manager, kind="person", fields={"given_name": 1, "email": 3}, stale_days=30, version=1)
    made = [
        contacts.create_person(actor=rep, given_name=name, email=f"{name.lower()}@example.org", source=source)
        for name, source in (("Ada", "Fair"), ("Bob", "Fair"), ("Cleo", "Web"), ("Dora", "Web"))
    ]
    Person.objects.filter(pk=made[0].pk).update(family_name="LOVELACE")
    Person.objects.filter(pk=made[1].pk).update(email="")
    pair_of(made[2], made[3])
    rule = make_rule(
        actor=manager, kind="person", field="email", check="required", params={}, message="Write an e-mail"
    )
    switch_rule(actor=manager, rule_id=rule.pk, is_on=True)
    return made


def test_the_score_can_be_counted_by_hand(books, manager, rep):
    whole = look("person")
    assert (whole.records, whole.completeness) == (4, pytest.approx((1 + 0.25 + 1 + 1) / 4))
    assert (whole.validity, whole.uniqueness, whole.freshness) == (0.5, 0.5, 1)
    assert whole.score == pytest.approx(0.4 * 0.8125 + 0.3 * 0.5 + 0.15 * 0.5 + 0.15)
    fair = HealthScore.objects.get(scope="source", key="Fair")
    assert (fair.records, fair.validity, fair.uniqueness) == (2, 0, 1)
    assert HealthScore.objects.get(scope="team", key=str(rep.team_id)).records == 4
    said = {one.label: one.problem.count for one in selectors.to_mend(manager, "person")}
    assert said == {"E-mail is empty": 1, "Write an e-mail": 1, "Family name is not in standard form": 1}


def test_every_line_opens_exactly_its_records(books, manager):
    look("person")
    for one in selectors.to_mend(manager, "person"):
        row = ["email", "empty"] if one.problem.what == "missing" else ["issue", "any", [one.problem.pk]]
        found = narrowed(manager, "person", Person.objects.all(), parse({"all": [row]}))
        assert found.count() == one.problem.count == 1


def test_stale_and_archived(books, manager, rep):
    contacts.archive_person(actor=rep, person_id=books[0].pk)
    with_clock = clock.now() + timedelta(days=40)
    before = {one.what: one.count for one in Problem.objects.all()}
    assert before == {}
    from unittest.mock import patch

    with patch("accrue.clock.now", return_value=with_clock):
        whole = look("person")
    assert (whole.records, whole.freshness) == (3, 0)
    assert Issue.objects.filter(problem__what="stale").count() == 3


def test_looking_costs_the_same_for_few_and_many(books, rep):
    look("person")

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            look("person")
        return len(asked)

    few = cost()
    contacts.import_people(
        actor=rep,
        rows=[
            {"given_name": f"P{n}", "family_name": "MANY", "email": f"p{n}@example.org"} for n in range(100)
        ],
    )
    assert cost() == few


def test_standardise_all_and_undo(books, manager, rep):
    look("person")
    problem = Problem.objects.get(what="standard")
    made = standardise_all(actor=manager, problem_id=problem.pk)
    assert not run(made.pk, until=lambda: False)
    ada = Person.objects.get(pk=books[0].pk)
    assert (ada.family_name, ada.raw) == ("Lovelace", {"family_name": "LOVELACE"})
    made.refresh_from_db()
    assert (made.state, made.changed, made.total) == ("done", 1, 1)
    problem.refresh_from_db()
    assert problem.count == 0
    assert look("person").validity == 0.75
    undo_mending(actor=manager, mending_id=made.pk)
    run(made.pk, until=lambda: False)
    ada.refresh_from_db()
    made.refresh_from_db()
    assert (ada.family_name, made.state, made.restored) == ("LOVELACE", "undone", 1)
    names = set(Event.objects.values_list("name", flat=True))
    assert {"RecordsStandardised", "StandardisingUndone", "HealthWeighed"} <= names
    with pytest.raises(Conflict):
        undo_mending(actor=manager, mending_id=made.pk)
    with pytest.raises(Missing):
        undo_mending(actor=rep, mending_id=made.pk)


def test_undo_leaves_what_was_changed_since(books, manager, rep):
    look("person")
    made = standardise_all(actor=manager, problem_id=Problem.objects.get(what="standard").pk)
    run(made.pk, until=lambda: False)
    contacts.edit_person(actor=rep, person_id=books[0].pk, version=2, job_title="Countess")
    undo_mending(actor=manager, mending_id=made.pk)
    run(made.pk, until=lambda: False)
    assert Person.objects.get(pk=books[0].pk).family_name == "Lovelace"


def test_what_was_put_back_is_healthy(rep):
    made = contacts.create_person(actor=rep, given_name="BELL", family_name="hooks")
    assert made.family_name == "Hooks"
    contacts.put_back_typed(actor=rep, kind="person", record_id=made.pk, field="family_name", version=1)
    look("person")
    assert not Problem.objects.filter(what="standard", count__gt=0).exists()


def test_only_who_may(books, rep, manager):
    look("person")
    with pytest.raises(Forbidden):
        weigh(actor=rep, kind="person", fields={"email": 1}, stale_days=3, version=2)
    with pytest.raises(Conflict):
        weigh(actor=manager, kind="person", fields={"email": 1}, stale_days=3, version=1)
    for fields, days in (({"email": 9}, 3), ({"nothing": 1}, 3), ({}, 3), ({"email": 1}, 0)):
        with pytest.raises(Invalid):
            weigh(actor=manager, kind="person", fields=fields, stale_days=days, version=2)
    with pytest.raises(Invalid):
        standardise_all(actor=manager, problem_id=Problem.objects.get(what="missing", field="email").pk)


def test_the_pages(books, manager, client):
    client.force_login(manager)
    assert "Not looked at yet" in client.get("/quality/").content.decode()
    waiting = client.post("/quality/person/look/").headers["Location"]
    assert "All records are being looked at" in client.get(waiting).content.decode()
    look("person")
    shown = client.get(waiting).content.decode()
    assert "All records are being looked at" not in shown
    assert "every 2s" not in shown
    page = client.get("/quality/person/").content.decode()
    assert "Family name is not in standard form" in page
    assert "How this number is made" in page
    problem = Problem.objects.get(what="standard")
    answer = client.post(f"/quality/problems/{problem.pk}/standardise/", follow=True)
    assert "0 of 1" in answer.content.decode()
    run(Mending.objects.get().pk, until=lambda: False)
    assert (
        "1 of 1 records changed"
        in client.get(f"/quality/mendings/{Mending.objects.get().pk}/").content.decode()
    )
    assert "What matters of people" in client.get("/quality/person/weights/").content.decode()
    listed = client.get(selectors.list_url(Problem.objects.get(what="rule"))).content.decode()
    assert "Bob" in listed
    assert "Cleo" not in listed
    assert client.get("/quality/nothing/").status_code == 404
