"""People and companies for programs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from accrue import clock
from accrue.accounts.tokens import create_token
from accrue.contacts import services
from accrue.contacts.models import Company, Person
from accrue.contacts.tests.conftest import lower

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/people"


class Program:
    def __init__(self, client, secret):
        self.client, self.headers = client, {"Authorization": f"Bearer {secret}"}

    def get(self, url, **query):
        return self.client.get(url, query, headers=self.headers)

    def send(self, method, url, body=None, **headers):
        return self.client.generic(
            method,
            url,
            data=json.dumps(body or {}),
            content_type="application/json",
            headers=self.headers | headers,
        )


@pytest.fixture
def program(client, rep):
    def of(user=rep, *scopes):
        _, secret = create_token(
            user=user, name="T", scopes=scopes or ("*:read", "*:write"), expires_at=clock.now() + timedelta(1)
        )
        return Program(client, secret)

    return of


def test_create_get_change(program, rep):
    api = program()
    made = api.send("POST", PEOPLE, {"given_name": "Lars", "email": "lars@helios.example"})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["owner_id"] == rep.pk
    got = api.get(f"{PEOPLE}/{pk}")
    assert got["ETag"] == '"1"'
    assert api.send("PATCH", f"{PEOPLE}/{pk}", {"job_title": "CFO"}).status_code == 428
    assert (
        api.send("PATCH", f"{PEOPLE}/{pk}", {"job_title": "CFO"}, **{"If-Match": '"1"'}).json()["version"]
        == 2
    )
    assert api.send("PATCH", f"{PEOPLE}/{pk}", {"job_title": "CEO", "version": 1}).status_code == 409
    entries = api.get(f"{PEOPLE}/{pk}/timeline").json()["items"]
    assert [entry["what"] for entry in entries] == ["Details changed", "Person added"]


def test_what_is_not_declared_is_refused(program, hanna):
    api = program()
    for body in (
        {"given_name": "A", "is_staff": True},
        {"given_name": "A", "id": 3},
        {"version": 1, "team_id": 1},
    ):
        assert api.send("POST", PEOPLE, body).status_code == 422
    assert api.get(PEOPLE, sort="owner__password").status_code == 400
    assert api.get(PEOPLE, owner__password__startswith="a").status_code == 400
    assert Person.objects.count() == 1


def test_the_same_email_is_a_conflict_until_it_is_meant(program, hanna):
    api = program()
    body = {"given_name": "H", "email": hanna.email}
    refused = api.send("POST", PEOPLE, body)
    assert refused.status_code == 409
    (match,) = refused.json()["matches"]
    assert match["record_id"] == hanna.pk
    assert match["reasons"] == ["same e-mail"]
    assert match["certainty"] >= 0.5
    assert api.send("POST", PEOPLE, body | {"allow_duplicate": True}).status_code == 201
    assert api.send("POST", PEOPLE, body | {"allow_same_email": True}).status_code == 201


def test_out_of_sight_a_program_learns_no_more_than_that_it_is_taken(program, stranger, hanna):
    refused = program(stranger).send("POST", PEOPLE, {"given_name": "Hanna", "email": hanna.email})
    assert refused.status_code == 409
    (match,) = refused.json()["matches"]
    assert match["record_id"] is None
    assert match["reasons"] == ["somebody in another team has this e-mail"]
    assert "northwind" not in refused.content.decode()


def test_errors_name_their_fields(program):
    answer = program().send("POST", PEOPLE, {"given_name": "A", "email": "nonsense"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "email"


def test_pages_and_search(program, rep):
    services.import_people(actor=rep, rows=[{"given_name": f"P{n:02}"} for n in range(25)])
    api, seen, cursor = program(), [], None
    while True:
        page = api.get(PEOPLE, limit=10, q="p", **({"cursor": cursor} if cursor else {})).json()
        seen += [person["given_name"] for person in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [f"P{n:02}" for n in range(25)]


def test_hidden_details_and_foreign_companies_are_left_out(program, rep, stranger, manager, hanna):
    theirs = services.create_company(actor=stranger, name="Southwind")
    services.edit_person(actor=manager, person_id=hanna.pk, version=1, company_id=theirs.pk)
    lower("rep", "person", email="hide", phone="hide")
    body = program().get(f"{PEOPLE}/{hanna.pk}").json()
    assert not {"email", "phone", "phone_e164"} & set(body)
    assert body["company_id"] is None
    assert (
        program().send("PATCH", f"{PEOPLE}/{hanna.pk}", {"email": "x@example.com", "version": 2}).status_code
        == 403
    )


def test_foreign_ids_are_missing_and_write_nothing(program, stranger, hanna):
    api = program(stranger)
    ours = hanna.pk
    theirs = services.create_company(actor=stranger, name="Southwind")
    assert api.get(f"{PEOPLE}/{ours}").status_code == 404
    assert api.send("PATCH", f"{PEOPLE}/{ours}", {"job_title": "x", "version": 1}).status_code == 404
    assert program().send("POST", PEOPLE, {"given_name": "A", "company_id": theirs.pk}).status_code == 404
    assert program().send("POST", PEOPLE, {"given_name": "A", "owner_id": 10**18}).status_code == 404
    assert Person.objects.count() == 1


def test_companies(program):
    api = program()
    made = api.send(
        "POST", "/api/v1/companies", {"name": "Helios", "domain": "helios.example", "employees": 12}
    )
    assert made.status_code == 201, made.content
    assert api.send("POST", "/api/v1/companies", {"name": "helios"}).status_code == 409
    pk = made.json()["id"]
    assert api.send("POST", f"/api/v1/companies/{pk}/archive").json()["archived_at"]
    assert api.get("/api/v1/companies").json() == {"items": [], "next": None}
    assert api.get("/api/v1/companies", archived="true").json()["items"][0]["name"] == "Helios"
    assert api.send("POST", f"/api/v1/companies/{pk}/restore").json()["archived_at"] is None
    assert Company.objects.get().employees == 12


def test_a_reading_token_writes_nothing(program, rep, hanna):
    api = program(rep, "person:read")
    assert api.get(f"{PEOPLE}/{hanna.pk}").status_code == 200
    assert api.send("POST", PEOPLE, {"given_name": "A"}).status_code == 403
    assert api.get("/api/v1/companies").status_code == 403
