"""Everything of one person in one file, for those who may, as long as it is there."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest

from accrue import clock
from accrue.accounts.services import create_user
from accrue.activities.services import add_file
from accrue.contacts.tests.conftest import lower
from accrue.errors import Forbidden, Missing
from accrue.privacy.models import DataExport
from accrue.privacy.services.exporting import fetch_export, forget_old_exports, request_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(north):
    return create_user(email="ada@accrue.test", name="Ada Admin", roles=["administrator"], team=north)


def opened(export):
    archive = zipfile.ZipFile(io.BytesIO(bytes(export.content)))
    return json.loads(archive.read("personal-data.json")), archive.read("personal-data.html").decode()


def test_the_file_holds_what_is_kept_and_what_happened(admin, hanna, work):
    asked = request_export(actor=admin, person_id=hanna.pk)
    work()
    told, page = opened(fetch_export(actor=admin, export_id=asked.pk))
    (row,) = next(area["rows"] for area in told["kept"] if area["label"] == "The person")
    assert row["email"] == "hanna@northwind.example"
    assert "hanna@northwind.example" in page
    assert [one["what"] for one in told["timeline"]] == ["Person added"]
    assert told["left_out"] == []


def test_files_go_along_until_they_are_too_many(admin, hanna, work, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    for name, content in (("a.txt", b"one"), ("b.txt", b"12345678")):
        add_file(actor=admin, kind="person", record_id=hanna.pk, name=name, chunks=[content])
    monkeypatch.setattr("accrue.privacy.services.exporting.MOST_BYTES", 5)
    asked = request_export(actor=admin, person_id=hanna.pk)
    work()
    found = fetch_export(actor=admin, export_id=asked.pk)
    (name,) = [n for n in zipfile.ZipFile(io.BytesIO(bytes(found.content))).namelist() if "files/" in n]
    assert name.endswith("a.txt")
    (left,) = opened(found)[0]["left_out"]
    assert "b.txt: too large" in left


def test_what_the_role_hides_is_left_out_and_said(admin, hanna, work):
    lower("administrator", "person", phone="hide")
    asked = request_export(actor=admin, person_id=hanna.pk)
    work()
    told, page = opened(fetch_export(actor=admin, export_id=asked.pk))
    assert told["left_out"] == ["The person: phone"]
    assert "+49 40 5551000" not in page


def test_only_who_may_exports(rep, manager, admin, hanna, work):
    for user in (rep, manager):
        with pytest.raises(Forbidden):
            request_export(actor=user, person_id=hanna.pk)
    asked = request_export(actor=admin, person_id=hanna.pk)
    work()
    other = create_user(email="bo@accrue.test", name="Bo", roles=["administrator"])
    with pytest.raises(Missing):
        fetch_export(actor=other, export_id=asked.pk)


def test_the_file_goes_when_its_days_are_over(admin, hanna, work):
    asked = request_export(actor=admin, person_id=hanna.pk)
    work()
    DataExport.objects.update(made_at=clock.now() - timedelta(days=8))
    with pytest.raises(Missing):
        fetch_export(actor=admin, export_id=asked.pk)
    assert forget_old_exports() == 1
    assert DataExport.objects.get().content is None
