"""Files of records: versions, the panel, undo; served to whoever may see the record."""

from __future__ import annotations

import os
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accrue import clock
from accrue.accounts.timelines import timeline_of
from accrue.accounts.tokens import create_token
from accrue.activities import keeping
from accrue.activities.models import File
from accrue.activities.services import (
    add_version,
    archive_file,
    edit_file,
    restore_file,
)
from accrue.activities.services.files import tidy_files
from accrue.activities.tests.filing import HTMX, body, download, lying, put, upload
from accrue.errors import Conflict, Forbidden, Invalid, Missing

pytestmark = pytest.mark.usefixtures("own_folder")


def test_the_same_name_is_a_new_version_and_the_old_one_stays(floor, client_of):
    first = put(floor, b"One", description="Our offer")
    second = put(floor, b"Two", name="Offer.TXT")
    assert (second.file_id, second.number) == (first.file_id, 2)
    assert put(floor, b"Two").number == 2  # nothing changed in it
    other = add_version(actor=floor.rep, file_id=first.file_id, name="scan.txt", chunks=[b"Three"])
    assert (other.file.name, other.name, other.number) == ("offer.txt", "scan.txt", 3)
    rep = client_of(floor.rep)
    assert [body(download(rep, one)) for one in (first, second, other)] == [b"One", b"Two", b"Three"]
    page = rep.get(f"/files/{first.file_id}/").text
    assert "Version 3" in page
    assert "as scan.txt" in page
    assert "Our offer" in rep.get(f"/records/person/{floor.person.pk}/files/").text


def test_the_timeline_tells_of_files_by_the_name_they_have_now(floor):
    made = put(floor)
    edit_file(
        actor=floor.rep,
        file_id=made.file_id,
        version=made.file.version,
        name="contract.txt",
        description="Signed",
    )
    archive_file(actor=floor.rep, file_id=made.file_id)
    restore_file(actor=floor.rep, file_id=made.file_id)
    found = timeline_of(floor.rep, "person", floor.person.pk, group="files").happenings
    assert [one.title for one in found] == ["File restored", "File archived", "File changed", "File added"]
    assert {one.body for one in found} == {"contract.txt"}
    with pytest.raises(Conflict, match="meanwhile"):
        edit_file(actor=floor.rep, file_id=made.file_id, version=99, name="x", description="")
    with pytest.raises(Invalid):
        edit_file(actor=floor.rep, file_id=made.file_id, version=2, name=" ", description="")


def test_the_panel_uploads_archives_and_offers_undo(floor, client_of):
    rep = client_of(floor.rep)
    url = f"/records/person/{floor.person.pk}/files/"
    assert "No files yet" in rep.get(url).text
    assert url in rep.get(f"/people/{floor.person.pk}/").text
    answer = upload(rep, floor, ("a.txt", b"A"), ("b.txt", b""), **HTMX)
    assert answer.status_code == 422
    assert "a.txt" in answer.text
    assert "b.txt: This file is empty" in answer.text
    assert "Choose a file first" in rep.post(url, headers=HTMX).text
    assert upload(rep, floor, ("c.txt", b"C")).status_code == 302
    pk = File.objects.get(name="a.txt").pk
    gone = rep.post(f"/files/{pk}/archive/", headers=HTMX).text
    assert f'id="file-{pk}"' not in gone
    assert f"/files/{pk}/restore/" in gone
    assert "1 archived" in gone
    assert f'id="file-{pk}"' in rep.get(f"{url}?archived=1").text
    assert f'id="file-{pk}"' in rep.post(f"/files/{pk}/restore/", headers=HTMX).text
    saved = rep.post(f"/files/{pk}/edit/", {"name": "d.txt", "description": "", "version": 1}, headers=HTMX)
    assert saved.status_code == 204
    form = {"file": SimpleUploadedFile("e.txt", b"E")}
    assert rep.post(f"/files/{pk}/version/", form, headers=HTMX).status_code == 204
    assert File.objects.get(pk=pk).latest == 2
    system = "ACCRUE_VIRUS_SCANNER"
    assert system not in rep.get(url).text
    assert system in client_of(floor.boss).get(url).text


def test_who_may_what(floor, client_of):
    made = put(floor)
    seen, stranger = client_of(floor.reader), client_of(floor.stranger)
    assert body(download(seen, made)) == b"Hello"
    assert "Upload" not in seen.get(f"/records/person/{floor.person.pk}/files/").text
    assert upload(seen, floor, ("x.txt", b"x")).status_code == 403
    with pytest.raises(Forbidden):
        archive_file(actor=floor.reader, file_id=made.file_id)
    with pytest.raises(Missing):
        put(floor, who="stranger")
    assert download(stranger, made).status_code == 404
    assert "offer" not in download(stranger, made).text
    assert download(Client(), made).status_code == 302
    assert len(lying()) == 1


def test_the_panel_costs_the_same_for_10_and_100(floor, client_of):
    rep, asked = client_of(floor.rep), []
    for size in (10, 90):
        for number in range(size):
            put(floor, str((size, number)).encode(), f"{size}-{number}.txt")
        with CaptureQueriesContext(connection) as queries:
            rep.get(f"/records/person/{floor.person.pk}/files/")
        asked.append(len(queries))
    assert asked[1] <= asked[0] <= 10


def test_the_panel_shows_twenty_files_and_leads_to_the_older_ones(floor, client_of):
    for number in range(23):
        put(floor, str(number).encode(), f"file {number}.txt")
    rep, url = client_of(floor.rep), f"/records/person/{floor.person.pk}/files/"
    newest = rep.get(url)
    assert [one.name for one in newest.context["versions"]] == [f"file {n}.txt" for n in range(22, 2, -1)]
    older = rep.get(url, {"older": newest.context["older"]})
    assert [one.name for one in older.context["versions"]] == [f"file {n}.txt" for n in (2, 1, 0)]
    assert (older.context["older"], older.context["is_older"]) == ("", True)
    assert older.context["here"] == urlencode({"older": newest.context["older"]})
    assert rep.get(url, {"older": "nonsense"}).status_code == 400
    assert rep.get(url, {"older": newest.context["older"], "archived": "1"}).status_code == 400


def test_what_lies_without_a_row_and_long_in_quarantine_goes(floor):
    put(floor)
    kept = keeping.keep([b"lost"])
    old = keeping.keep([b"bad"])
    keeping.set_aside(old.stored)
    assert tidy_files() == 0
    past = (clock.now() - timedelta(days=31)).timestamp()
    for path in (keeping.path_of(kept.stored), keeping.quarantine() / old.stored):
        os.utime(path, (past, past))
    assert tidy_files() == 2
    assert len(lying()) == 1


def test_the_api(floor, client):
    def ask(who, method, path, data=None, **options):
        _, secret = create_token(
            user=who, name="t", scopes=["*:read", "*:write"], expires_at=clock.now() + timedelta(days=1)
        )
        headers = {"Authorization": f"Bearer {secret}"}
        return getattr(client, method)(f"/api/v1{path}", data, headers=headers, **options)

    there = f"/records/person/{floor.person.pk}/files"
    made = ask(
        floor.rep, "post", there, {"file": SimpleUploadedFile("a.txt", b"A"), "description": "First"}
    ).json()
    one = f"/files/{made['id']}"
    assert (made["name"], made["latest"]["size"], made["latest"]["state"]) == ("a.txt", 1, "unchecked")
    wrong = {"file": SimpleUploadedFile("a.txt", b"A"), "owner": "1"}
    assert ask(floor.rep, "post", there, wrong).status_code == 422
    assert ask(floor.rep, "post", there, {}).status_code == 422
    assert (
        ask(floor.rep, "post", f"{one}/versions", {"file": SimpleUploadedFile("b.txt", b"B")}).json()[
            "number"
        ]
        == 2
    )
    assert len(ask(floor.colleague, "get", f"{one}/versions").json()["items"]) == 2
    assert body(ask(floor.colleague, "get", f"{one}/versions/1/content")) == b"A"
    assert ask(floor.stranger, "get", f"{one}/versions/1/content").status_code == 404
    sent = {"description": "Second", "version": 2}
    changed = ask(floor.rep, "patch", one, sent, content_type="application/json").json()
    assert changed["description"] == "Second"
    assert ask(floor.rep, "post", f"{one}/archive").json()["archived_at"]
    assert ask(floor.rep, "get", there).json()["items"] == []
    assert len(ask(floor.rep, "get", f"{there}?archived=true").json()["items"]) == 1
    assert ask(floor.rep, "post", f"{one}/restore").json()["archived_at"] is None
