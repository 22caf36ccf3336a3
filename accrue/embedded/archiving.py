"""A look at a continuous backup from outside: how far it got, and what waits for it. It reads names and times of files."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from accrue.embedded.continuous import PIECE, bases
from accrue.embedded.places import Places, places_of


@dataclass(frozen=True)
class Archiving:
    """`last_piece_at` and `last_base_at` are None before the first; `waits_since` is when the oldest piece of log was
    finished that is not kept yet, None where none waits. `is_reachable` says whether the folder is there to be read.
    """

    folder: Path
    is_reachable: bool
    last_piece_at: datetime | None
    last_base_at: datetime | None
    waiting: int
    waits_since: datetime | None


def archiving(home: Path) -> Archiving | None:
    """The state of a home's continuous backup; None where none was ever turned on."""
    return archiving_at(places_of(home, as_root=os.geteuid() == 0))


def archiving_at(places: Places) -> Archiving | None:
    if not places.archive.is_symlink():
        return None
    wal = places.archive.readlink()
    waiting = _times((places.data / "pg_wal" / "archive_status").glob("*.ready"))
    try:
        kept, based = _times(p for p in wal.iterdir() if PIECE.match(p.name)), bases(wal.parent)
    except OSError:
        return Archiving(wal.parent, False, None, None, len(waiting), min(waiting, default=None))
    return Archiving(
        folder=wal.parent,
        is_reachable=True,
        last_piece_at=max(kept, default=None),
        last_base_at=based[-1].taken_at if based else None,
        waiting=len(waiting),
        waits_since=min(waiting, default=None),
    )


def _times(files: Iterable[Path]) -> list[datetime]:
    """When each was written; the server may take one away meanwhile."""
    found = []
    for file in files:
        try:
            found.append(datetime.fromtimestamp(file.stat().st_mtime, UTC))
        except FileNotFoundError:
            continue
    return found
