"""The ledger beside the database: who was erased, so that a restored copy forgets them again.

One line a person, in a file of ACCRUE_HOME: the id, a digest that tells this person from any other with that id, and
when. It is written before the erasure ends, so that no backup can bring back somebody whose erasure it has not seen.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from accrue.environment import environment

FILE = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    person: int
    digest: str
    at: str


def path() -> Path:
    return environment.home / FILE


def digest(person_id: int, created_at: datetime) -> str:
    """The same for a person in a database and in every copy of it, and for nobody else."""
    moment = created_at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"person {person_id} of {moment}".encode()).hexdigest()


def write(entries: Iterable[Entry], file: Path | None = None) -> None:
    """Add what is not in the file yet, and see it on the disk."""
    file = file or path()
    known = set(read(file))
    new = [entry for entry in dict.fromkeys(entries) if entry not in known]
    if not new:
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = file.read_bytes() if file.exists() else b""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as out:
        if before and not before.endswith(b"\n"):  # a line that a crash cut off
            out.write("\n")
        out.writelines(json.dumps(asdict(entry)) + "\n" for entry in new)
        out.flush()
        os.fsync(out.fileno())


def read(file: Path | None = None) -> list[Entry]:
    """Every entry; a line cut off by a crash is passed over, as its erasure had not begun."""
    file = file or path()
    if not file.exists():
        return []
    found = []
    for line in file.read_text().splitlines():
        try:
            found.append(Entry(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found
