"""What was typed stands beside its standard form, in every way in, and can be put back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from accrue import clock
from accrue.accounts.tokens import create_token
from accrue.contacts import services
from accrue.contacts.models import Company, Person
from accrue.errors import Conflict, Forbidden, Invalid, Missing

pytestmark = pytest.mark.django_db
SHOUTED = {"given_name": "HANNA", "family_name": "VAN DER BERG", "email": "Hanna@Example.ORG", "city": "BERLIN",
           "country": "Deutschland"}  # fmt: skip
SAID = ("Hanna", "van der Berg", "hanna@example.org", "Berlin", "DE")
NAMES = ("given_name", "family_name", "email", "city", "country")


def said(person):
    return tuple(getattr(person, name) for name in NAMES)


def test_every_way_in_says_the_same(rep, client):
    typed = services.create_person(actor=rep, **SHOUTED)
    client.force_login(rep)
    client.post(
        "/people/new/", {"given_name": "HANNA", "family_name": "VAN DER BERG", "email": "H2@Example.ORG"}
    )
    paged = Person.objects.get(email="h2@example.org")
    _, secret = create_token(
        user=rep, name="T", scopes=("*:read", "*:write"), expires_at=clock.now() + timedelta(1)
    )
    body = json.dumps(SHOUTED | {"allow_same_email": True})
    answer = client.post(
        "/api/v1/people", body, "application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    (brought,) = services.import_people(actor=rep, rows=[SHOUTED])
    assert said(typed) == SAID
    assert (paged.given_name, paged.family_name, paged.raw["given_name"]) == (
        "Hanna",
        "van der Berg",
        "HANNA",
    )
    assert answer.status_code == 201
    assert tuple(answer.json()[name] for name in NAMES) == SAID
    assert said(brought) == SAID
    for raw in (typed.raw, answer.json()["raw"], brought.raw):
        assert raw == SHOUTED


def test_what_was_typed_in_standard_form_leaves_nothing_beside(rep):
    assert (
        services.create_person(
            actor=rep, given_name="Hanna", email="hanna@example.org", country="Germany"
        ).raw
        == {}
    )


def test_another_value_takes_the_old_text_away(rep):
    made = services.create_person(actor=rep, **SHOUTED)
    services.edit_person(actor=rep, person_id=made.pk, version=1, email="other@example.org", city="HAMBURG")
    made.refresh_from_db()
    assert "email" not in made.raw
    assert (made.city, made.raw["city"], made.raw["given_name"]) == ("Hamburg", "HAMBURG", "HANNA")
    services.edit_person(actor=rep, person_id=made.pk, version=2, given_name="HANNA")
    made.refresh_from_db()
    assert (made.version, made.given_name) == (2, "Hanna")  # the same, typed the same way


def test_put_back_and_left_so(rep):
    made = services.create_person(actor=rep, **SHOUTED)
    services.put_back_typed(actor=rep, kind="person", record_id=made.pk, field="family_name", version=1)
    made.refresh_from_db()
    assert (made.family_name, made.raw["family_name"], made.version) == ("VAN DER BERG", None, 2)
    services.edit_person(
        actor=rep, person_id=made.pk, version=2, family_name="VAN DER BERG", job_title="Buyer"
    )
    made.refresh_from_db()
    assert made.family_name == "VAN DER BERG"
    with pytest.raises(Missing):
        services.put_back_typed(actor=rep, kind="person", record_id=made.pk, field="family_name", version=3)


def test_put_back_asks_as_an_edit_does(rep, reader, stranger):
    made = services.create_person(actor=rep, **SHOUTED)

    def back(actor, field="given_name", version=1):
        services.put_back_typed(actor=actor, kind="person", record_id=made.pk, field=field, version=version)

    for actor, error in ((reader, Forbidden), (stranger, Missing)):
        with pytest.raises(error):
            back(actor)
    for field, version, error in (
        ("country", 1, Missing),
        ("owner_id", 1, Missing),
        ("given_name", 7, Conflict),
    ):
        with pytest.raises(error):
            back(rep, field, version)
    made.refresh_from_db()
    assert made.given_name == "Hanna"


def test_the_page_says_what_was_typed_and_puts_it_back(rep, client):
    made = services.create_person(
        actor=rep, full_name="Dr. MÜLLER, HANS", email="hans@gmial.com", city="KÖLN"
    )
    client.force_login(rep)
    page = client.get(f"/people/{made.pk}/").content.decode()
    assert "Typed as “KÖLN”" in page
    assert "Whole name typed as “Dr. MÜLLER, HANS”" in page
    assert "Did you mean hans@gmail.com?" in page
    answer = client.post(
        f"/people/{made.pk}/typed/city/1/", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )
    assert answer.status_code == 200
    made.refresh_from_db()
    assert (made.city, made.given_name, made.family_name) == ("KÖLN", "Hans", "Müller")
    assert "Typed as “KÖLN”" not in client.get(f"/people/{made.pk}/").content.decode()


def test_a_new_company_has_the_website_of_its_own_address(rep):
    def domain(**details):
        return services.create_company(actor=rep, name="Northwind", **details).domain

    assert domain(email="Info@Northwind.example") == "northwind.example"
    assert domain(email="northwind@gmail.com") == ""
    assert domain(email="info@northwind.example", domain="nw.example") == "nw.example"
    (brought,) = services.import_companies(
        actor=rep, rows=[{"name": "ACME TRADING LTD", "email": "a@acme.example"}]
    )
    assert (brought.domain, brought.name) == ("acme.example", "Acme Trading Ltd")
    edited = services.create_company(actor=rep, name="Later")
    services.edit_company(actor=rep, company_id=edited.pk, version=1, email="info@later.example")
    assert Company.objects.get(pk=edited.pk).domain == ""


def test_addresses_by_country(rep):
    made = services.create_person(
        actor=rep, given_name="Ada", street="12 HIGH STREET", postcode="sw1a1aa", country="UK"
    )
    assert (made.street, made.postcode, made.country) == ("12 High Street", "SW1A 1AA", "GB")
    services.edit_person(actor=rep, person_id=made.pk, version=1, postcode="ec1a1bb")
    assert Person.objects.get(pk=made.pk).postcode == "EC1A 1BB"


def test_history_keeps_what_was_typed(rep):
    made = services.create_person(actor=rep, **SHOUTED)
    assert Person.pgh_event_model.objects.filter(pgh_obj_id=made.pk).latest("pgh_id").raw == SHOUTED


def test_a_hidden_detail_hides_what_was_typed_of_it(rep, client):
    from accrue.contacts.tests.conftest import lower

    made = services.create_person(actor=rep, **SHOUTED)
    lower("rep", "person", city="hide")
    client.force_login(type(rep).objects.get(pk=rep.pk))
    answer = client.get(f"/people/{made.pk}/")
    assert answer.status_code == 200
    assert "BERLIN" not in answer.content.decode()


def test_what_is_no_value_is_refused_as_before(rep):
    with pytest.raises(Invalid) as refused:
        services.create_person(actor=rep, given_name="A", email="nobody", country="Atlantis")
    assert set(refused.value.fields) == {"email", "country"}
