"""The doctor sees a continuous backup that gets nothing more, and says since when and how to mend it."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from accrue import clock
from accrue.embedded.archiving import archiving_at
from accrue.embedded.places import Places, places_of
from accrue.environment import environment
from accrue.operations.backup_checks import continuous_backup, judged
from accrue.operations.finding import Finding

PIECE = "00000001000000000000000{}"


class Shelf:
    """The files of a database, and of a continuous backup of it, as PostgreSQL leaves them."""

    def __init__(self, home: Path) -> None:
        self.places: Places = places_of(home / "home", as_root=False)
        self.folder = home / "kept"
        self.wal, self.status = self.folder / "wal", self.places.data / "pg_wal" / "archive_status"
        for made in (self.wal, self.status):
            made.mkdir(parents=True)
        self.places.archive.symlink_to(self.wal)

    def base(self, **ago: int) -> None:
        base = self.folder / "base-1"
        base.mkdir()
        about = {"taken_at": (clock.now() - timedelta(**ago)).isoformat(), "wal": PIECE.format(1)}
        (base / "about.json").write_text(json.dumps(about))

    def kept(self, n: int, **ago: int) -> None:
        written(self.wal / f"{PIECE.format(n)}.gz", clock.now() - timedelta(**ago))

    def waits(self, n: int, **ago: int) -> None:
        written(self.status / f"{PIECE.format(n)}.ready", clock.now() - timedelta(**ago))

    def finding(self) -> Finding:
        found = archiving_at(self.places)
        assert found is not None
        return judged(found)


def written(file: Path, at: datetime) -> None:
    file.touch()
    os.utime(file, (at.timestamp(), at.timestamp()))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_it_says_how_old_piece_and_base_are(shelf: Shelf) -> None:
    shelf.base(hours=7)
    shelf.kept(1, hours=9)
    shelf.kept(2, minutes=12)
    shelf.waits(3, seconds=30)  # the next one is on its way
    written(shelf.wal / f".{PIECE.format(3)}.new", clock.now())  # not whole yet
    found = shelf.finding()
    assert (found.level, found.mend) == ("good", "")
    assert "kept 12 minutes ago" in found.says
    assert "base is 7 hours old" in found.says


def test_a_quiet_database_is_no_failure(shelf: Shelf) -> None:
    shelf.base(hours=20)
    shelf.kept(1, days=3)
    assert shelf.finding().level == "good"


def test_pieces_that_wait_are_a_failure(shelf: Shelf) -> None:
    shelf.base(hours=7)
    shelf.kept(1, minutes=50)
    shelf.waits(2, minutes=40)
    shelf.waits(3, minutes=2)
    found = shelf.finding()
    assert found.level == "bad"
    assert "kept 50 minutes ago" in found.says
    assert "2 pieces wait with the database, the oldest for 40 minutes" in found.says
    assert "make room" in found.mend


def test_a_folder_that_is_gone_is_found_at_once(shelf: Shelf) -> None:
    shelf.base(hours=7)
    shelf.waits(2, seconds=5)
    shelf.folder.rename(shelf.folder.with_name("unplugged"))
    found = shelf.finding()
    assert (found.level, found.mend.split()[0]) == ("bad", "Mount")
    assert f"{shelf.folder} cannot be read. 1 piece waits" in found.says


def test_without_a_base_nothing_comes_back(shelf: Shelf) -> None:
    assert shelf.finding().level == "bad"
    shelf.base(days=40)
    found = shelf.finding()
    assert found.level == "warning"
    assert f"accrue backup --continuous {shelf.folder}" in found.mend


def test_only_the_embedded_database_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "home", tmp_path)
    monkeypatch.setattr(environment, "database_url", "postgresql://crm@db.example.org/crm")
    assert "does not look" in continuous_backup().says
    monkeypatch.setattr(environment, "database_url", "")
    assert continuous_backup().says == "None is kept."
