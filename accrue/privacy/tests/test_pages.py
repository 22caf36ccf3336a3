"""The pages of personal data: how many queries they ask, and a rule built from conditions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import capfirst

from accrue import clock
from accrue.accounts.services import create_user
from accrue.contacts.models import Person
from accrue.events.data_map import tables
from accrue.filters.compiling import narrowed
from accrue.filters.tree import parse
from accrue.privacy.models import Consent, Erasure, RetentionRule
from accrue.privacy.services.retaining import run_rules

pytestmark = pytest.mark.django_db
NEVER = {"at": clock.now() - timedelta(days=900), "how": "form", "evidence": "Ticked", "purpose": "offers"}


@pytest.fixture
def admin(north):
    return create_user(email="ada@accrue.test", name="Ada Admin", roles=["administrator"], team=north)


@pytest.fixture
def pages(admin, client):
    client.force_login(admin)
    return client


def people(count, **values):
    old = clock.now() - timedelta(days=1_000)
    made = [Person(given_name=f"P{n}", created_at=old, **values) for n in range(count)]
    return Person.objects.bulk_create(made)


def filled(count, admin):
    rule = RetentionRule.objects.create(name="Old", months=12, changed_by=admin)
    made = people(count)
    Erasure.objects.bulk_create(
        Erasure(person=one, digest="x", why="rule", rule=rule, asked_by=admin, due_at=clock.now())
        for one in made
    )
    Consent.objects.bulk_create(
        Consent(person=made[0], is_given=True, recorded_by=admin, **NEVER) for _ in made
    )
    RetentionRule.objects.bulk_create(
        RetentionRule(name=f"R{n}", months=12, changed_by=admin) for n in range(count)
    )
    return made[0], rule


@pytest.mark.parametrize(
    ("name", "most"),
    [("overview", 8), ("consents", 10), ("panel", 10), ("personal_data", 110), ("rule", 20)],
)
def test_queries_do_not_depend_on_rows(name, most, pages, admin, django_assert_max_num_queries):
    counts = []
    for rows in (10, 100):
        person, rule = filled(rows, admin)
        at = {"overview": (), "rule": (rule.pk,)}.get(name, (person.pk,))
        pages.get(reverse(f"privacy:{name}", args=at))
        with django_assert_max_num_queries(most) as asked:
            assert pages.get(reverse(f"privacy:{name}", args=at)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def said(**more):
    return {"name": "Leads", "months": "12", "waiting_days": "7", "shape": "[0, []]", **more}


ROW = {"shape": "[0, [1]]", "g0": "all", "f1": "segment", "h1": "segment", "o1": "is", "v1": "Lead"}


def test_a_rule_is_built_of_conditions(pages):
    kept = pages.post(reverse("privacy:new_rule"), said(do="save", **ROW))
    rule = RetentionRule.objects.get()
    assert kept.url == reverse("privacy:rule", args=[rule.pk])
    assert (rule.filter, rule.months) == ({"all": [["segment", "is", "Lead"]]}, 12)
    shown = pages.get(kept.url).content.decode()
    assert 'value="Lead"' in shown
    pages.post(kept.url, said(do="save", version="1"))
    rule.refresh_from_db()
    assert rule.filter == {}
    late = pages.post(kept.url, said(do="save", version="1"))
    assert late.status_code == 422
    assert "Somebody changed this rule meanwhile" in late.content.decode()


def test_building_keeps_what_was_typed_and_writes_nothing(pages):
    drawn = pages.post(
        reverse("privacy:new_rule"), said(do="add:0", name="Half done"), headers={"HX-Request": "true"}
    )
    text = drawn.content.decode()
    assert "<html" not in text
    assert 'value="Half done"' in text
    assert 'aria-label="Field"' in text
    assert "field-error" not in text
    assert not RetentionRule.objects.exists()
    unfinished = pages.post(reverse("privacy:new_rule"), said(do="save", **ROW | {"v1": ""}))
    assert unfinished.status_code == 422
    assert "Give one value" in unfinished.content.decode()
    assert pages.post(reverse("privacy:new_rule"), {"name": "x", "do": "save"}).status_code == 400


def test_how_many_are_found_is_said_while_it_is_built(pages):
    people(2, segment="Lead")
    people(1)
    asked = pages.post(reverse("privacy:new_rule"), said(do="count", **ROW)).content.decode()
    assert asked == 'Today this finds <b class="tabnum">2</b> people.'
    asked = pages.post(reverse("privacy:new_rule"), said(do="count", months="x")).content.decode()
    assert asked == "Say after how many months."


def test_a_rule_that_cannot_be_asked_any_more_erases_nobody(admin, pages):
    people(3)
    lost = RetentionRule.objects.create(
        name="Lost", months=12, changed_by=admin, is_on=True, filter={"all": [["custom_gone", "is", "x"]]}
    )
    RetentionRule.objects.create(
        name="Fine", months=12, changed_by=admin, is_on=True, filter={"all": [["given_name", "is", "P1"]]}
    )
    assert run_rules() == 1
    assert "cannot be asked any more" in pages.get(reverse("privacy:rule", args=[lost.pk])).content.decode()


def found(admin, *values, op="is"):
    tree = parse({"all": [["consent_offers", op, list(values)]]})
    rows = narrowed(admin, "person", Person.objects.filter(merged_into__isnull=True), tree)
    return set(rows.values_list("given_name", flat=True))


def test_people_are_found_by_what_holds(admin, django_assert_max_num_queries):
    yes, no, was, never, kept = people(5)
    names = {person.given_name: person for person in (yes, no, was, never, kept)}
    merged = Person.objects.create(given_name="Merged", merged_into=kept, archived_at=clock.now())

    def say(person, is_given, **more):
        Consent.objects.create(person=person, is_given=is_given, **NEVER | more)

    say(yes, False)
    say(yes, True, at=clock.now())
    say(no, True)
    say(no, False, at=clock.now())
    say(was, True, expires_at=clock.now() - timedelta(days=1))
    say(never, True, purpose="phone")
    say(merged, True)
    assert set(names) == {"P0", "P1", "P2", "P3", "P4"}
    with django_assert_max_num_queries(3):
        assert found(admin, "given") == {"P0", "P4"}
    assert found(admin, "withdrawn") == {"P1"}
    assert found(admin, "expired", "none") == {"P2", "P3"}
    assert found(admin, "given", op="is_not") == {"P1", "P2", "P3"}
    for answer in ("given", "withdrawn", "expired", "none"):  # what exports read is what is asked
        from accrue.filters.fields import fields_for

        column = fields_for(admin, "person")["consent_offers"].left
        read = Person.objects.filter(merged_into__isnull=True).annotate(said=column).filter(said=answer)
        assert set(read.values_list("given_name", flat=True)) == found(admin, answer)


def test_everything_personal_is_said_with_what_erasing_does(pages, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page = pages.get(reverse("privacy:kept")).content.decode()
    for table in tables():
        for why in table.personal.values():
            assert escape(capfirst(why)) in page, table.model
    assert "name, e-mail and numbers are taken out" in page
