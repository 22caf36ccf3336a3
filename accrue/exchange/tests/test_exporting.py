"""What a list shows, taken out as a file: the same rows, as the reader may see them, inert and ready to come back."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accrue import clock
from accrue.accounts.models import FieldRule, Role, User
from accrue.accounts.services import create_user
from accrue.contacts import services as contacts
from accrue.contacts.models import Company
from accrue.errors import Forbidden, Invalid
from accrue.events.models import Event
from accrue.exchange.exporting.table import Sheet
from accrue.exchange.models import Export, ExportState
from accrue.exchange.services import exporting
from accrue.filters.selection import Selection
from accrue.filters.tree import parse
from accrue.products.services import create_product

HOSTILE = [
    "=1+1",
    "+49 170",
    "-5",
    "@SUM(A1)",
    "\tcmd",
    "\rcmd",
    " =2",
    "＝3",
    "＋4",
    "－5",
    "＠A1",
    "'quoted",
]


def taken(actor: User, kind: str = "person", *, form: str = "csv", keys: tuple[str, ...] = (), **where: Any):
    """A finished export and its file's bytes."""
    made = exporting.request_export(actor=actor, selection=Selection(kind, **where), form=form, keys=keys)
    exporting.write_export(made.pk)
    made.refresh_from_db()
    assert made.state == ExportState.DONE, made.error
    return made, exporting.file_of(made).read_bytes()


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_rows_of_the_list_under_the_fields_chosen(ana):
    acme = contacts.create_company(actor=ana, name="Acme")
    contacts.create_person(actor=ana, given_name="Bo", family_name="Li", company_id=acme.pk, country="DE")
    contacts.create_person(actor=ana, given_name="Cy", family_name="Noe")
    keys = ("given_name", "company", "country", "owner")
    _, data = taken(ana, keys=keys, tree=parse({"all": [["given_name", "is", "Bo"]]}))
    (row,) = lines(data)
    assert {**row, "Accrue id": ""} == {
        "Accrue id": "", "Given name": "Bo", "Company": "Acme", "Country": "Germany", "Owner": "Ana Ruiz",
    }  # fmt: skip
    assert len(lines(taken(ana, q="noe")[1])) == 1


def test_a11_no_cell_is_a_formula_and_all_come_back_as_they_were(ana):
    from openpyxl import load_workbook

    from accrue.standards.cells import as_it_was

    for number, text in enumerate(HOSTILE):
        contacts.create_company(actor=ana, name=f"Co {number}", industry=text)
    stored = list(Company.objects.order_by("pk").values_list("industry", flat=True))
    _, data = taken(ana, "company", keys=("name", "industry"))
    cells = [row["Industry"] for row in lines(data)]
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(tuple("=+-@＝＋－＠\t\r"))]
    assert [as_it_was(cell) for cell in cells] == stored
    _, book = taken(ana, "company", form="xlsx", keys=("name", "industry"))
    sheet = load_workbook(io.BytesIO(book)).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2, min_col=2) for cell in row} <= {"s", "n"}
    assert "=1+1" in [row[2].value for row in sheet.iter_rows(min_row=2)]


def test_money_is_exact_beside_its_currency_in_every_form(ana):
    from openpyxl import load_workbook
    from pyarrow import parquet

    create_product(actor=ana, code="a", name="Chair", price_minor=1999, currency="EUR")
    create_product(actor=ana, code="b", name="Stool", price_minor=500, currency="JPY")
    keys = ("code", "price")
    _, data = taken(ana, "product", keys=keys)
    found = [list(row.values())[1:] for row in lines(data)]
    assert found == [["a", "19.99", "EUR"], ["b", "500", "JPY"]]
    _, book = taken(ana, "product", form="xlsx", keys=keys)
    rows = list(load_workbook(io.BytesIO(book)).active.iter_rows(min_row=2, values_only=True))
    assert [row[1:] for row in rows] == [("a", 19.99, "EUR"), ("b", 500, "JPY")]
    _, table = taken(ana, "product", form="parquet", keys=keys)
    columns = list(parquet.read_table(io.BytesIO(table)).to_pydict().values())
    assert columns[2] == [Decimal("19.9900"), Decimal("500.0000")]


def _fields(actor: User, kind: str) -> set[str]:
    from accrue.exchange.exporting.table import fields_of

    return set(fields_of(actor, kind))


def test_people_as_vcards(ana):
    contacts.create_person(
        actor=ana, given_name="Bo", family_name="Li; Jr", email="bo@example.org", phone="+49 30 1"
    )
    _, data = taken(ana, form="vcf")
    text = data.decode()
    assert "FN:Bo Li\\; Jr\r\n" in text
    assert "EMAIL:bo@example.org" in text
    with pytest.raises(Invalid, match="Choose one of"):
        exporting.request_export(actor=ana, selection=Selection("company"), form="vcf")


def test_hidden_fields_and_records_of_others_are_absent(ana, rep, north):
    from accrue.accounts.models import Team

    south = Team.objects.create(name="South")
    mia = create_user(email="mia@accrue.test", name="Mia", roles=["rep"], team=south)
    theirs = contacts.create_company(actor=mia, name="Southwind Secret")
    bo = contacts.create_person(actor=ana, given_name="Bo", email="bo@example.org")
    contacts.edit_person(actor=ana, person_id=bo.pk, version=1, company_id=theirs.pk, owner_id=rep.pk)
    contacts.create_person(actor=mia, given_name="Dee")
    FieldRule.objects.create(role=Role.objects.get(key="rep"), kind="person", field="email", level="hide")
    rep = User.objects.get(pk=rep.pk)
    made, data = taken(rep)
    assert made.rows == 1
    for secret in (b"bo@example.org", b"Southwind", b"Dee", b"E-mail"):
        assert secret not in data
    with pytest.raises(Invalid, match="no field"):
        exporting.request_export(actor=rep, selection=Selection("person"), form="csv", keys=("email",))


def test_who_may_not_export_is_refused_and_who_lost_the_right_gets_nothing(ana, rep):
    reader = create_user(email="ron@accrue.test", name="Ron", roles=["read-only"])
    with pytest.raises(Forbidden):
        exporting.request_export(actor=reader, selection=Selection("person"), form="csv")
    made = exporting.request_export(actor=rep, selection=Selection("person"), form="csv")
    rep.roles.set(Role.objects.filter(key="read-only"))
    exporting.write_export(made.pk)
    made.refresh_from_db()
    assert made.state == ExportState.FAILED
    assert not exporting.file_of(made).exists()


def test_queries_do_not_grow_with_rows(ana):
    from django.db import connection

    def asked(people: int) -> int:
        for n in range(people):
            contacts.create_person(actor=ana, given_name=f"P{n}")
        sheet = Sheet(ana, "person", sorted(_fields(ana, "person")))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list(sheet.rows(Selection("person").rows(ana)))
        return len(queries)

    assert asked(3) == asked(40)


def test_the_page_asks_writes_and_gives_the_file_until_it_expires(ana, work, client: Client, monkeypatch):
    contacts.create_person(actor=ana, given_name="Bo", family_name="Li")
    client.force_login(ana)
    assert "Export" in client.get("/people/").content.decode()
    form = client.get("/exports/new/person/", {"said": "q=bo"}).content.decode()
    assert "Export 1 person" in form
    answer = client.post("/exports/new/person/", {"said": "q=bo", "file": "csv", "fields": ["given_name"]})
    made = Export.objects.get()
    assert answer["Location"] == f"/exports/{made.pk}/"
    assert "Writing the file" in client.get(answer["Location"]).content.decode()
    assert client.get(f"/exports/{made.pk}/file/").status_code == 409
    work()
    assert "Download" in client.get(answer["Location"]).content.decode()
    file = client.get(f"/exports/{made.pk}/file/")
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert lines(b"".join(file.streaming_content))[0]["Given name"] == "Bo"
    assert Event.objects.filter(name="RecordsExported").count() == 1
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    exporting.forget_expired()
    assert not exporting.file_of(made).exists()
    client.force_login(ana)
    assert client.get(f"/exports/{made.pk}/file/").status_code == 409
    assert "expired" in client.get(f"/exports/{made.pk}/").content.decode()


def test_bad_asking_says_what_to_do(ana, client: Client):
    client.force_login(ana)
    answer = client.post("/exports/new/person/", {"file": "pdf", "fields": ["given_name"]})
    assert answer.status_code == 422
    assert "Choose one of csv, xlsx, parquet, vcf" in answer.content.decode()
    assert client.get("/exports/new/nothing/").status_code == 404
    assert not Export.objects.exists()
