"""The zip of the whole export: tables, sheets of the records, what areas keep elsewhere, and the manifest that says what is what."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from accrue.accounts.kinds import kind_called, kinds
from accrue.accounts.models import User
from accrue.errors import AccrueError
from accrue.events import whole
from accrue.exchange.exporting.files import write_csv
from accrue.exchange.exporting.table import Sheet, fields_of
from accrue.exchange.whole.tables import lines, tables
from accrue.filters.lists import list_of

BLOCK = 1024 * 1024
README = """Everything that this company keeps in Accrue, as of one moment.

manifest.json   every file in here with its rows, its SHA-256 and, for tables, its columns; and what is left out and why
data/           every table, one row a line as JSON: records with custom fields, comments, tags, consents, facts of the
                timeline, and the history of each record (tables called …Event, pgh_obj_id is the record's id)
sheets/         the records once more as CSV, with names in the place of ids, to open in a spreadsheet; nothing in them is
                computed by the program that opens them
facts/          the facts tables, as `accrue measure` reads them (where they could be written)
"""

type Tell = Callable[[str, int, int], None]


def write_bundle(path: Path, actor: User, *, now: datetime, tell: Tell) -> int:
    """Write everything into a new zip at `path`; how many rows of tables. Nothing is ever held in memory whole.

    `tell(what, done, total)` is called before each file. All tables are read as of one moment.
    """
    bundle = _Bundle(path)
    work = Path(tempfile.mkdtemp(prefix=".whole-", dir=path.parent))
    every, sheets, parts = tables(), _sheets(), whole.parts()
    total, done = len(every) + len(sheets) + len(parts), 0
    try:
        with bundle.open(), _one_moment():
            for table in every:
                tell(table.about or table.model._meta.label, done, total)
                bundle.table(table.told(), lines(table))
                done += 1
            for kind in sheets:
                tell(f"Sheet of {kind_called(kind).plural.lower()}", done, total)
                bundle.sheet(kind, _sheet(work, actor, kind))
                done += 1
            for part in parts:
                tell(part.about, done, total)
                bundle.part(part, work / part.folder)
                done += 1
            bundle.conclude(actor, now)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return bundle.rows


class _Bundle:
    def __init__(self, path: Path) -> None:
        self.path, self.rows = path, 0
        self.told: list[dict[str, Any]] = []
        self.missing: dict[str, str] = {}
        self.zip: zipfile.ZipFile = None  # type: ignore[assignment]  # set while open

    @contextmanager
    def open(self) -> Iterator[None]:
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as self.zip:
            yield

    def table(self, told: dict[str, Any], blocks: Iterable[bytes]) -> None:
        size, digest, rows = self._write(told["file"], blocks)
        self.rows += rows
        self.told.append(told | {"rows": rows, "bytes": size, "sha256": digest})

    def sheet(self, kind: str, path: Path) -> None:
        name = f"sheets/{path.name}"
        self._keep(name, path, f"{kind_called(kind).plural} as a sheet")

    def part(self, part: whole.Part, folder: Path) -> None:
        folder.mkdir()
        try:
            for name, path in part.contents(folder):
                try:
                    self._keep(f"{part.folder}/{name}", path, part.about)
                except FileNotFoundError:
                    self.missing[f"{part.folder}/{name}"] = "The file is not there any more."
        except AccrueError as error:
            self.missing[part.folder] = error.message
        shutil.rmtree(folder, ignore_errors=True)

    def conclude(self, actor: User, now: datetime) -> None:
        manifest = {
            "format": "accrue-whole-export",
            "version": 1,
            "accrue": version("accrue-crm"),
            "made_at": now.astimezone(UTC).isoformat(),
            "made_by": actor.email,
            "files": self.told,
            "left_out": whole.left_out(),
            "could_not_be_taken": self.missing,
        }
        self.zip.writestr("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False))
        self.zip.writestr("README.txt", README)

    def _keep(self, name: str, path: Path, about: str) -> None:
        size, digest, _ = self._write(name, _blocks(path))
        self.told.append({"file": name, "about": about, "bytes": size, "sha256": digest})

    def _write(self, name: str, blocks: Iterable[bytes]) -> tuple[int, str, int]:
        size, rows, digest = 0, 0, hashlib.sha256()
        with self.zip.open(name, "w", force_zip64=True) as file:
            for block in blocks:
                file.write(block)
                digest.update(block)
                size, rows = size + len(block), rows + block.count(b"\n")
        return size, digest.hexdigest(), rows


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _sheets() -> list[str]:
    return [kind.key for kind in kinds() if list_of(kind.key)]


def _sheet(work: Path, actor: User, kind: str) -> Path:
    sheet = Sheet(actor, kind, list(fields_of(actor, kind)))
    path = work / f"{kind}.csv"
    write_csv(path, sheet, sheet.rows(kind_called(kind).model._default_manager.all()))
    return path


@contextmanager
def _one_moment() -> Iterator[None]:
    """Every table as of the same moment. Inside a running transaction that one's view is taken."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
