"""R12: a restored copy starts, and its rows are those that were backed up; what does not fit changes nothing."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from accrue.errors import Invalid
from accrue.operations.backup import archive
from accrue.operations.backup.checksums import checksums
from tests.faults.harness import COMMAND, UNSYNCED, House, house

pytestmark = pytest.mark.faults

BOOKS = """
from django.db import transaction
from accrue.accounts.models import User
from accrue.accounts.services import create_user
from accrue.events.catalogue import PersonCreated
from accrue.contacts.models import Person
from accrue.events.services import record_many
Person.objects.create(given_name="Zoe", family_name="Zanarie", email="zoe@zanarie.example")
user = create_user(email="ana@example.org", name="Ana Ruíz 李", password="correct-horse-battery-staple-9", roles=["administrator"])
with transaction.atomic():
    record_many([PersonCreated(person_id=n, company_id=None, name=f"Ana \\\\ 'Ruíz' {n}") for n in range(300)], actor=user)
"""
WRITER = """
import sys, psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    print("begun", flush=True)
    while True:
        connection.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
"""


@pytest.fixture(scope="module")
def source() -> Iterator[House]:
    with house(tables=True, **UNSYNCED) as made:
        made.accrue("manage", "shell", "-c", BOOKS)
        files = made.home / "files" / "contracts"
        files.mkdir(parents=True)
        (files / "müller & söhne.pdf").write_bytes(os.urandom(300_000))
        (files / "empty.txt").touch()
        yield made


@pytest.fixture(scope="module")
def backup(source: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Taken while somebody writes without a pause."""
    path = tmp_path_factory.mktemp("backups") / "accrue.tar"
    writer = source.start(sys.executable, "-c", WRITER, source.url)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "begun\n"
    source.accrue("backup", str(path))
    assert writer.poll() is None
    source.kill(writer)
    return path


def manifest(path: Path) -> dict[str, dict[str, object]]:
    with tarfile.open(path) as tar:
        return json.load(tar.extractfile("manifest.json"))


def rows(made: House) -> dict[str, tuple[int, str]]:
    with psycopg.connect(made.url) as connection, connection.cursor() as cursor:
        return {name: (found.count, found.checksum) for name, found in checksums(cursor).items()}


ERASE = """
from accrue import clock
from accrue.contacts.models import Person
from accrue.privacy.services.erasing import erase, plan
from django.db import transaction
with transaction.atomic():
    found = plan(Person.objects.get(given_name="Zoe"), why="asked", due_at=clock.now(), actor=None)
erase(erasure_id=found.pk)
"""


@pytest.fixture(scope="module")
def copy(backup: Path) -> Iterator[House]:
    """A house restored from the backup; it is looked at before it is changed."""
    with house(**UNSYNCED) as made:
        made.accrue("restore", str(backup))
        yield made


def test_r12_a_restored_copy_starts_and_is_the_same(source: House, backup: Path, copy: House) -> None:
    expected = {name: (r["count"], r["checksum"]) for name, r in manifest(backup)["tables"].items()}
    assert expected["events_event"][0] >= 300
    assert expected["procrastinate_workers"][0] < rows(source)["procrastinate_workers"][0]
    assert rows(copy) == expected
    for file in ("müller & söhne.pdf", "empty.txt"):
        kept = source.home / "files" / "contracts" / file
        assert (copy.home / "files" / "contracts" / file).read_bytes() == kept.read_bytes()
    health = {f["key"]: f["level"] for f in json.loads(copy.accrue("doctor", "--json", check=False).stdout)}
    assert {health[key] for key in ("database", "migrations", "roles", "history")} == {"good"}
    server = copy.start(*COMMAND, "serve", "--port", "0")
    assert server.stdout is not None
    port = re.search(r":(\d+)$", server.stdout.readline().strip())
    assert port
    assert status_of(f"http://127.0.0.1:{port[1]}/readyz") == 200
    refused = copy.accrue("restore", str(backup), "--replace", "--yes", check=False)
    assert refused.returncode == 2
    assert "Stop the server and the worker" in refused.stderr
    copy.end(server)


def test_a_restored_copy_forgets_whoever_was_erased_since(backup: Path, copy: House) -> None:
    """The backup knows the person; the ledger beside the database knows that she was erased after it was taken."""
    copy.accrue("manage", "shell", "-c", ERASE)
    copy.accrue("restore", str(backup), "--replace", "--yes")
    with psycopg.connect(copy.url) as connection, connection.cursor() as cursor:
        for table in ("contacts_person", "contacts_personevent"):
            cursor.execute(f"SELECT count(*) FROM {table} AS t WHERE t::text ILIKE '%zanarie%'")
            assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT count(*) FROM privacy_erasure WHERE why = 'restored' AND state = 'done'")
        assert cursor.fetchone() == (1,)


def status_of(url: str) -> int:
    """The answer's status; waits for a server that is starting."""
    given_up = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return answer.status
        except urllib.error.URLError:
            if time.monotonic() > given_up:
                raise
            time.sleep(0.1)


def test_keys_are_not_in_it(source: House, backup: Path) -> None:
    key = (source.home / "secret_key").read_bytes()
    assert key not in backup.read_bytes()
    assert backup.stat().st_mode & 0o077 == 0


def test_a_backup_is_never_written_over_another(source: House, backup: Path) -> None:
    before = backup.read_bytes()
    assert source.accrue("backup", str(backup), check=False).returncode == 2
    assert backup.read_bytes() == before
    assert [p.name for p in backup.parent.iterdir()] == [backup.name]


def test_books_are_not_replaced_unless_asked_for_and_named(source: House, backup: Path) -> None:
    before = rows(source)
    refused = source.accrue("restore", str(backup), check=False)
    assert refused.returncode == 2
    assert re.search(r"the database accrue \(\d+ tables, [\d,]+ rows\) and 2 uploaded files", refused.stderr)
    not_confirmed = source.accrue("restore", str(backup), "--replace", check=False)
    assert not_confirmed.returncode != 0
    assert "This destroys the database accrue" in not_confirmed.stdout
    assert rows(source) == before


def changed(path: Path, backup: Path, change: str) -> Path:
    """A copy of the backup with one fault planted."""
    with tarfile.open(backup) as old, tarfile.open(path, "w") as new:
        for member in old:
            data = bytearray(old.extractfile(member).read())
            if member.name == "manifest.json" and change in ("checksum", "newer"):
                found = json.loads(data)
                if change == "checksum":
                    found["tables"]["events_event"]["checksum"] = "12345"
                else:
                    found["migrations"].append("events.0999_from_the_future")
                data = bytearray(json.dumps(found).encode())
            if member.name.startswith(change):
                data[len(data) // 2] ^= 1
            member.size = len(data)
            new.addfile(member, io.BytesIO(bytes(data)))
    return path


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("database.dump", "damaged"),
        ("files/contracts/m", "damaged"),
        ("checksum", "other ones"),
        ("newer", "newer than this one"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    source: House, backup: Path, tmp_path: Path, change: str, said: str
) -> None:
    before = rows(source)
    faulty = changed(tmp_path / "faulty.tar", backup, change)
    refused = source.accrue("restore", str(faulty), "--replace", "--yes", check=False)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert rows(source) == before
    assert sorted(p.name for p in (source.home / "files" / "contracts").iterdir()) == [
        "empty.txt",
        "müller & söhne.pdf",
    ]


def test_what_is_no_backup_is_said_so(source: House, tmp_path: Path) -> None:
    path = tmp_path / "something"
    for content in (b"", b"\x1f\x8b broken", b"no tar at all"):
        path.write_bytes(content)
        with pytest.raises(Invalid, match="is no backup of Accrue"):
            archive.read_manifest(path)
    refused = source.accrue("restore", str(path), check=False)
    assert refused.returncode == 2
    assert "is no backup of Accrue" in refused.stderr


def test_replacing_brings_back_what_was(source: House, backup: Path) -> None:
    with psycopg.connect(source.url) as connection:
        connection.execute("UPDATE accounts_user SET name = 'spoiled'")
    (source.home / "files" / "later.txt").write_text("uploaded after the backup")
    source.accrue("restore", str(backup), "--replace", "--yes")
    with psycopg.connect(source.url) as connection:
        assert connection.execute("SELECT name FROM accounts_user").fetchone() == ("Ana Ruíz 李",)
    assert not (source.home / "files" / "later.txt").exists()
