"""A9, A18: what is uploaded is sent as it came, never opened, and stays within its limits."""

from __future__ import annotations

import io
import stat
import tracemalloc
import zipfile

import pytest
from PIL import Image

from accrue.activities import contents, keeping
from accrue.activities.models import File, FileVersion
from accrue.activities.services import add_file
from accrue.activities.tests.filing import HTMX, SCRIPT, body, download, lying, picture, put, upload

pytestmark = pytest.mark.usefixtures("own_folder")


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
