"""The wizard's pages and the API: quick, escaped, the same number of queries however many rows there are."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accrue import clock
from accrue.accounts.tokens import create_token
from accrue.contacts.models import Person
from accrue.exchange.models import Import, ImportRow
from accrue.exchange.services import files, running, uploading

pytestmark = pytest.mark.django_db

TEXT = "Name;E-Mail;Firma\nAda Byron;ada@x.example;Northwind\n<script>alert(1)</script>;bad;<b>Acme</b>\n"


@pytest.fixture
def client(ana) -> Client:
    found = Client()
    found.force_login(ana)
    return found


def upload(client: Client, text: str | bytes = TEXT, **more: str):
    data = text.encode() if isinstance(text, str) else text
    return client.post("/imports/new/", {"file": SimpleUploadedFile("../../<i>leads<i>.csv", data), **more})


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        response = client.get(path)
    assert response.status_code == 200
    return len(seen)


def test_upload_place_look_start_and_read_the_report(client, work) -> None:
    there = upload(client)
    batch = Import.objects.get()
    assert there["Location"] == f"/imports/{batch.pk}/columns/"
    page = client.get(there["Location"])
    assert b"&lt;i&gt;leads&lt;i&gt;.csv" in page.content
    assert b"../" not in page.content.split(b"<main")[1].split(b"</main")[0].replace(b'href="../', b"")
    assert page.content.count(b" selected>E-mail<") == 2  # its column, and by what people are found
    looked = client.post(
        there["Location"],
        {"column-0": "full_name", "column-1": "email", "column-2": "company", "do": "preview"},
    )
    assert looked["Location"] == f"/imports/{batch.pk}/preview/"
    preview = client.get(looked["Location"]).content.decode()
    assert "This is no e-mail address" in preview
    assert "<script>alert" not in preview
    assert not Person.objects.exists()
    client.post(f"/imports/{batch.pk}/start/")
    assert b"Bringing rows in" in client.get(f"/imports/{batch.pk}/").content
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.created, batch.rejected) == ("done", 1, 1)
    assert not list(files.folder().iterdir())
    report = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "2 of 2 rows are accounted for" in report
    rows = client.get(f"/imports/{batch.pk}/rows/?state=rejected").content.decode()
    assert "This is no e-mail address" in rows
    assert "<b>Acme</b>" not in rows
    errors = client.get(f"/imports/{batch.pk}/errors.csv")
    assert errors["Content-Disposition"].startswith("attachment")
    assert errors["X-Content-Type-Options"] == "nosniff"
    assert "1" in client.get(f"/imports/{batch.pk}/revert/").content.decode()
    client.post(f"/imports/{batch.pk}/revert/")
    work()
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == ("reverted", 0)
    assert b"Taken back: 1 removed" in client.get(f"/imports/{batch.pk}/").content


def test_what_was_chosen_survives_a_reload(client) -> None:
    upload(client)
    batch = Import.objects.get()
    address = f"/imports/{batch.pk}/columns/"
    kept = client.post(
        address,
        {
            "do": "draft",
            "column-0": "family_name",
            "column-1": "",
            "column-2": "job_title",
            "duplicates": "ask",
        },
    )
    assert kept.status_code == 204
    batch.refresh_from_db()
    assert batch.mapping == ["family_name", "", "job_title"]
    assert batch.options["duplicates"] == "ask"
    page = client.get(address).content.decode()
    assert '<option value="ask" selected>' in page


def test_refusals_stay_on_the_page_and_keep_nothing(client) -> None:
    refused = upload(client, b"%PDF-1.7")
    assert refused.status_code == 422
    assert b"This is no table" in refused.content
    assert client.post("/imports/new/", {}).status_code == 422
    upload(client)
    address = f"/imports/{Import.objects.get().pk}/columns/"
    wrong = client.post(address, {"column-0": "is_superuser", "column-1": "email", "do": "preview"})
    assert wrong.status_code == 422
    assert b"cannot go to" in wrong.content
    none = client.post(address, {"column-0": "", "column-1": "", "do": "preview"})
    assert b"Say which column holds" in none.content
    assert Import.objects.get().mapping == ["full_name", "email", "company"]
    assert len(list(files.folder().iterdir())) == 2  # the upload and its rows, of the draft alone


def test_discarding_leaves_no_file(client, django_capture_on_commit_callbacks) -> None:
    upload(client)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/imports/{Import.objects.get().pk}/discard/")
    assert not Import.objects.exists()
    assert not list(files.folder().iterdir())


def test_a_large_file_is_read_by_the_worker(client, work, monkeypatch) -> None:
    monkeypatch.setattr(uploading, "READ_AT_ONCE", 5)
    there = upload(client)
    batch = Import.objects.get()
    assert there["Location"] == f"/imports/{batch.pk}/"
    assert b"Reading the file" in client.get(f"/imports/{batch.pk}/").content
    work()
    assert client.get(f"/imports/{batch.pk}/")["Location"] == f"/imports/{batch.pk}/columns/"
    upload(client, b'a,b\n1,"2\n')
    work()
    failed = Import.objects.order_by("pk").last()
    assert failed.state == "failed"
    assert b"never ends" in client.get(f"/imports/{failed.pk}/").content


def test_a_stopped_import_goes_on(client, ana, work) -> None:
    upload(client)
    batch = Import.objects.get()
    client.post(f"/imports/{batch.pk}/start/")
    held = files.rows_of(batch.pk).read_bytes()
    files.forget(batch.pk)
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.done) == ("failed", 0)
    assert b"is not there any more" in client.get(f"/imports/{batch.pk}/").content
    files.rows_of(batch.pk).write_bytes(held)
    client.post(f"/imports/{batch.pk}/go-on/")
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.done) == ("done", 2)


def test_lost_jobs_are_picked_up(client, work) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from accrue.exchange.jobs import pick_up

    upload(client)
    batch = Import.objects.get()
    client.post(f"/imports/{batch.pk}/start/")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    pick_up()
    assert not ProcrastinateJob.objects.exists()  # not silent long enough
    Import.objects.update(changed_at=clock.now() - timedelta(minutes=3))
    pick_up()
    pick_up()
    assert ProcrastinateJob.objects.filter(task_name=running.RUN_JOB).count() == 1
    work()
    batch.refresh_from_db()
    assert batch.state == "done"


def test_old_drafts_and_old_cells_go(client, work) -> None:
    upload(client)
    upload(client)
    first, second = Import.objects.order_by("pk")
    client.post(f"/imports/{second.pk}/start/")
    work()
    Import.objects.update(
        changed_at=clock.now() - timedelta(days=40), finished_at=clock.now() - timedelta(days=100)
    )
    Import.objects.filter(pk=first.pk).update(finished_at=None)
    uploading.forget_old()
    assert list(Import.objects.values_list("pk", flat=True)) == [second.pk]
    assert not any(ImportRow.objects.values_list("data", flat=True))


def test_pages_ask_the_same_of_few_rows_and_of_many(client, ana, bring_in) -> None:
    def lines(count: int) -> str:
        return "Name,Email,Company\n" + "".join(
            f"Ada {chr(97 + n % 26)}{n},p{n}@x.example,Firma {n}\n" for n in range(count)
        )

    few, many = upload(client, lines(110)), upload(client, lines(220))  # both enough for COPY
    for page in ("columns/", "preview/"):
        asked = [queries(client, one["Location"].replace("columns/", page)) for one in (few, many)]
        assert asked[0] == asked[1]
        assert asked[0] <= 45
    first = [queries(client, path) for path in ("/imports/",)]
    done = bring_in(ana, lines(100))
    for n in range(10):
        upload(client, f"Name\nAda {n}\n")
    assert queries(client, "/imports/") == first[0] <= 8
    assert queries(client, f"/imports/{done.pk}/rows/") <= 8
    assert queries(client, f"/imports/{done.pk}/") <= 8


def test_the_api_does_all_of_it(ana, work) -> None:
    secret = create_token(
        user=ana, name="t", scopes=["*:read", "*:write"], expires_at=clock.now() + timedelta(days=1)
    )[1]
    api = Client(headers={"Authorization": f"Bearer {secret}"})
    made = api.post("/api/v1/imports", {"file": SimpleUploadedFile("x.csv", TEXT.encode()), "kind": "person"})
    assert made.status_code == 201, made.content
    one = f"/api/v1/imports/{made.json()['id']}"
    assert [c["target"] for c in made.json()["columns"]] == ["full_name", "email", "company"]
    assert (
        api.post("/api/v1/imports", {"file": SimpleUploadedFile("x.csv", b"a"), "is_staff": "1"}).status_code
        == 422
    )
    body = {
        "targets": ["full_name", "email", ""],
        "options": {"duplicates": "ask"},
        "version": made.json()["version"],
    }
    placed = api.put(f"{one}/mapping", json.dumps(body), content_type="application/json")
    assert placed.json()["options"]["duplicates"] == "ask"
    assert api.put(f"{one}/mapping", json.dumps(body), content_type="application/json").status_code == 409
    assert api.get(f"{one}/preview").json()["rows"][1]["cells"][1]["fault"]
    assert api.post(f"{one}/start").status_code == 202
    assert api.post(f"{one}/start").status_code == 409
    work()
    told = api.get(one).json()
    assert (told["state"], told["done"], told["counts"]["rejected"]) == ("done", 2, 1)
    assert api.get(f"{one}/rows?state=rejected").json()["items"][0]["faults"]["email"]
    assert b"What to put right" in b"".join(api.get(f"{one}/errors").streaming_content)
    assert api.get(f"{one}/revert").json() == {"remove": 1, "restore": 0, "keep": 0}
    assert api.post(f"{one}/revert").status_code == 202
    work()
    assert api.get(one).json()["state"] == "reverted"
    assert not Person.objects.exists()


def test_a18_a_body_without_end_is_refused_and_not_kept(monkeypatch, tmp_path) -> None:
    """As the server hands it over: 10 GB in pieces. What it says of itself refuses it at once, else the limit does."""
    from accrue import asgi

    monkeypatch.setattr(asgi, "LARGEST_BODY", 3 * 1024 * 1024)
    piece, sent, taken = b"x" * 65_536, [], 0

    async def receive():
        nonlocal taken
        taken += len(piece)
        return {"type": "http.request", "body": piece, "more_body": taken < 10 * 1024**3}

    async def send(message):
        sent.append(message)

    def post(*headers: tuple[bytes, bytes]) -> int:
        scope = {
            "type": "http", "method": "POST", "path": "/imports/new/", "query_string": b"", "headers": list(headers),
            "server": ("localhost", 80), "client": ("127.0.0.1", 1), "scheme": "http", "http_version": "1.1",
        }  # fmt: skip
        sent.clear()
        asyncio.run(asgi.application(scope, receive, send))
        return sent[0]["status"]

    assert post((b"content-length", str(10 * 1024**3).encode())) == 413
    assert taken == 0
    assert post((b"transfer-encoding", b"chunked")) == 413
    assert taken <= 4 * 1024 * 1024
    assert b"512 MB" in sent[1]["body"]


def test_a18_a_file_over_the_limit_says_the_limit_and_is_not_kept(client, monkeypatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 2 * 1024 * 1024)
    refused = upload(client, b"a,b\n" + b"1,2\n" * 800_000)
    assert refused.status_code == 413
    assert b"larger than 2 MB" in refused.content
    assert not Import.objects.exists()
    assert not list(files.folder().iterdir())


def test_a18_too_many_rows_say_the_limit(client, monkeypatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 5)
    refused = upload(client, "Name\n" + "Ada\n" * 6)
    assert b"more than 5 rows" in refused.content
    assert not Import.objects.exists()
