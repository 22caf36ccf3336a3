"""Rules that only warn are told of rows that come in; pairs of records that an import takes back leave the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accrue import clock
from accrue.accounts.tokens import create_token
from accrue.contacts.models import Person
from accrue.contacts.services import create_person
from accrue.exchange.models import Import, ImportRow
from accrue.exchange.preview import preview
from accrue.exchange.services import reverting
from accrue.exchange.tests.conftest import uploaded
from accrue.quality.models import Pair
from accrue.quality.services import make_rule, switch_rule

pytestmark = pytest.mark.django_db
FILE = (
    "Name;Email;Segment\nAda Byron;ada@x.example;gold\nTom Beck;tom@x.example;GOLD\nMia Chen;mia@x.example;\n"
)
SAID = "Write segments in capitals."


@pytest.fixture
def ruled(ana: Any) -> None:
    for severity, field, pattern in (("warn", "segment", "[A-Z]+"), ("refuse", "family_name", "[^X]+")):
        rule = make_rule(
            actor=ana,
            kind="person",
            field=field,
            check="pattern",
            params={"pattern": pattern},
            message=SAID if field == "segment" else "No X.",
            severity=severity,
        )
        switch_rule(actor=ana, rule_id=rule.pk, is_on=True)


def asked(client: Any, user: Any, path: Any) -> Any:
    soon = clock.now() + timedelta(days=1)
    _, secret = create_token(user=user, name="program", scopes=["*:read", "*:write"], expires_at=soon)
    return client.get(f"/api/v1/imports/{path}", headers={"Authorization": f"Bearer {secret}"}).json()


def test_the_preview_says_at_the_cell_what_a_rule_warns_of(ana: Any, ruled: None, client: Any) -> None:
    batch = uploaded(ana, FILE, kind="person")
    found = preview(batch)
    assert [[cell.warning for cell in row.cells] for row in found.rows] == [
        ["", "", SAID],
        ["", "", ""],
        ["", "", ""],
    ]
    assert [(row.outcome, row.reason) for row in found.rows] == [("create", "")] * 3
    assert (found.warned, found.counts) == (1, {"create": 3})
    client.force_login(ana)
    html = client.get(f"/imports/{batch.pk}/preview/").content.decode()
    assert SAID in html
    assert "Rules warn of 1" in html
    told = asked(client, ana, f"{batch.pk}/preview")["rows"][0]["cells"][2]
    assert told == {"text": "gold", "fault": "", "warning": SAID}


def test_the_report_and_the_rows_say_what_came_in_all_the_same(
    ana: Any, ruled: None, bring_in: Any, client: Any
) -> None:
    text = FILE + "Eve Xander;eve@x.example;silver\n"
    batch = bring_in(ana, text, kind="person")
    assert (batch.created, batch.rejected, Person.objects.count()) == (3, 1, 3)
    assert batch.report["warnings"] == [["segment", SAID, 1]]
    row = ImportRow.objects.get(batch=batch, number=2)
    assert (row.state, row.faults, row.reason) == (
        "created",
        {"segment": SAID},
        f"Came in all the same: {SAID}",
    )
    client.force_login(ana)
    html = client.get(f"/imports/{batch.pk}/").content.decode()
    assert SAID in html
    rows = client.get(f"/imports/{batch.pk}/rows/?state=warned").content.decode()
    assert "ada@x.example" in rows
    assert "tom@x.example" not in rows
    told = asked(client, ana, batch.pk)["warnings"]
    assert told == [{"field": "segment", "message": SAID, "rows": 1}]


def test_a_change_by_a_file_is_told_as_well(ana: Any, ruled: None, bring_in: Any) -> None:
    create_person(actor=ana, given_name="Ada", email="ada@x.example", segment="GOLD")
    batch = bring_in(ana, "Email;Segment\nada@x.example;gold\n", kind="person", mode="update", key="email")
    assert batch.updated == 1
    assert batch.report["warnings"] == [["segment", SAID, 1]]


def test_pairs_of_those_who_are_taken_back_leave_the_queue(ana: Any, bring_in: Any) -> None:
    known = create_person(actor=ana, given_name="Hanna", family_name="Vögel", phone="+49 40 5551000")
    other = create_person(actor=ana, given_name="Tom")
    kept = Pair.objects.create(kind="person", left_id=known.pk, right_id=other.pk, certainty=0.9)
    text = "Name,Phone,Email\nVögel Hanna,+49 40 5551000,\nAda Byron,,ada@x.example\n"
    batch = bring_in(ana, text, kind="person", key="", duplicates="ask")
    assert Pair.objects.count() == 2
    reverting.request_revert(actor=ana, import_id=batch.pk)
    reverting.run(batch.pk, until=lambda: False)
    assert Import.objects.get(pk=batch.pk).report["removed"] == 2
    assert Pair.objects.get() == kept
