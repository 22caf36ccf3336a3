"""R12: after a crash that takes the disk along, at most five minutes are lost; and any moment before comes back."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from accrue import embedded
from tests.faults.harness import PREFIX, House, house, new_home, own_places

pytestmark = pytest.mark.faults
TIMEOUT = 5  # seconds here; the server's own is tried by the last test
WRITER = """
import sys, time, psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    while True:
        (at,) = connection.execute("INSERT INTO noted DEFAULT VALUES RETURNING at").fetchone()
        print(at.isoformat(), flush=True)
        time.sleep(0.02)
"""


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder on another disk, so to say; the database's user may pass through it."""
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}kept-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def lost(shelf: Path) -> Iterator[tuple[Path, list[datetime], datetime]]:
    """A continuous backup of a server that was killed while somebody wrote; the moments of its rows, and of the end."""
    kept = shelf / "continuous"
    with house(archive_timeout=str(TIMEOUT)) as ours:
        with psycopg.connect(ours.url) as connection:
            connection.execute("CREATE TABLE noted (id bigserial, at timestamptz DEFAULT clock_timestamp())")
        upload = ours.home / "files" / "a" / "contract.pdf"
        upload.parent.mkdir(parents=True)
        upload.write_bytes(b"signed")
        said = ours.accrue("backup", "--continuous", str(kept)).stdout
        assert "the log is kept, a base of" in said
        assert "no new base, 0 new files" in ours.accrue("backup", "--continuous", str(kept)).stdout
        moments = written(ours, seconds=3 * TIMEOUT)
        yield kept, moments, datetime.now(UTC)


def written(ours: House, *, seconds: float) -> list[datetime]:
    """Rows written until the server is killed with -9: the moments of those that were acknowledged."""
    writer, found, began = ours.start(sys.executable, "-c", WRITER, ours.url), [], time.monotonic()
    assert writer.stdout is not None
    for line in writer.stdout:
        found.append(datetime.fromisoformat(line.strip()))
        if time.monotonic() - began > seconds:
            break
    ours.kill_database()
    writer.wait(timeout=60)
    return found


def rows(home: Path) -> list[datetime]:
    with embedded.running(home) as url, psycopg.connect(url) as connection:
        return [at for (at,) in connection.execute("SELECT at FROM noted ORDER BY id").fetchall()]


def test_r12_the_last_minutes_and_any_moment_come_back(lost: tuple[Path, list[datetime], datetime]) -> None:
    kept, moments, end = lost
    with new_home() as home:
        said = accrue(home, "restore", str(kept)).stdout
        assert "1 files" in said
        back = rows(home)
        assert back == moments[: len(back)], "no row is missing in between"
        assert end - back[-1] < timedelta(seconds=2 * TIMEOUT + 5), "lost: more than a piece of log"
        assert (home / "files" / "a" / "contract.pdf").read_bytes() == b"signed"
        refused = accrue(home, "restore", str(kept), check=False)
        assert refused.returncode == 2
        assert "There is a database" in refused.stderr

    middle = moments[len(moments) // 3]
    with new_home() as home:
        accrue(home, "restore", str(kept), "--to", middle.isoformat())
        back = rows(home)
        assert back == [at for at in moments if at <= back[-1]]
        assert middle - timedelta(seconds=1) < back[-1] <= middle, "rows after that moment are not there"

    for to, said in (
        (end + timedelta(hours=1), "does not reach"),
        (end - timedelta(days=1), "which is later"),
    ):
        with new_home() as home:
            refused = accrue(home, "restore", str(kept), "--to", to.isoformat(), check=False)
            assert refused.returncode == 2
            assert said in refused.stderr
            assert "Traceback" not in refused.stderr
            assert not (own_places(home).data).exists()


def accrue(home: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """In a home where no database runs."""
    return House(home, url="").accrue(*arguments, check=check)


def test_r12_every_piece_of_log_is_kept_within_five_minutes(shelf: Path) -> None:
    """What a server does that nobody configured: it archives, in less than the five minutes that are promised."""
    with house() as ours, psycopg.connect(ours.url, autocommit=True) as connection:
        (after,) = connection.execute(
            "SELECT setting::int FROM pg_settings WHERE name = 'archive_timeout'"
        ).fetchone()
        assert connection.execute("SHOW archive_mode").fetchone() == ("on",)
        assert 0 < after <= 270

        foreign = shelf / "taken"
        foreign.mkdir()
        (foreign / "something").touch()
        refused = ours.accrue("backup", "--continuous", str(foreign), check=False)
        assert refused.returncode == 2
        assert "is not empty" in refused.stderr

        kept = shelf / "kept"
        for _ in range(3):
            ours.accrue("backup", "--continuous", str(kept), "--every", "0")
        assert len(embedded.bases(kept)) == 2, "old bases go"
        wal = {piece.name for piece in (kept / "wal").iterdir()}
        assert min(wal)[:24] >= embedded.bases(kept)[0].wal, "and the log that nothing needs"

        (kept / "wal").rename(shelf / "unplugged")
        (before,) = connection.execute("SELECT archived_count FROM pg_stat_archiver").fetchone()
        connection.execute("CREATE TABLE noted (id int)")
        connection.execute("SELECT 1")
        with psycopg.connect(superuser(ours), autocommit=True) as mighty:
            mighty.execute("SELECT pg_switch_wal()")
            waiting_for(mighty, "SELECT failed_count > 0 FROM pg_stat_archiver")
            level, says = doctor_on_backup(ours)
            assert (level, "cannot be read" in says) == ("bad", True)
            (shelf / "unplugged").rename(kept / "wal")
            connection.execute("INSERT INTO noted VALUES (1)")
            mighty.execute(
                "SELECT pg_switch_wal()"
            )  # after three failures it rests a minute, or until there is more
            waiting_for(mighty, f"SELECT archived_count > {before} FROM pg_stat_archiver")
        level, says = doctor_on_backup(ours)
        assert (level, "was kept 0 minutes ago" in says) == ("good", True)


def doctor_on_backup(ours: House) -> tuple[str, str]:
    found = json.loads(ours.accrue("doctor", "--json", check=False).stdout)
    return next((one["level"], one["says"]) for one in found if one["key"] == "continuous_backup")


def superuser(ours: House) -> str:
    secret = own_places(ours.home).superuser_password.read_text()
    return f"postgresql://accrue:{secret}@/postgres?host={own_places(ours.home).sockets}"


def waiting_for(connection: psycopg.Connection, query: str) -> None:
    given_up = time.monotonic() + 90
    while connection.execute(query).fetchone() != (True,):
        assert time.monotonic() < given_up, query
        time.sleep(0.3)
