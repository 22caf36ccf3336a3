"""The pages and operations of merging."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accrue import clock
from accrue.accounts.tokens import create_token
from accrue.contacts import services as people
from accrue.contacts.models import Person
from accrue.contacts.tests.conftest import lower
from accrue.quality.models import Merge
from accrue.quality.tests.conftest import pair_of
from accrue.quality.tests.merging import joined


@pytest.fixture
def hana(rep):
    return people.create_person(
        actor=rep,
        given_name="Hana",
        family_name="Voegel",
        phone="040 5551000",
        country="DE",
        job_title="Buyer",
    )


@pytest.fixture
def web(rep):
    client = Client()
    client.force_login(rep)
    return client


@pytest.fixture
def program(rep):
    _, secret = create_token(
        user=rep, name="T", scopes=["*:read", "*:write"], expires_at=clock.now() + timedelta(1)
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def at(keep, away):
    return f"/people/{keep.pk}/merge/{away.pk}/"


def test_the_page_shows_both_and_merges_as_chosen(web, hanna, hana):
    shown = web.get(at(hanna, hana)).content.decode()
    assert all(text in shown for text in ("hanna@northwind.example", "Buyer", "Keep the other one", "Voegel"))
    answer = web.post(
        at(hanna, hana),
        {"keep_version": 1, "away_version": 1, "choose-family_name": "away", "choose-phone": "keep"},
    )
    assert answer.headers["Location"] == f"/people/{hanna.pk}/"
    hanna.refresh_from_db()
    assert (hanna.family_name, hanna.phone, hanna.job_title) == ("Voegel", "+49 40 5551000", "Buyer")
    assert "merged into" in web.get(answer.headers["Location"]).content.decode()
    assert web.get(f"/people/{hana.pk}/").headers["Location"] == f"/people/{hanna.pk}/"


def test_a_change_meanwhile_shows_the_page_anew_with_what_was_chosen(web, rep, hanna, hana):
    people.edit_person(actor=rep, person_id=hanna.pk, version=1, phone="040 9")
    answer = web.post(at(hanna, hana), {"keep_version": 1, "away_version": 1, "choose-family_name": "away"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was merged" in shown
    assert 'name="keep_version" value="2"' in shown
    chosen = shown.split('name="choose-family_name"')[2]
    assert chosen.startswith(' value="away" checked')
    assert not Merge.objects.exists()


def test_from_the_queue_back_to_the_queue(web, hanna, hana):
    assert 'name="from"' in web.get(at(hanna, hana) + "?from=duplicates").content.decode()
    posted = {"keep_version": 1, "away_version": 1, "from": "duplicates"}
    assert web.post(at(hanna, hana), posted).headers["Location"] == "/duplicates/"


def test_after_a_merge_the_queue_goes_on_with_the_next_pair_and_offers_undo(web, rep, hanna, hana):
    others = [people.create_person(actor=rep, given_name=f"Ada{n}") for n in range(4)]
    pair_of(*others[:2], certainty=0.99)
    this, following = pair_of(hanna, hana, certainty=0.9), pair_of(*others[2:], certainty=0.8)
    shown = web.get(f"{at(hanna, hana)}?from=duplicates&pair={this.pk}").content.decode()
    assert f'name="pair" value="{this.pk}"' in shown
    posted = {"keep_version": 1, "away_version": 1, "from": "duplicates", "pair": this.pk}
    answer = web.post(at(hanna, hana), posted)
    assert answer.headers["Location"] == f"/duplicates/?pair={following.pk}"
    undo = f"/merges/{Merge.objects.get().pk}/undo/?from=duplicates"
    assert f'hx-post="{undo}"' in web.get(answer.headers["Location"]).content.decode()
    assert web.post(undo).headers["Location"] == "/duplicates/"
    assert Person.objects.get(pk=hana.pk).merged_into is None


def test_hidden_fields_stand_on_no_page(web, rep, hanna, hana):
    lower("rep", "person", email="hide", phone="hide")
    for url in (at(hanna, hana), f"/people/{hanna.pk}/merge/", f"/people/{hana.pk}/merge/?q=hanna"):
        shown = web.get(url).content.decode()
        assert "northwind" not in shown
        assert "5551000" not in shown


def test_who_looks_alike_stands_there_already(web, hanna, hana):
    url = f"/people/{hanna.pk}/merge/"
    assert at(hanna, hana) in web.get(url).content.decode()
    assert at(hanna, hana) in web.get(url, {"q": "voeg"}).content.decode()
    assert "Nothing found" in web.get(url, {"q": "nobody so called"}).content.decode()


def test_two_selected_in_a_list(web, hanna, hana):
    answer = web.get("/people/merge/", {"ids": f"{hana.pk},{hanna.pk}"})
    assert answer.headers["Location"] == at(hanna, hana)
    for ids in ("", f"{hana.pk}", "1,2,3", "x,y", f"{hana.pk},{hana.pk}"):
        assert web.get("/people/merge/", {"ids": ids}).status_code == 422


def test_the_list_has_the_way_back(web, rep, hanna, hana):
    assert "No merges yet" in web.get("/merges/").content.decode()
    made = joined(rep, hanna, hana)
    for url in ("/merges/", f"/people/{hanna.pk}/merges/"):
        shown = web.get(url).content.decode()
        assert f"/merges/{made.pk}/undo/" in shown
        assert "30 days left" in shown
    assert f"/people/{hanna.pk}/merges/" in web.get(f"/people/{hanna.pk}/").content.decode()
    assert web.post(f"/merges/{made.pk}/undo/").headers["Location"] == f"/people/{hana.pk}/"
    shown = web.get("/merges/").content.decode()
    assert "Undone" in shown
    assert f"/merges/{made.pk}/undo/" not in shown
    assert web.get(f"/people/{hana.pk}/").status_code == 200


def test_a_list_costs_the_same_with_10_and_100(web, rep, django_assert_max_num_queries):
    own = {"owner": rep, "team": rep.team}
    keep = Person.objects.create(given_name="Keep", **own)

    def grown_to(number):
        gone = [
            Person(given_name=f"G{n}", archived_at=clock.now(), merged_into=keep, **own)
            for n in range(Merge.objects.count(), number)
        ]
        for one in Person.objects.bulk_create(gone):
            Merge.objects.create(kind="person", keep_id=keep.pk, away_id=one.pk, merged_by=rep)
        with django_assert_max_num_queries(8) as asked:
            assert web.get("/merges/").status_code == 200
        return len(asked)

    web.get("/merges/")
    assert grown_to(10) == grown_to(45)


def test_programs_look_merge_and_undo(program, hanna, hana):
    seen = program.get(f"/api/v1/people/{hanna.pk}/merge/{hana.pk}").json()
    assert {"field": "job_title", "keep": "", "away": "Buyer", "proposed": "away"} in seen["fields"]
    body = {
        "kind": "person", "keep_id": hanna.pk, "away_id": hana.pk, "choices": {"job_title": "keep"},
        "keep_version": seen["keep_version"], "away_version": seen["away_version"],
    }  # fmt: skip
    made = program.post("/api/v1/merges", body, content_type="application/json")
    assert (made.status_code, made.json()["days_left"]) == (201, 30)
    hanna.refresh_from_db()
    assert hanna.job_title == ""
    assert program.post("/api/v1/merges", body, content_type="application/json").status_code == 409
    assert [one["id"] for one in program.get("/api/v1/merges").json()["items"]] == [made.json()["id"]]
    undone = program.post(f"/api/v1/merges/{made.json()['id']}/undo").json()
    assert (undone["days_left"], undone["undone_at"] is None) == (0, False)


@pytest.mark.parametrize("wrong", [{"choices": {"email": "both"}}, {"owner_id": 1}, {"kind": "deal"}])
def test_undeclared_is_refused(program, hanna, hana, wrong):
    body = {
        "kind": "person",
        "keep_id": hanna.pk,
        "away_id": hana.pk,
        "keep_version": 1,
        "away_version": 1,
        **wrong,
    }
    assert program.post("/api/v1/merges", body, content_type="application/json").status_code == 422
    assert not Merge.objects.exists()
