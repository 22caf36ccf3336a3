"""People and companies out of files: guessed, linked, matched, accounted for."""

from __future__ import annotations

import pytest

from accrue.activities.models import Notice
from accrue.activities.selectors.notices import shown
from accrue.contacts.models import Company, Person
from accrue.contacts.services import create_person
from accrue.events.models import Event
from accrue.exchange.models import ExternalId, ImportRow

pytestmark = pytest.mark.django_db

PEOPLE = """Vorname;Nachname;E-Mail;Telefon;Land;Firma;Webseite;Zuständig;Kundennummer
Hanna;Vögel;hanna@northwind.example;040 555 1000;Deutschland;Northwind GmbH;www.northwind.example;ana@accrue.test;A-1
Tom;Beck;tom@northwind.example;;Allemagne;Northwind;northwind.example;Ana Ruiz;A-2
Mia;Chen;no address;;China;;;;A-3
Ron;Lee;ron@lee.example;;Atlantis;;;Nobody Known;A-4
Hanna;Vögel;HANNA@northwind.example;;;;;;A-1
"""


def states(batch) -> list[tuple[int, str]]:
    return list(ImportRow.objects.filter(batch=batch).order_by("number").values_list("number", "state"))


def test_a_file_with_german_headings_becomes_people_with_their_company(ana, bring_in) -> None:
    batch = bring_in(ana, PEOPLE.encode("cp1252"))
    assert batch.kind == "person"
    assert states(batch) == [(2, "created"), (3, "created"), (4, "rejected"), (5, "rejected"), (6, "updated")]
    assert (batch.created, batch.updated, batch.duplicate, batch.rejected) == (2, 1, 0, 2)
    hanna = Person.objects.get(email__iexact="hanna@northwind.example")
    assert (hanna.given_name, hanna.phone_e164, hanna.country, hanna.owner) == (
        "Hanna",
        "+49405551000",
        "DE",
        ana,
    )
    assert Company.objects.get().domain == "northwind.example"
    assert Person.objects.filter(company=Company.objects.get()).count() == 2
    assert Event.objects.filter(name="PersonCreated").count() == 2
    assert Event.objects.get(name="ImportFinished").data["rejected"] == 2
    assert ExternalId.objects.get(value="A-1").record_id == hanna.pk
    bad = ImportRow.objects.get(batch=batch, number=5)
    assert set(bad.faults) == {"country", "owner"}
    assert "Atlantis" in " ".join(bad.data)


def test_the_same_file_again_updates_and_doubles_nothing(ana, bring_in) -> None:
    bring_in(ana, PEOPLE)
    again = bring_in(ana, PEOPLE.replace("040 555 1000", "040 555 2000"))
    assert Person.objects.count() == 2
    assert Company.objects.count() == 1
    assert (again.created, again.updated, again.rejected) == (0, 3, 2)
    assert Person.objects.get(given_name="Hanna").phone == "+49 40 5552000"
    assert Event.objects.filter(name="PersonEdited").count() == 1


def test_whoever_is_alike_waits_is_updated_or_is_made_as_the_rule_says(ana, bring_in) -> None:
    create_person(actor=ana, given_name="Hanna", family_name="Vögel", phone="+49 40 5551000")
    row = "Name,Phone,Title\nVögel Hanna,+49 40 5551000,CFO\n"
    held = bring_in(ana, row, key="", duplicates="skip")
    assert (held.duplicate, held.created) == (1, 0)
    found = ImportRow.objects.get(batch=held)
    assert "phone" in found.reason.lower()
    assert found.record_id == Person.objects.get().pk
    assert bring_in(ana, row, key="", duplicates="update").updated == 1
    assert Person.objects.get().job_title == "CFO"
    assert bring_in(ana, row, key="", duplicates="create").created == 1


def test_only_update_leaves_new_rows_out(ana, bring_in) -> None:
    bring_in(ana, "Name,Email\nAda Byron,ada@x.example\n")
    batch = bring_in(
        ana, "Email,Title\nada@x.example,Countess\nnew@x.example,Nobody\n", mode="update", key="email"
    )
    assert (batch.updated, batch.skipped, batch.created) == (1, 1, 0)
    assert Person.objects.get().job_title == "Countess"


def test_companies_by_website_and_by_name(ana, bring_in) -> None:
    text = 'Company name,Website,Employees,City\nNorthwind,https://www.northwind.example/x,"1,200",Köln\nAcme,,12,\nacme,,13,\n'
    batch = bring_in(ana, text, kind="company", duplicates="update")
    assert (batch.created, batch.updated) == (2, 1)
    assert Company.objects.get(name="Northwind").employees == 1200
    assert Company.objects.get(name__iexact="Acme").employees == 13


def test_what_a_rep_may_not_write_is_refused_row_by_row(rep, ana, bring_in) -> None:
    create_person(actor=ana, given_name="Far", family_name="Away", email="far@x.example", owner_id=None)
    batch = bring_in(rep, "Name,Email\nFar Away,far@x.example\nNear By,near@x.example\n")
    assert (batch.created, batch.duplicate + batch.rejected) == (1, 1)
    assert Person.objects.get(email="near@x.example").owner == rep


def test_a_row_about_somebody_merged_away_changes_who_was_kept(ana, bring_in) -> None:
    from accrue.quality.services.merging import merge

    bring_in(
        ana, "Id,Name,Email\nX-1,Ada Byron,ada@x.example\nX-2,Augusta King,king@x.example\n", kind="person"
    )
    kept, away = Person.objects.order_by("pk")
    merge(
        actor=ana,
        kind="person",
        keep_id=kept.pk,
        away_id=away.pk,
        choices={},
        versions=(1, 1),
    )
    batch = bring_in(ana, "Id,Title\nX-2,Countess\n", kind="person", key="external_id")
    kept.refresh_from_db()
    assert (batch.updated, kept.job_title) == (1, "Countess")
    assert bring_in(ana, "Email,Title\nking@x.example,Lady\n", kind="person").updated == 1
    kept.refresh_from_db()
    assert kept.job_title == "Lady"


def test_owners_that_a_file_changes_are_told_once_a_person(ana, rep, bring_in, work) -> None:
    rows = "".join(f"P{n} Test,p{n}@x.example\n" for n in range(12))
    bring_in(ana, f"Name,Email\n{rows}")
    work()
    assert not Notice.objects.exists()
    rows = "".join(f"p{n}@x.example,{rep.email}\n" for n in range(12))
    batch = bring_in(ana, f"Email,Owner\n{rows}", mode="update", key="email")
    assert batch.updated == 12
    work()
    told = shown(rep, Notice.objects.select_related("event__actor"))
    assert [one.line for one in told] == ["Ana Ruiz gave you 12 people"]
    assert "owner" in told[0].url
