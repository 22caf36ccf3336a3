from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue.accounts.models import User
from accrue.contacts import services
from accrue.contacts.models import Person
from accrue.contacts.selectors import alike
from accrue.contacts.selectors.likeness import likeness, name_likeness
from accrue.contacts.tests.conftest import lower

pytestmark = pytest.mark.django_db


def one(actor, kind="person", **row):
    return alike(actor, kind, [row])[0]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_the_same_address_is_the_same_person_however_it_is_written(rep, hanna):
    (match,) = one(rep, given_name="Hanna", family_name="Voegel", email=" HANNA@Northwind.example")
    assert match.record_id == hanna.pk
    assert match.label == "Hanna Vögel"
    assert match.reasons == ("same e-mail", "name 0.92")
    assert match.certainty > 0.99


@pytest.mark.parametrize("phone", ["+49 40 5551000", "040/555 1000", "(040) 5551-000"])
def test_a_phone_is_compared_as_it_is_dialled(rep, hanna, phone):
    (match,) = one(rep, given_name="Hana", family_name="Vögel", phone=phone, country="DE")
    assert match.record_id == hanna.pk
    assert match.why.startswith("same phone, name 0.9")
    assert match.certainty > 0.9


def test_phones_nobody_can_dial_are_compared_by_their_digits(rep):
    known = services.create_person(actor=rep, given_name="Ada", phone="ext. 4711-22")
    assert [m.record_id for m in one(rep, given_name="Ada", phone="471122")] == [known.pk]


@pytest.mark.parametrize(
    ("given", "family"), [("Hannah", "Vogel"), ("Vögel", "Hanna"), ("hanna", "VOEGEL"), ("Hana", "Vögel")]
)
def test_names_are_found_by_how_they_sound_and_either_way_round(rep, hanna, given, family):
    lower_cased = one(rep, given_name=given, family_name=family, phone="0405551000", country="DE")
    assert [match.record_id for match in lower_cased] == [hanna.pk]


def test_a_name_alone_is_half_certain_and_less_where_the_address_is_another(rep):
    services.create_person(actor=rep, given_name="Anna", family_name="Schmidt")
    assert [m.certainty for m in one(rep, given_name="Anna", family_name="Schmidt")] == [0.5]
    services.create_person(actor=rep, given_name="Olaf", family_name="Berg", email="olaf@one.example")
    assert one(rep, given_name="Olaf", family_name="Berg", email="olaf@two.example") == []


def test_strangers_who_share_a_phone_are_no_match(rep, hanna):
    assert one(rep, given_name="Peter", family_name="Brandt", phone="+49405551000") == []


def test_the_same_company_makes_a_name_more_certain(rep):
    company = services.create_company(actor=rep, name="Northwind")
    services.create_person(actor=rep, given_name="Anna", family_name="Schmidt", company_id=company.pk)
    by_id = one(rep, given_name="Anna", family_name="Schmidt", company_id=str(company.pk))
    by_name = one(rep, given_name="Anna", family_name="Schmidt", company="NORTHWIND")
    assert by_id == by_name
    assert by_id[0].reasons == ("same name", "same company")
    assert by_id[0].certainty > 0.9


def test_companies_by_website_and_by_name_without_their_legal_form(rep):
    company = services.create_company(actor=rep, name="North Wind GmbH & Co. KG", domain="northwind.example")
    by_website = one(rep, "company", name="Something else", domain="NORTHWIND.example")
    assert [(m.record_id, m.reasons) for m in by_website] == [(company.pk, ("same website",))]
    by_name = one(rep, "company", name="North Wind Ltd.")
    assert [(m.record_id, m.reasons) for m in by_name] == [(company.pk, ("same name",))]
    assert one(rep, "company", name="Northwind Traders") == []


def test_archived_records_are_told_and_a_record_is_not_its_own_duplicate(rep, manager, hanna):
    services.archive_person(actor=rep, person_id=hanna.pk)
    (match,) = one(rep, email=hanna.email)
    assert match.is_archived
    assert one(rep, email=hanna.email, id=str(hanna.pk)) == []


def test_out_of_sight_only_the_address_is_said_to_be_taken(stranger, hanna):
    (match,) = one(
        stranger, given_name="Hanna", family_name="Vögel", email=hanna.email, phone="+49405551000"
    )[:1]
    assert match.record_id is None
    assert match.label == ""
    assert match.reasons == ("somebody in another team has this e-mail",)
    # How alike the rest is would tell what stands there.
    (other,) = one(stranger, given_name="Somebody", family_name="Else", email=hanna.email)
    assert other == match
    assert one(stranger, given_name="Hanna", family_name="Vögel") == []


def test_a_company_out_of_sight_makes_nothing_more_certain(rep, stranger):
    theirs = services.create_company(actor=stranger, name="Southwind")
    anna = services.create_person(
        actor=stranger, given_name="Anna", family_name="Schmidt", company_id=theirs.pk
    )
    Person.objects.filter(pk=anna.pk).update(team=rep.team)
    (match,) = one(rep, given_name="Anna", family_name="Schmidt", company="Southwind")
    assert match.reasons == ("same name",)
    assert match.certainty == 0.5


def test_hidden_details_decide_nothing(rep, hanna):
    lower("rep", "person", email="hide", phone="hide")
    assert one(fresh(rep), given_name="Xaver", email=hanna.email, phone=hanna.phone, country="DE") == []
    (match,) = one(fresh(rep), given_name="Hanna", family_name="Vögel", email=hanna.email, phone=hanna.phone)
    assert match.reasons == ("same name",)


def test_hidden_details_out_of_sight_are_not_told_either(stranger, hanna):
    lower("rep", "person", email="hide")
    assert one(fresh(stranger), email=hanna.email) == []


def test_who_may_see_nobody_is_told_nothing(db, hanna):
    from accrue.accounts.services import create_user

    nobody = create_user(email="new@accrue.test", name="New", roles=[])
    assert one(nobody, email=hanna.email) == []


def test_without_an_actor_everything_is_seen(hanna):
    assert [m.record_id for m in one(None, email=hanna.email)] == [hanna.pk]


def test_nothing_known_matches_nothing(rep):
    services.create_person(actor=rep, given_name="X")
    assert alike(rep, "person", []) == []
    assert alike(rep, "person", [{}, {"email": "", "given_name": " \0 "}]) == [[], []]


def test_the_cost_does_not_grow_with_the_rows(rep, hanna):
    asked = []
    for number in (10, 100):
        rows = [
            {"given_name": "Hanna", "family_name": "Vögel", "email": f"h{n}@x.example"} for n in range(number)
        ]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(alike(rep, "person", rows)) == number
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 6


def test_the_keys_are_answered_by_indexes(db):
    from accrue.contacts.selectors.alike import COMPANY_SQL, PERSON_SQL

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql, indexes in (
            (PERSON_SQL, ["person_by_email", "person_by_phone", "person_by_key"]),
            (COMPANY_SQL, ["company_by_domain", "company_by_email", "company_by_phone", "company_by_key"]),
        ):
            cursor.execute("EXPLAIN " + sql, [["a"]] * 4)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert all(index in plan for index in indexes), plan


def test_likeness_of_names():
    assert name_likeness("hanna vogel", "vogel hanna") == 1
    assert name_likeness("anna schmidt", "anna schulz") < 0.7
    assert 0.85 < name_likeness("jon smith", "john smith") < 1
    assert name_likeness("larch stores 12", "larch stores 13") == 0
    assert name_likeness("studio 54 berlin", "berlin studio 54") == 1
    assert name_likeness("studio 54 berlin", "studio berlin") > 0.7


def test_a_slip_in_the_address_counts_and_another_address_counts_against():
    row = {"words": "olaf bergmann", "email": "olaf.bergmann@one.example"}
    slip = likeness("person", row, {**row, "email": "olaf.bregmann@one.example"})
    other = likeness("person", row, {**row, "email": "info@else.example"})
    assert slip.certainty > 0.75 > 0.5 > other.certainty
    assert slip.reasons == ["same name", "e-mail 0.96"]
