"""Fields that a company made, and those that an import makes on the way; what people agreed to; what may be the same."""

from __future__ import annotations

import pytest

from accrue.accounts.models import User
from accrue.contacts.models import Person
from accrue.contacts.services import create_person, edit_person
from accrue.errors import Forbidden, Invalid
from accrue.exchange.error_file import written
from accrue.exchange.models import Import, ImportRow
from accrue.exchange.preview import preview
from accrue.exchange.services import mapping, reverting, running
from accrue.exchange.tests.conftest import uploaded
from accrue.filters.custom.models import CustomField
from accrue.filters.custom.services import make_field
from accrue.privacy.models import Consent
from accrue.privacy.selectors import may_contact
from accrue.privacy.services.consents import record_consent
from accrue.quality.models import Pair

pytestmark = pytest.mark.django_db

FILE = """Name;Email;Tier;Seats;Since;Fee;Buddy;VIP
Ada Byron;ada@x.example;gold;1.250,5;31.12.2025;12,50 €;ana@accrue.test;ja
Tom Beck;tom@x.example;Platinum;many;31.02.2025;free;nobody;perhaps
Mia Chen;mia@x.example;Silver;;;;;
"""


@pytest.fixture
def fields(ana) -> None:
    for label, kind in [
        ("Tier", "choice"),
        ("Seats", "number"),
        ("Since", "date"),
        ("Fee", "money"),
        ("Buddy", "user"),
        ("VIP", "yesno"),
    ]:
        more = {"choices": ["Gold", "Silver"]} if kind == "choice" else {}
        make_field(actor=ana, kind="person", label=label, type=kind, **more)


def taken_back(actor: User, batch: Import) -> Import:
    reverting.request_revert(actor=actor, import_id=batch.pk)
    reverting.run(batch.pk, until=lambda: False)
    return Import.objects.get(pk=batch.pk)


def test_columns_go_to_own_fields_by_name_and_cells_that_do_not_fit_say_so(ana, bring_in, fields) -> None:
    batch = bring_in(ana, FILE.encode("cp1252"), kind="person")
    assert batch.mapping[2:] == [f"custom_{key}" for key in ("tier", "seats", "since", "fee", "buddy", "vip")]
    assert Person.objects.get(email="ada@x.example").custom == {
        "tier": "gold",
        "seats": 1250.5,
        "since": "2025-12-31",
        "fee": {"minor": 1250, "currency": "EUR"},
        "buddy": ana.pk,
        "vip": True,
    }
    assert (batch.created, batch.rejected) == (2, 1)
    bad = ImportRow.objects.get(batch=batch, state="rejected")
    assert set(bad.faults) == set(batch.mapping[2:])
    assert "Tier: Choose one of: Gold, Silver." in "".join(written(batch))


def test_updates_change_only_what_the_file_says_and_go_back(ana, bring_in, fields) -> None:
    known = create_person(actor=ana, given_name="Ada", email="ada@x.example", custom={"tier": "gold"})
    batch = bring_in(ana, "Email;Seats\nada@x.example;12\n", kind="person", mode="update", key="email")
    known.refresh_from_db()
    assert known.custom == {"tier": "gold", "seats": 12}
    assert taken_back(ana, batch).report["restored"] == 1
    known.refresh_from_db()
    assert known.custom == {"tier": "gold"}


def test_what_must_be_unique_or_filled_is_said_at_the_cell_before_anything_is_written(ana, fields) -> None:
    make_field(actor=ana, kind="person", label="Badge", type="text", is_unique=True, is_required=True)
    text = "Name;Email;Badge\nAda;a@x.example;7\nTom;t@x.example;7\nMia;m@x.example;\n"
    shown = preview(uploaded(ana, text, kind="person")).rows
    assert [row.outcome for row in shown] == ["create", "rejected", "rejected"]
    assert "unique" in shown[1].cells[2].fault
    assert shown[2].cells[2].fault == "This field is required."
    assert not Person.objects.exists()


NEW = "Name;Email;Kundenklasse;Score\n" + "".join(
    f"Ada {'abcdef'[n % 6]}{'ghijkl'[n // 6]}mann;p{n}@x.example;{'ABC'[n % 3]};{n}\n" for n in range(12)
)


def test_a_column_that_fits_nothing_becomes_a_field_when_the_import_starts(ana, bring_in) -> None:
    batch = uploaded(ana, NEW, kind="person")
    assert batch.mapping == ["full_name", "email", "", ""]
    mapping.place_new(actor=ana, import_id=batch.pk, mapping=batch.mapping, options={}, column="2")
    batch.refresh_from_db()
    assert batch.mapping[2] == "new:choice:2"
    mapping.set_mapping(
        actor=ana, import_id=batch.pk, mapping=["full_name", "email", "new:choice", "new:number"], options={}
    )
    batch.refresh_from_db()
    assert preview(batch).columns[2].target == "New field “Kundenklasse”"
    assert not CustomField.objects.exists()
    running.start(actor=ana, import_id=batch.pk)
    running.run(batch.pk, until=lambda: False)
    batch.refresh_from_db()
    assert (batch.created, batch.rejected) == (12, 0)
    assert batch.mapping[2:] == ["custom_kundenklasse", "custom_score"]
    assert Person.objects.get(email="p4@x.example").custom == {"kundenklasse": "b", "score": 4}
    again = uploaded(ana, NEW, kind="person")
    assert again.mapping[2:] == ["custom_kundenklasse", "custom_score"]
    taken_back(ana, batch)
    assert not Person.objects.exists()
    assert CustomField.objects.filter(archived_at=None).count() == 0


def test_whoever_may_not_make_fields_is_offered_none(rep, ana) -> None:
    batch = uploaded(rep, NEW, kind="person")
    with pytest.raises(Invalid) as error:
        mapping.set_mapping(
            actor=rep, import_id=batch.pk, mapping=["full_name", "email", "new:choice", ""], options={}
        )
    assert "column-2" in error.value.fields
    with pytest.raises(Forbidden):
        mapping.place_new(actor=rep, import_id=batch.pk, mapping=batch.mapping, options={}, column="2")


def test_consents_come_with_the_file_as_their_evidence(ana, bring_in) -> None:
    known = create_person(actor=ana, given_name="Tom", email="tom@x.example")
    record_consent(actor=ana, person_id=known.pk, purpose="newsletter", is_given=False, how="agent")
    text = "Name;Email;Newsletter;Opt-in date\nAda;ada@x.example;yes;31.01.2026\nTom;tom@x.example;yes;\nMia;mia@x.example;maybe;\n"
    batch = bring_in(ana, text, kind="person")
    assert batch.mapping[2:] == ["consent_newsletter", "consent_at"]
    assert (batch.created, batch.updated, batch.rejected) == (1, 1, 1)
    said = Consent.objects.get(is_given=True)
    assert (said.purpose, said.how, f"{said.at:%Y-%m-%d}") == ("newsletter", "import", "2026-01-31")
    assert said.evidence == f"Newsletter: “yes” (row 2 of import {batch.pk}, “file.csv”)"
    assert not may_contact(known.pk, "newsletter")
    assert "they said no" in ImportRow.objects.get(batch=batch, number=3).reason
    ada = said.person
    taken_back(ana, batch)
    ada.refresh_from_db()
    assert ada.is_archived  # what somebody agreed to is evidence, and stays


def test_rows_that_look_like_somebody_come_in_and_wait_in_the_queue(ana, bring_in) -> None:
    known = create_person(actor=ana, given_name="Hanna", family_name="Vögel", phone="+49 40 5551000")
    text = (
        "Name,Phone,Email\nVögel Hanna,+49 40 5551000,\nAda Byron,,ada@x.example\nAda Byron,,ADA@x.example\n"
    )
    batch = bring_in(ana, text, kind="person", key="", duplicates="ask")
    assert (batch.created, batch.duplicate) == (3, 0)
    pairs = Pair.objects.filter(state="open")
    made = list(ImportRow.objects.filter(batch=batch).order_by("number").values_list("record_id", flat=True))
    assert {(pair.left_id, pair.right_id) for pair in pairs} == {(known.pk, made[0]), (made[1], made[2])}
    assert all(pair.certainty >= 0.85 and pair.reasons for pair in pairs)
    edit_person(actor=ana, person_id=made[1], version=1, job_title="Countess")
    assert taken_back(ana, batch).report["removed"] == 2
