"""Creating, editing, putting away and bringing in people."""

from __future__ import annotations

import pytest

from accrue.accounts.models import User
from accrue.contacts import selectors, services
from accrue.contacts.models import Person
from accrue.contacts.tests.conftest import lower
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    """As the next request sees them: access is kept on the instance."""
    return User.objects.get(pk=user.pk)


def test_created_with_owner_team_and_fact(rep, hanna):
    hanna.refresh_from_db()
    assert (hanna.owner, hanna.team, hanna.version) == (rep, rep.team, 1)
    assert (hanna.phone, hanna.phone_e164) == ("+49 40 5551000", "+49405551000")
    assert hanna.raw == {"phone": "040 555-1000"}
    event = Event.objects.get(name="PersonCreated")
    assert (event.actor, event.subject_id, event.data["name"]) == (rep, hanna.pk, "Hanna Vögel")


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"given_name": "A", "email": "no address"}, "email"),
        ({"given_name": "A", "phone": "ask her"}, "phone"),
        ({"given_name": "A", "country": "Atlantis"}, "country"),
        ({"given_name": "A" * 121}, "given_name"),
        ({"given_name": " \x00 "}, "given_name"),
    ],
)
def test_bad_input_names_its_field_and_writes_nothing(rep, details, field):
    with pytest.raises(Invalid) as error:
        services.create_person(actor=rep, **details)
    assert field in error.value.fields
    assert not Person.objects.exists()
    assert not Event.objects.filter(subject_kind="person").exists()


def test_edit_writes_history_and_a_fact_of_names_only(rep, hanna):
    edited = services.edit_person(actor=rep, person_id=hanna.pk, version=1, job_title="CFO", country="de")
    assert (edited.job_title, edited.version) == ("CFO", 2)
    assert Event.objects.get(name="PersonEdited").data == {"person_id": hanna.pk, "fields": ["job_title"]}
    assert list(edited.events.order_by("pgh_id").values_list("job_title", flat=True)) == ["", "CFO"]


def test_edit_of_nothing_is_no_fact(rep, hanna):
    assert services.edit_person(actor=rep, person_id=hanna.pk, version=1, given_name="Hanna ").version == 1
    assert not Event.objects.filter(name="PersonEdited").exists()


def test_edit_of_what_somebody_changed_meanwhile_is_refused(rep, hanna):
    services.edit_person(actor=rep, person_id=hanna.pk, version=1, job_title="CFO")
    with pytest.raises(Conflict):
        services.edit_person(actor=rep, person_id=hanna.pk, version=1, job_title="CEO")


def test_the_last_name_cannot_go(rep, hanna):
    with pytest.raises(Invalid):
        services.edit_person(
            actor=rep, person_id=hanna.pk, version=1, given_name="", family_name="", email=""
        )
    hanna.refresh_from_db()
    assert hanna.given_name == "Hanna"


def test_a_phone_is_read_with_the_country_that_is_known_first(rep, hanna):
    """Who moves keeps the number; one of which no country was known waits for it."""
    edited = services.edit_person(actor=rep, person_id=hanna.pk, version=1, country="Austria")
    assert (edited.country, edited.phone_e164) == ("AT", "+49405551000")
    waiting = services.create_person(actor=rep, given_name="Tom", phone="040 555-1000")
    assert (waiting.phone, waiting.phone_e164) == ("040 555-1000", "")
    edited = services.edit_person(actor=rep, person_id=waiting.pk, version=1, country="DE")
    assert edited.phone_e164 == "+49405551000"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(040) 555\u20111000", "+49 40 5551000"),
        ("0049 40 5551000", "+49 40 5551000"),
        ("+49 (0)40 5551000", "+49 40 5551000"),
        ("040 5551000 ext. 12", "040 5551000 ext. 12"),
        ("040 5551000 / 01", "040 5551000 / 01"),
        ("112", "112"),
    ],
)
def test_phones_are_written_alike_and_nothing_beside_them_is_lost(rep, typed, kept):
    made = services.create_person(actor=rep, given_name="Tom", phone=typed, country="DE")
    assert made.phone == kept
    assert made.raw.get("phone", kept) == (typed if typed != kept else kept)


def test_archived_and_back(rep, hanna):
    services.archive_person(actor=rep, person_id=hanna.pk)
    services.archive_person(actor=rep, person_id=hanna.pk)
    assert not selectors.people(rep).exists()
    assert selectors.people(rep, archived=True).get() == hanna
    services.restore_person(actor=rep, person_id=hanna.pk)
    assert selectors.people(rep).get() == hanna
    names = [*Event.objects.filter(subject_kind="person").order_by("pk").values_list("name", flat=True)]
    assert names == ["PersonCreated", "PersonArchived", "PersonRestored"]


def test_another_team_sees_nothing_of_it(stranger, hanna):
    assert not selectors.people(stranger).exists()
    for attempt in (
        lambda: selectors.person(stranger, hanna.pk),
        lambda: services.edit_person(actor=stranger, person_id=hanna.pk, version=1, job_title="x"),
        lambda: services.archive_person(actor=stranger, person_id=hanna.pk),
    ):
        with pytest.raises(Missing) as hidden:
            attempt()
        with pytest.raises(Missing) as absent:
            selectors.person(stranger, 10**9)
        assert (hidden.value.code, hidden.value.message) == (absent.value.code, absent.value.message)


def test_the_team_edits_but_only_the_owner_archives(colleague, hanna):
    services.edit_person(actor=colleague, person_id=hanna.pk, version=1, job_title="CFO")
    with pytest.raises(Forbidden):
        services.archive_person(actor=colleague, person_id=hanna.pk)


def test_a_reader_only_reads(reader, hanna):
    assert selectors.person(reader, hanna.pk) == hanna
    with pytest.raises(Forbidden):
        services.edit_person(actor=reader, person_id=hanna.pk, version=1, job_title="x")
    with pytest.raises(Forbidden):
        services.create_person(actor=reader, given_name="New")


def test_nobody_gives_a_record_out_of_their_own_sight(rep, stranger, hanna):
    with pytest.raises(Invalid) as error:
        services.edit_person(actor=rep, person_id=hanna.pk, version=1, owner_id=stranger.pk)
    assert "owner" in error.value.fields
    hanna.refresh_from_db()
    assert hanna.owner == rep


def test_a_manager_gives_it_to_another_team(manager, stranger, hanna):
    edited = services.edit_person(actor=manager, person_id=hanna.pk, version=1, owner_id=stranger.pk)
    assert edited.team == stranger.team
    assert Event.objects.get(name="PersonEdited").data["fields"] == ["owner"]


def test_a_foreign_company_is_missing(rep, stranger):
    theirs = services.create_company(actor=stranger, name="Southwind")
    with pytest.raises(Missing):
        services.create_person(actor=rep, given_name="A", company_id=theirs.pk)
    assert not Person.objects.exists()


def test_a_hidden_field_is_not_written_nor_searched(rep, hanna):
    lower("rep", "person", email="hide", job_title="read")
    with pytest.raises(Forbidden):
        services.edit_person(actor=fresh(rep), person_id=hanna.pk, version=1, email="x@example.com")
    with pytest.raises(Forbidden):
        services.edit_person(actor=fresh(rep), person_id=hanna.pk, version=1, job_title="x")
    assert not selectors.people(fresh(rep), query="northwind").exists()
    assert selectors.people(fresh(rep), query="voge").get() == hanna
    assert selectors.people(fresh(rep), query="0405551").get() == hanna
    assert not selectors.people_with_email(fresh(rep), hanna.email).exists()


def test_import_keeps_order_and_age(manager, stranger):
    from datetime import UTC, datetime

    old = datetime(2020, 3, 1, tzinfo=UTC)
    rows = [
        {"given_name": f"P{n}", "owner_id": stranger.pk if n % 2 else None, "created_at": old}
        for n in range(30)
    ]
    people = services.import_people(actor=manager, rows=rows)
    assert [p.given_name for p in Person.objects.order_by("pk")] == [row["given_name"] for row in rows]
    assert people[1].team == stranger.team
    assert people[0].team is None
    assert set(Event.objects.filter(subject_kind="person").values_list("occurred_at", flat=True)) == {old}


def test_import_is_all_or_none_and_names_the_row(manager):
    with pytest.raises(Invalid) as error:
        services.import_people(
            actor=manager, rows=[{"given_name": "A"}, {"given_name": "B", "email": "nonsense"}, {}]
        )
    assert "rows[1].email" in error.value.fields
    assert not Person.objects.exists()
