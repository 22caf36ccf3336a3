"""Files of records: versions, previews, undo; served to whoever may see the record, checked for viruses, and never opened."""

from __future__ import annotations

import io
import os
import resource
import socket
import stat
import threading
import tracemalloc
import zipfile
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accrue import clock
from accrue.accounts.timelines import timeline_of
from accrue.accounts.tokens import create_token
from accrue.activities import contents, keeping, scanning
from accrue.activities.models import File, FileVersion, Notice
from accrue.activities.services import (
    add_file,
    add_version,
    archive_file,
    edit_file,
    look_at_file,
    restore_file,
)
from accrue.activities.services.files import tidy_files
from accrue.environment import environment
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.ui.full_disk import NoRoom, is_full

HTMX = {"HX-Request": "true"}
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def put(floor, content=b"Hello", name="offer.txt", who="rep", **more):
    return add_file(
        actor=getattr(floor, who),
        kind="person",
        record_id=floor.person.pk,
        name=name,
        chunks=[content],
        **more,
    )


def upload(client, floor, *files, **headers):
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(f"/records/person/{floor.person.pk}/files/", {"files": given}, headers=headers)


def download(client, version):
    return client.get(f"/files/{version.file_id}/{version.number}/download/")


def body(response):
    return b"".join(response.streaming_content)


def lying():
    return sorted(path.name for path in keeping.folder().glob("*/*"))


def picture(size=(1200, 900), form="PNG", **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return out.getvalue()


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


# --- A9, A18 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("evil.svg", SCRIPT, contents.UNKNOWN),
        ("evil.html", b"<!doctype html><script>alert(1)</script>", contents.UNKNOWN),
        ("evil.png", SCRIPT, contents.UNKNOWN),
        ("evil.txt", b"  \n<script>alert(1)</script>", contents.UNKNOWN),
        ("evil.pdf", b"%PDF-1.4\n<script>alert(1)</script>", "application/pdf"),
        ('x"; filename="evil.html', b"text", "text/plain"),
        ("<img src=x onerror=alert(1)>.txt", b"text", "text/plain"),
        ("a\r\nSet-Cookie: a=b.txt", b"text", "text/plain"),
    ],
)
def test_a9_files_are_sent_as_attachment_whatever_they_say_they_are(floor, client_of, name, content, kind):
    rep, made = client_of(floor.rep), put(floor, content, name)
    answer = download(rep, made)
    assert body(answer) == content
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer
    for path in (f"/records/person/{floor.person.pk}/files/", f"/files/{made.file_id}/"):
        assert "<img src=x" not in rep.get(path).text


def test_a9_a_preview_is_drawn_anew_and_only_of_pictures(floor, client_of, work):
    rep = client_of(floor.rep)
    secret = b"<script>hidden in the file</script>"
    good, fake = put(floor, picture() + secret, "a.png"), put(floor, SCRIPT, "b.png")
    broken = put(floor, picture()[:200], "c.png")
    work()
    answer = rep.get(f"/files/{good.file_id}/1/preview/")
    drawn = body(answer)
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(drawn)).size == (640, 480)
    assert secret not in drawn
    assert f"/files/{good.file_id}/1/preview/" in rep.get(f"/records/person/{floor.person.pk}/files/").text
    for one in (fake, broken):
        assert rep.get(f"/files/{one.file_id}/1/preview/").status_code == 404
    assert client_of(floor.stranger).get(f"/files/{good.file_id}/1/preview/").status_code == 404


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/", "file"),
        ("...", "file"),
        (".htaccess", "htaccess"),
        ("a\0b.txt", "a b.txt"),
        ("invoice\u202efdp.exe", "invoice fdp.exe"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("Angebot März.pdf", "Angebot März.pdf"),
    ],
)
def test_a18_no_name_reaches_the_disk(floor, given, safe, own_folder):
    made = put(floor, name=given)
    assert made.file.name == safe
    (path,) = [path for path in own_folder.rglob("*") if path.is_file()]
    assert path.parent.parent == keeping.folder()
    assert path.name == made.stored
    assert len(made.stored) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keeping.folder().stat().st_mode) == 0o700


def test_a18_a_file_without_end_is_refused_in_little_memory_and_not_kept(floor, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_BYTES", 50 * 1024 * 1024)
    sent = 0

    def endless():
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 65_536

    tracemalloc.start()
    with pytest.raises(keeping.TooLarge, match="larger than 50"):
        add_file(actor=floor.rep, kind="person", record_id=floor.person.pk, name="a.bin", chunks=endless())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent <= 802
    assert peak < 10 * 1024 * 1024
    assert lying() == []
    assert not File.objects.exists()


def test_a18_limits_say_what_they_are(floor, client_of, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_BYTES", 4)
    monkeypatch.setattr("accrue.activities.services.files.MOST_FILES", 2)
    monkeypatch.setattr("accrue.activities.services.files.MOST_VERSIONS", 2)
    rep = client_of(floor.rep)
    assert "larger than 4" in upload(rep, floor, ("big.bin", b"12345"), **HTMX).text
    many = [(f"{n}.txt", b"x") for n in range(21)]
    assert "At most 20 files at once" in upload(rep, floor, *many, **HTMX).text
    upload(rep, floor, ("a", b"1"), ("b", b"2"))
    assert "at most 2 files" in upload(rep, floor, ("c", b"3"), **HTMX).text
    upload(rep, floor, ("a", b"12"))
    assert "at most 2 versions" in upload(rep, floor, ("a", b"123"), **HTMX).text
    assert len(lying()) == 3


def test_a18_a_zip_bomb_is_not_opened_and_a_picture_bomb_not_drawn(floor, client_of, work):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("a", bytes(50_000_000))
    made = put(floor, packed.getvalue(), "bomb.zip")
    large = put(floor, picture((6_000, 6_000)), "bomb.png")
    tracemalloc.start()
    work()
    assert tracemalloc.get_traced_memory()[1] < 10 * 1024 * 1024
    tracemalloc.stop()
    assert body(download(client_of(floor.rep), made)) == packed.getvalue()
    assert not FileVersion.objects.get(pk=large.pk).has_preview


# --- viruses ------------------------------------------------------------------------------------------------------


@pytest.fixture
def scanner(monkeypatch, tmp_path):
    """A command that finds the test virus, as clamscan would; `away` makes it fail."""
    program = tmp_path / "scan"
    program.write_text(
        "#!/bin/sh\n[ -e "
        f'{tmp_path}/away ] && exit 2\ngrep -q EICAR "$1" && echo "$1: Eicar-Test FOUND" && exit 1\nexit 0\n'
    )
    program.chmod(0o700)
    monkeypatch.setattr(environment, "virus_scanner", f"command:{program}")
    return tmp_path / "away"


def test_until_it_is_checked_a_file_is_not_served_and_an_infected_one_never(
    floor, client_of, scanner, django_capture_on_commit_callbacks
):
    rep = client_of(floor.rep)
    good, bad = put(floor), put(floor, EICAR, "invoice.doc")
    waiting = download(rep, good)
    assert waiting.status_code == 409
    assert "being checked" in waiting.text
    assert "Being checked" in rep.get(f"/records/person/{floor.person.pk}/files/").text
    scanner.touch()
    with pytest.raises(scanning.ScannerFault, match="ended with 2"):
        look_at_file(version_id=good.pk)
    assert download(rep, good).status_code == 409
    scanner.unlink()
    with django_capture_on_commit_callbacks(execute=True):
        look_at_file(version_id=good.pk)
        look_at_file(version_id=bad.pk)
        look_at_file(version_id=bad.pk)
    assert body(download(rep, good)) == b"Hello"
    refused = download(rep, bad)
    assert refused.status_code == 409
    assert "Eicar-Test" in refused.text
    assert not keeping.path_of(bad.stored).exists()
    assert (keeping.quarantine() / bad.stored).exists()
    assert Notice.objects.get().user == floor.rep
    assert "put a file of yours into quarantine on Hanna Vogel" in rep.get("/notifications/").text
    told = timeline_of(floor.rep, "person", floor.person.pk).happenings
    assert told[0].title == "File put into quarantine"


@pytest.mark.parametrize("place", ["socket", "port"])
def test_clamd_is_asked_over_its_socket(floor, monkeypatch, tmp_path, place):
    listener = socket.socket(socket.AF_UNIX if place == "socket" else socket.AF_INET)
    listener.bind(str(tmp_path / "clamd") if place == "socket" else ("127.0.0.1", 0))
    listener.listen()
    where = tmp_path / "clamd" if place == "socket" else f"127.0.0.1:{listener.getsockname()[1]}"
    monkeypatch.setattr(environment, "virus_scanner", f"clamd:{where}")
    answers = [b"stream: OK\0", b"stream: Win.Test FOUND\0", b"INSTREAM size limit exceeded. ERROR\0"]
    heard = []

    def clamd():
        for answer in answers:
            peer, _ = listener.accept()
            with peer, peer.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                content = b""
                while size := int.from_bytes(said.read(4), "big"):
                    content += said.read(size)
                heard.append(content)
                peer.sendall(answer)

    thread = threading.Thread(target=clamd)
    thread.start()
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100_000)
    assert scanning.scan(path).finding == ""
    assert scanning.scan(path).finding == "Win.Test"
    with pytest.raises(scanning.ScannerFault, match="size limit"):
        scanning.scan(path)
    thread.join()
    listener.close()
    assert heard == [b"x" * 100_000] * 3
    with pytest.raises(scanning.ScannerFault, match="does not answer"):
        scanning.scan(path)


@pytest.mark.parametrize("setting", ["sophos", "clamd:", "command:/nowhere/at/all", "clamd:nowhere"])
def test_a_scanner_that_is_set_wrongly_serves_nothing(floor, client_of, monkeypatch, setting):
    monkeypatch.setattr(environment, "virus_scanner", setting)
    made = put(floor)
    with pytest.raises(scanning.ScannerFault):
        look_at_file(version_id=made.pk)
    assert download(client_of(floor.rep), made).status_code == 409


# --- R11 ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def full_disk():
    """No file of this process may grow beyond 100 kB: the kernel refuses the write in the middle, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))

    def over():
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    yield over
    over()


def test_r11_on_a_full_disk_uploads_answer_503_leave_nothing_torn_and_recover(floor, client_of, full_disk):
    rep = client_of(floor.rep)
    small, large = put(floor, b"small"), b"y" * 300_000
    refused = upload(rep, floor, ("large.bin", large))
    assert refused.status_code == 503
    assert "no room" in refused.text
    assert upload(rep, floor, ("large.bin", large), **HTMX).status_code == 503
    assert len(lying()) == 1
    assert File.objects.count() == 1
    assert body(download(rep, small)) == b"small"  # reading goes on
    full_disk()
    assert upload(rep, floor, ("large.bin", large)).status_code == 302
    assert body(download(rep, File.objects.get(name="large.bin").versions.get())) == large


def test_r11_an_upload_that_found_no_room_for_itself_is_not_taken_in_parts(
    floor, client_of, full_disk, settings
):
    """Above 2.5 MB Django writes it down while it comes."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 50_000
    rep, large = client_of(floor.rep), b"y" * 300_000
    assert upload(rep, floor, ("large.bin", large)).status_code == 503
    form = {"file": SimpleUploadedFile("large.bin", large)}
    _, secret = create_token(
        user=floor.rep, name="t", scopes=["*:write"], expires_at=clock.now() + timedelta(days=1)
    )
    answer = Client().post(
        f"/api/v1/records/person/{floor.person.pk}/files", form, headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 503
    assert not File.objects.exists()
    full_disk()
    assert upload(rep, floor, ("large.bin", large)).status_code == 302


def test_r11_a_database_without_room_is_told_apart_from_other_errors(db):
    for code, full in (("53100", True), ("23505", False)):
        with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$")
        assert is_full(caught.value) is full
    assert not is_full(OSError(2, "no such file"))
    assert NoRoom().status == 503
