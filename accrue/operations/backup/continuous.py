"""The continuous backup of the embedded server, and of the uploaded files beside it."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from accrue import embedded
from accrue.embedded import Base
from accrue.environment import environment
from accrue.errors import Conflict
from accrue.operations.backup.archive import FILES, uploaded
from accrue.privacy import ledger


def keep(folder: Path, *, every: timedelta) -> tuple[Base | None, int]:
    """Keep the log from now on, take a base where the last is too old, copy new uploaded files; both that was done.

    Raises Conflict where the database is not the embedded one.
    """
    _refuse_given()
    base = embedded.keep(environment.home, folder, every=every)
    ledger.write(ledger.read(), folder / ledger.FILE)
    return base, _copy(environment.home / FILES, folder / FILES)


def back_to(folder: Path, to: datetime | None) -> tuple[datetime, int]:
    """Database and files into a home that has no database: the time of the last change in it, and how many files."""
    _refuse_given()
    until = embedded.back_to(environment.home, folder, to=to)
    ledger.write(ledger.read(folder / ledger.FILE))
    return until, _copy(folder / FILES, environment.home / FILES)


def _refuse_given() -> None:
    if environment.database_url:
        raise Conflict(
            "operations.not_embedded",
            "The continuous backup is the embedded database's. Let your PostgreSQL archive its own write-ahead log.",
        )


def _copy(source: Path, target: Path) -> int:
    """Copy what is not there yet or has changed; nothing is taken away. Each file gets its name when it is whole."""
    copied = 0
    for name in uploaded(source):
        new, old = source / name, target / name
        if old.exists() and _look(old) == _look(new):
            continue
        old.parent.mkdir(parents=True, exist_ok=True)
        partial = old.with_name(f".{old.name}.new")
        shutil.copy2(new, partial)
        partial.rename(old)
        copied += 1
    return copied


def _look(path: Path) -> tuple[int, int]:
    seen = path.stat()
    return seen.st_size, int(seen.st_mtime)
