"""The whole way: a messy file in, what was wrong put right and brought in again, all of it taken back."""

from __future__ import annotations

import csv
import io

import pytest

from accrue.contacts.models import Company, Person
from accrue.contacts.services import create_company, create_person, edit_person
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.exchange.error_file import REASON, written
from accrue.exchange.models import Import, ImportRow
from accrue.exchange.services import deciding, foreseeing, mapping, reverting, running, uploading
from accrue.exchange.tests.conftest import uploaded

pytestmark = pytest.mark.django_db

GOOD, BAD = 400, 50


def messy() -> str:
    """People and companies, 50 rows with something wrong: addresses, countries, days, a formula for a name."""
    lines = ["Name;E-Mail;Telefon;Firma;Land;Angelegt am"]
    for n in range(GOOD + BAD):
        mail, country, day = f"p{n}@messy.example", "Frankreich", "31.01.2026"
        if n % 9 == 4:
            mail, country, day = [
                ("no address", "France", day),
                (mail, "Atlantis", day),
                (mail, country, "31.02.2026"),
            ][n % 3]
        name = (
            "=SUM(A1) Byron"
            if n == 4
            else f"Ada {'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'uvwxyzabcd'[n // 100]}mann"
        )
        lines.append(f"{name};{mail};0{n}40 1234567;Firma {n % 40} GmbH;{country};{day}")
    return "\n".join(lines) + "\n"


def test_fifty_bad_rows_are_mended_and_brought_in_again(ana, bring_in) -> None:
    first = bring_in(ana, messy().encode("cp1252"))
    assert (first.created, first.rejected, first.duplicate) == (GOOD, BAD, 0)
    assert Company.objects.count() == 40
    text = "".join(written(first)).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text), delimiter=first.wish["delimiter"]))
    assert len(rows) == BAD + 1
    assert rows[0][-1] == REASON
    assert any(cell.startswith("'=SUM") for row in rows for cell in row)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert all(row[-1] for row in rows[1:])
    for n, row in enumerate(rows[1:]):
        row[1], row[4], row[5] = f"mended{n}@messy.example", "FR", "2026-01-31"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    second = bring_in(ana, out.getvalue(), corrects=first.pk)
    assert second.mapping[-1] == ""  # the reasons go nowhere
    assert (second.created, second.rejected) == (BAD, 0)
    assert Person.objects.count() == GOOD + BAD
    assert Person.objects.filter(given_name__startswith="=SUM").exists()
    assert Company.objects.count() == 40
    assert second.corrects_id == first.pk


def taken_back(actor, batch) -> Import:
    reverting.request_revert(actor=actor, import_id=batch.pk)
    reverting.run(batch.pk, until=lambda: False)
    return Import.objects.get(pk=batch.pk)


def test_what_an_import_made_goes_and_what_it_changed_is_as_before(ana, bring_in) -> None:
    known = create_person(actor=ana, given_name="Mia", email="mia@x.example", job_title="CTO")
    batch = bring_in(
        ana,
        "Email,Name,Title,Company\nmia@x.example,,CEO,\nnew@x.example,Ada Byron,,Northwind\nold@x.example,Tom Beck,,Northwind\n",
    )
    assert foreseeing.outlook(batch) == foreseeing.Outlook(remove=2, restore=1, keep=0)
    done = taken_back(ana, batch)
    assert (done.state, done.report["removed"], done.report["restored"], done.report["kept"]) == (
        "reverted",
        2,
        1,
        0,
    )
    known.refresh_from_db()
    assert (known.job_title, Person.objects.count(), Company.objects.count()) == ("CTO", 1, 0)
    assert Event.objects.filter(name="PersonTakenBack").count() == 2
    assert Event.objects.get(name="ImportReverted").data["kept"] == 0


def test_what_was_used_or_edited_since_stays(ana, bring_in) -> None:
    known = create_person(actor=ana, given_name="Mia", email="mia@x.example", job_title="CTO")
    batch = bring_in(
        ana,
        "Email,Name,Title,Company\nmia@x.example,,CEO,\nada@x.example,Ada Byron,,Northwind\ntom@x.example,Tom Beck,,\n",
    )
    known.refresh_from_db()
    edit_person(actor=ana, person_id=known.pk, version=known.version, phone="+49 40 1234567")
    ada = Person.objects.get(email="ada@x.example")
    edit_person(actor=ana, person_id=ada.pk, version=1, job_title="Countess")
    assert foreseeing.outlook(batch) == foreseeing.Outlook(remove=1, restore=0, keep=2)
    done = taken_back(ana, batch)
    assert done.report["kept"] == 2
    known.refresh_from_db()
    assert known.job_title == "CEO"
    assert set(Person.objects.values_list("email", flat=True)) == {"mia@x.example", "ada@x.example"}
    assert Company.objects.get().name == "Northwind"  # Ada works there


def test_several_rows_about_one_person_go_back_to_the_very_first_values(ana, bring_in) -> None:
    known = create_person(actor=ana, given_name="Mia", email="mia@x.example", job_title="CTO")
    lines = ["mia@x.example,One", *(f"p{n}@x.example,Filler" for n in range(1200)), "mia@x.example,Two"]
    batch = bring_in(ana, "Email,Title\n" + "\n".join(lines) + "\n")
    known.refresh_from_db()
    assert (known.job_title, known.version) == ("Two", 3)
    taken_back(ana, batch)
    known.refresh_from_db()
    assert known.job_title == "CTO"
    assert Person.objects.count() == 1


def test_duplicates_are_decided_one_by_one(ana, bring_in) -> None:
    create_person(actor=ana, given_name="Hanna", family_name="Vögel", phone="+49 40 5551000")
    text = "First name,Last name,Phone,Title\nHanna,Vogel,+49 40 5551000,CFO\nHana,Vögel,040 5551000,CTO\nHanna,Voegel,+49405551000,COO\n"
    batch = bring_in(ana, text, key="", duplicates="skip", country="DE")
    assert batch.duplicate == 3
    deciding.decide(actor=ana, import_id=batch.pk, number=2, decision="update")
    deciding.decide(actor=ana, import_id=batch.pk, number=3, decision="create")
    deciding.decide(actor=ana, import_id=batch.pk, number=4, decision="leave")
    batch.refresh_from_db()
    assert (batch.created, batch.updated, batch.skipped, batch.duplicate) == (1, 1, 1, 0)
    assert set(Person.objects.values_list("job_title", flat=True)) == {"CFO", "CTO"}
    with pytest.raises(Conflict):
        deciding.decide(actor=ana, import_id=batch.pk, number=2, decision="create")
    taken_back(ana, batch)
    assert list(Person.objects.values_list("job_title", flat=True)) == [""]


def test_a_mapping_is_kept_and_used_again_by_whoever_may(ana, rep, bring_in) -> None:
    text = "spalte1;spalte2\nAda Byron;ada@x.example\n"
    batch = uploaded(ana, text, kind="person")
    mapping.set_mapping(
        actor=ana, import_id=batch.pk, mapping=["full_name", "email"], options={"key": "email"}
    )
    kept = mapping.keep_mapping(actor=ana, import_id=batch.pk, name="Our list")
    other = uploaded(rep, text, kind="person")
    with pytest.raises(Missing):
        mapping.apply_mapping(actor=rep, import_id=other.pk, name=f"saved:{kept.pk}")
    mapping.keep_mapping(actor=ana, import_id=batch.pk, name="our LIST", share=True)
    assert mapping.apply_mapping(actor=rep, import_id=other.pk, name=f"saved:{kept.pk}").mapping == [
        "full_name",
        "email",
    ]
    with pytest.raises(Missing):
        mapping.drop_mapping(actor=rep, mapping_id=kept.pk)


def test_bad_places_and_options_are_refused_with_their_reason(ana) -> None:
    batch = uploaded(ana, "Name,Email\nAda,ada@x.example\n", kind="person")
    for places, options, field in [
        (["password", "email"], {}, "column-0"),
        (["full_name"], {}, "mapping"),
        (["", "job_title"], {}, "mapping"),
        (["full_name", "email"], {"key": "phone"}, "key"),
        (["full_name", "email"], {"mode": "destroy"}, "mode"),
        (["full_name", "email"], {"is_staff": True}, "is_staff"),
    ]:
        with pytest.raises(Invalid) as error:
            mapping.set_mapping(actor=ana, import_id=batch.pk, mapping=places, options=options)
        assert field in error.value.fields


def test_a4_owners_and_imports_of_others_are_as_good_as_missing(ana, rep) -> None:
    batch = uploaded(ana, "Name,Owner\nAda,Somebody\n", kind="person")
    with pytest.raises(Missing):
        mapping.set_mapping(
            actor=ana,
            import_id=batch.pk,
            mapping=["full_name", "owner"],
            options={"owners": {"Somebody": 987_654_321}},
        )
    for call in (running.start, reverting.request_revert, uploading.discard):
        with pytest.raises(Missing):
            call(actor=rep, import_id=batch.pk)
    assert not Person.objects.exists()


def test_fields_a_role_may_not_write_are_no_targets(rep, ana) -> None:
    from accrue.accounts.models import User
    from accrue.contacts.tests.conftest import lower

    lower("rep", "person", phone="read", job_title="hide")
    fresh = User.objects.get(pk=rep.pk)
    batch = uploaded(fresh, "Name,Phone,Job title\nAda,+49 40 1234567,Countess\n", kind="person")
    assert batch.mapping == ["full_name", "", ""]
    with pytest.raises(Invalid):
        mapping.set_mapping(actor=fresh, import_id=batch.pk, mapping=["full_name", "phone", ""], options={})


def test_a_reader_may_not_even_upload(north) -> None:
    from accrue.accounts.services import create_user

    reader = create_user(email="ron@accrue.test", name="Ron", roles=["read-only"])
    with pytest.raises(Forbidden):
        uploaded(reader, "Name\nAda\n")
    assert not Import.objects.exists()


def test_a_row_the_database_refuses_stands_alone(ana, bring_in, monkeypatch) -> None:
    """Whatever gets past the checks costs its own row and no other."""
    from accrue.contacts import details

    monkeypatch.setattr(details, "checked_line", lambda text, longest: text)
    text = (
        "Given name,Email\n"
        + "".join(f"N{n},n{n}@x.example\n" for n in range(20))
        + "X" * 300
        + ",long@x.example\n"
    )
    monkeypatch.setattr(
        "accrue.exchange.planning.contacts.checked", lambda d, given, country="": (dict(given), {})
    )
    batch = bring_in(ana, text, kind="person")
    assert (batch.created, batch.rejected) == (20, 1)
    assert ImportRow.objects.get(batch=batch, state="rejected").reason
    assert Event.objects.filter(name="PersonCreated").count() == 20


def test_companies_that_cannot_be_seen_are_not_linked(ana, rep, bring_in) -> None:
    create_company(actor=ana, name="Secret AG", domain="secret.example", owner_id=None)
    batch = bring_in(rep, "Name,Email,Company\nAda Byron,ada@x.example,Secret AG\n")
    person = Person.objects.get(email="ada@x.example")
    assert batch.created == 1
    assert person.company is not None
    assert person.company.owner == rep
