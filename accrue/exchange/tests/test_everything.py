"""Everything the company owns as one file: whole, without secrets, readable without Accrue."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accrue import clock
from accrue.accounts.models import User
from accrue.accounts.services import create_user
from accrue.activities import services as activities
from accrue.contacts.models import Person
from accrue.contacts.services import create_person, edit_person
from accrue.errors import Conflict, Forbidden
from accrue.events import data_map, whole
from accrue.events.models import Event
from accrue.exchange.models import Export
from accrue.exchange.services import everything, exporting
from accrue.exchange.whole.bundle import write_bundle
from accrue.exchange.whole.tables import tables
from accrue.filters.custom.services import make_field

pytestmark = pytest.mark.django_db

TRICKY = '=HYPERLINK("x")\\ "quoted", tab\t'


@pytest.fixture
def books(ana: User) -> Person:
    make_field(actor=ana, kind="person", label="Tier", type="text")
    ada = create_person(
        actor=ana, given_name="Ada", family_name="=1+1", email="ada@x.example", custom={"tier": "gold"}
    )
    edit_person(actor=ana, person_id=ada.pk, version=1, job_title='Countess \\ "of" Lovelace')
    activities.write_comment(actor=ana, kind="person", record_id=ada.pk, text="Call\nher")
    return ada


def taken_out(actor: User) -> zipfile.ZipFile:
    export = everything.request_everything(actor=actor)
    exporting.write_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.error) == ("done", "")
    return zipfile.ZipFile(exporting.file_of(export))


def rows(file: zipfile.ZipFile, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read(f"data/{table}.jsonl").splitlines()]


def test_everything_is_in_it_and_the_manifest_says_what_is_what(ana, books) -> None:
    with taken_out(ana) as file:
        manifest = json.loads(file.read("manifest.json"))
        assert {one["file"] for one in manifest["files"]} == set(file.namelist()) - {
            "manifest.json",
            "README.txt",
        }
        for one in manifest["files"]:
            data = file.read(one["file"])
            assert (len(data), hashlib.sha256(data).hexdigest()) == (one["bytes"], one["sha256"])
            if "rows" in one:
                assert data.count(b"\n") == one["rows"]
        person = rows(file, "contacts.Person")[0]
        assert (person["job_title"], person["custom"]) == ('Countess \\ "of" Lovelace', {"tier": "gold"})
        assert [one["job_title"] for one in rows(file, "contacts.PersonEvent")] == ["", person["job_title"]]
        assert rows(file, "activities.Comment")[0]["text"] == "Call\nher"
        assert {one["name"] for one in rows(file, "events.Event")} >= {"PersonCreated", "PersonEdited"}
        sheet = list(csv.DictReader(io.StringIO(file.read("sheets/person.csv").decode("utf-8-sig"))))
        assert (sheet[0]["Family name"], sheet[0]["Tier"]) == ("'=1+1", "gold")
        assert any(name.startswith("facts/") for name in file.namelist()) or manifest["could_not_be_taken"]
        told = next(one for one in manifest["files"] if one.get("table") == "contacts.Person")
        assert told["about"] == "People"
        assert {c["name"]: c for c in told["columns"]}["company_id"]["refers_to"] == "contacts.Company"


def test_every_table_is_taken_or_left_out_with_a_reason() -> None:
    taken, left = {table.model._meta.label for table in tables()}, whole.left_out()
    known = {model._meta.label for model in data_map.mapped_models()}
    assert taken | set(left) >= known
    columns = {f"{t.model._meta.label}.{f.name}" for t in tables() for f in t.columns}
    assert {name for name in left if name.count(".") == 2} & columns == set()
    secret = [name for name in columns if any(w in name.lower() for w in ("password", "token", "secret"))]
    assert secret == []
    assert {name.rsplit(".", 1)[0] if name.count(".") == 2 else name for name in left} <= known


def test_a21_no_secret_is_in_it(ana, books) -> None:
    from accrue.accounts.tokens import create_token

    _, secret = create_token(
        user=ana, name="Books", scopes=["person:read"], expires_at=clock.now() + timedelta(days=9)
    )
    with taken_out(ana) as file:
        for name in file.namelist():
            data = file.read(name)
            assert ana.password.encode() not in data
            assert secret.encode() not in data


def test_only_administrators_ask_for_it_and_fetch_it_until_it_expires(
    ana, rep, books, client: Client
) -> None:
    with pytest.raises(Forbidden):
        everything.request_everything(actor=rep)
    client.force_login(ana)
    assert b"personal data of everybody" in client.get("/exports/everything/").content
    page = client.post("/exports/everything/")["Location"]
    with pytest.raises(Conflict):
        everything.request_everything(actor=ana)
    export = Export.objects.get()
    exporting.write_export(export.pk)
    answer = client.get(f"{page}file/")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="everything-')
    assert zipfile.is_zipfile(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]  # streamed
    assert Event.objects.get(name="RecordsExported").data["kind"] == "everything"
    other = create_user(email="mo@accrue.test", name="Mo", roles=["manager"], team=ana.team)
    client.force_login(other)
    assert client.get(f"{page}file/").status_code in (403, 404)
    Export.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    client.force_login(ana)
    assert client.get(f"{page}file/").status_code == 409
    exporting.forget_expired()
    assert not exporting.file_of(export).exists()


def test_whoever_lost_the_right_meanwhile_gets_nothing(ana, books) -> None:
    export = everything.request_everything(actor=ana)
    ana.roles.clear()
    exporting.write_export(export.pk)
    export.refresh_from_db()
    assert export.state == "failed"
    assert list(exporting.folder().iterdir()) == []


def test_what_an_area_registers_goes_in_and_what_is_gone_is_told(ana, books, tmp_path, monkeypatch) -> None:
    (tmp_path / "plan.txt").write_text(TRICKY)
    there = [("person/1/plan.txt", tmp_path / "plan.txt"), ("person/1/gone.txt", tmp_path / "gone.txt")]
    monkeypatch.setattr(whole, "_parts", {"papers": whole.Part("papers", "Papers", lambda folder: there)})
    said: list[str] = []
    write_bundle(tmp_path / "all.zip", ana, now=clock.now(), tell=lambda what, done, total: said.append(what))
    with zipfile.ZipFile(tmp_path / "all.zip") as file:
        assert file.read("papers/person/1/plan.txt").decode() == TRICKY
        assert list(json.loads(file.read("manifest.json"))["could_not_be_taken"]) == [
            "papers/person/1/gone.txt"
        ]
    assert "Papers" in said
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".whole")) == []
