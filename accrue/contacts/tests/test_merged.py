"""Ids of people and companies that were merged away lead to the record that was kept, whoever asks or writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from accrue import clock
from accrue.accounts.tokens import create_token
from accrue.billing.services import Buyer, OrderItem, OrderRow, import_orders, take_order
from accrue.contacts import following, selectors, services
from accrue.contacts.models import Company, Person
from accrue.errors import Conflict, Missing
from accrue.sales.models import Deal
from accrue.sales.services import ensure_default_pipeline, open_deal


@pytest.fixture
def away(rep, hanna):
    person = services.create_person(
        actor=rep, given_name="Hana", family_name="Voegel", email="h@other.example"
    )
    Person.objects.filter(pk=person.pk).update(merged_into=hanna, archived_at=clock.now())
    return person


@pytest.fixture
def web(rep, client: Client):
    client.force_login(rep)
    return client


def test_every_relation_that_follows_has_its_triggers(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE %s", [f"{following.PREFIX}%"])
        there = {row[0] for row in cursor.fetchall()}
    names = set(following.triggers())
    assert there == {f"{name}{when}" for name in names for when in ("_written", "_changed")}
    assert {
        "follow_merged_person_person_id__sales_deal",
        "follow_merged_company_company_id__contacts_person",
    } < names
    assert max(len(name) for name in there) <= 63, "PostgreSQL cuts longer names short"


def test_whoever_is_merged_away_is_in_no_list(rep, hanna, away):
    assert set(selectors.people(rep)) == {hanna}
    assert not selectors.people(rep, archived=True)


def test_their_page_leads_to_the_one_kept(web, hanna, away):
    assert web.get(f"/people/{away.pk}/").headers["Location"] == f"/people/{hanna.pk}/"
    assert web.get(f"/people/{away.pk}/timeline/").status_code == 200


def test_programs_are_led_there_too(rep, hanna, away):
    _, secret = create_token(
        user=rep, name="tests", scopes=["person:read"], expires_at=clock.now() + timedelta(1)
    )
    web = Client(headers={"Authorization": f"Bearer {secret}"})
    answer = web.get(f"/api/v1/people/{away.pk}")
    assert (answer.status_code, answer.json()) == (301, {"merged_into": hanna.pk})
    assert answer.headers["Location"] == f"/api/v1/people/{hanna.pk}"
    assert web.get(answer.headers["Location"]).json()["id"] == hanna.pk


def test_a_version_from_before_changes_nothing(rep, hanna, away):
    with pytest.raises(Conflict):
        services.edit_person(actor=rep, person_id=away.pk, version=7, job_title="Lost?")
    services.edit_person(actor=rep, person_id=away.pk, version=hanna.version, job_title="Buyer")
    hanna.refresh_from_db()
    assert hanna.job_title == "Buyer"


def test_who_may_not_see_the_kept_one_finds_nobody(stranger, hanna, away):
    with pytest.raises(Missing):
        selectors.person(stranger, away.pk)


def test_deals_and_orders_for_the_old_id_are_those_of_the_kept_one(rep, hanna, away):
    stage = ensure_default_pipeline().stages.first()
    deal = open_deal(actor=rep, stage_id=stage.pk, fields={"name": "Pumps", "person_id": away.pk})
    order = take_order(
        actor=rep, buyer=Buyer(person_id=away.pk), currency="EUR", items=[OrderItem("Pump", 100)]
    )
    import_orders(actor=None, rows=[OrderRow(clock.now(), 100, "EUR", person_id=away.pk)])
    assert deal.person_id == order.person_id == hanna.pk
    assert hanna.orders.count() == 2


def test_what_writes_the_old_id_past_every_service_follows_in_the_database(rep, hanna, away):
    stage = ensure_default_pipeline().stages.first()
    deal = open_deal(actor=rep, stage_id=stage.pk, fields={"name": "Pumps"})
    Deal.objects.filter(pk=deal.pk).update(person_id=away.pk)
    deal.refresh_from_db()
    assert deal.person_id == hanna.pk


def test_people_of_a_company_merged_away_work_at_the_kept_one(rep):
    kept, gone = (services.create_company(actor=rep, name=name) for name in ("Northwind", "North Wind"))
    Company.objects.filter(pk=gone.pk).update(merged_into=kept, archived_at=clock.now())
    person = services.create_person(actor=rep, given_name="Mia", company_id=gone.pk)
    rows = [{"given_name": "Tom", "company_id": gone.pk}, {"given_name": "Ana", "company_id": kept.pk}]
    imported = services.import_people(actor=rep, rows=rows)
    assert {person.company_id, *(one.company_id for one in imported)} == {kept.pk}


def test_a_duplicate_is_recognised_by_what_was_merged_away(rep, hanna, away):
    assert list(selectors.people_with_email(rep, "h@other.example")) == [hanna]
    [[match]] = selectors.alike(rep, "person", [{"given_name": "Hana", "email": "h@other.example"}])
    assert (match.record_id, match.label) == (hanna.pk, "Hanna Vögel")
