"""What the folder of parts holds, in one file that is replaced as a whole."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

NAME = "manifest.json"
FORM = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A file of some rows, under the folder of parts. Its name holds what it says, so it is never written twice."""

    file: str
    size: int
    rows: int
    digest: str


type Parts = dict[str, Part]
"""By label: of facts, the block of the fingerprint; of sums, the block of ids."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`made_of` names what the parts were made by (queries, perimeter), `state` that of the notes of changes.

    `signed` by table says what its rows were; `sums` are those of tables that are put together from them.
    """

    made_of: str
    state: int
    rebuilt_at: str
    signed: dict[str, str]
    tables: dict[str, Parts]
    sums: dict[str, Parts]
    fingerprint: str

    @property
    def rows(self) -> dict[str, int]:
        """By table, those without rows left out."""
        counted = {name: sum(part.rows for part in parts.values()) for name, parts in self.tables.items()}
        return {name: count for name, count in counted.items() if count}

    @property
    def rebuilt(self) -> datetime:
        return datetime.fromisoformat(self.rebuilt_at)

    def files(self) -> dict[str, int]:
        """Their sizes by name."""
        groups = [*self.tables.values(), *self.sums.values()]
        return {part.file: part.size for parts in groups for part in parts.values()}

    def write(self, folder: Path) -> None:
        made = folder / f".{NAME}"
        with made.open("w", encoding="utf-8") as file:
            json.dump({"form": FORM, **asdict(self)}, file)
            file.flush()
            os.fsync(file.fileno())
        made.replace(folder / NAME)


def read_manifest(folder: Path) -> Manifest | None:
    """None where there is none, or one that does not fit the files beside it."""
    try:
        held = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if held.pop("form") != FORM:
            return None
        for group in ("tables", "sums"):
            held[group] = {
                table: {label: Part(**part) for label, part in parts.items()}
                for table, parts in held[group].items()
            }
        manifest = Manifest(**held)
        there = all((folder / name).stat().st_size == size for name, size in manifest.files().items())
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return manifest if there else None
