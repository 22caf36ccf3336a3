"""Bringing a backup back: all of it, or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from accrue.errors import Conflict, Invalid
from accrue.operations import migrating
from accrue.operations.backup import archive, programs
from accrue.operations.backup.archive import Manifest
from accrue.operations.backup.checksums import tables, verification
from accrue.privacy.services.replaying import keep_ledger

EMPTY = "DROP SCHEMA IF EXISTS public CASCADE;\nCREATE SCHEMA public;\n"
NEWER_SETTINGS = (b"SET transaction_timeout",)  # of PostgreSQL 17, unknown to older servers

type Report = Callable[[str], None]


@dataclass(frozen=True)
class Destroyed:
    """What a restore over it would destroy."""

    database: str
    tables: int
    rows: int
    files: int

    def __bool__(self) -> bool:
        return bool(self.tables or self.files)

    def __str__(self) -> str:
        return f"the database {self.database} ({self.tables} tables, {self.rows:,} rows) and {self.files} uploaded files"


def what_would_be_destroyed() -> Destroyed:
    with connection.cursor() as cursor:
        names = tables(cursor)
        rows = 0
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608  # quoted
            rows += cursor.fetchone()[0]
    files = sum(1 for _ in archive.uploaded(Path(settings.MEDIA_ROOT)))
    return Destroyed(str(connection.settings_dict["NAME"]), len(names), rows, files)


def restore(path: Path, *, replace: bool, report: Report) -> Manifest:
    """Bring database and files back from `path`, and the tables to this version.

    Whoever was erased since is erased again: the ledger of erasures lies beside the database (see `migrating.migrate`).
    The database changes in one transaction that ends with the comparison of every table's checksum. Raises Conflict
    where something is there and `replace` is not given, or where somebody uses the database; Invalid where the backup
    is damaged or newer than this Accrue, or of one that it no longer brings up to date. Then nothing has changed.
    """
    manifest = archive.read_manifest(path)
    _refuse_other_versions(manifest)
    if not replace and (destroyed := what_would_be_destroyed()):
        raise Conflict(
            "operations.not_empty",
            f"There is something already: {destroyed}. With --replace it is destroyed.",
        )
    _refuse_users()
    keep_ledger()
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent, prefix=".accrue-restore-") as folder:
        report("checking the file")
        archive.unpack(path, manifest, Path(folder))
        report("database")
        _load(Path(folder), manifest)
        report("files")
        _swap(media, Path(folder))
    report("tables of this version")
    for _ in migrating.migrate():
        pass
    return manifest


def _refuse_other_versions(manifest: Manifest) -> None:
    known = migrating.known()
    ours = {name.partition(".")[0] for name in known}
    unknown = [name for name in manifest.migrations if name not in known and name.partition(".")[0] in ours]
    if unknown:
        raise Invalid(
            "operations.newer_backup",
            f"The backup is of Accrue {manifest.accrue}, which is newer than this one ({unknown[-1]}). "
            "Restore it with that version.",
        )
    migrating.refuse_half_way(manifest.migrations)


def _refuse_users() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
        )
        (others,) = cursor.fetchone()
    if others:
        raise Conflict(
            "operations.database_in_use",
            f"{others} other connections use the database. Stop the server and the worker, then try again.",
        )


def _load(folder: Path, manifest: Manifest) -> None:
    """One script, one transaction: empty, fill, compare."""
    newest = programs.newest()
    plain, script = folder / "plain.sql", folder / "script.sql"
    newest.run("pg_restore", "--no-owner", "--no-privileges", f"--file={plain}", str(folder / archive.DUMP))
    with plain.open("rb") as lines, script.open("wb") as target:
        target.write(EMPTY.encode())
        target.writelines(line for line in lines if not line.startswith(NEWER_SETTINGS))
        target.write(verification(manifest.tables).encode())
    connection.close()
    quiet = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    newest.run("psql", *quiet, "--single-transaction", f"--file={script}")


def _swap(media: Path, folder: Path) -> None:
    """Put the files where they belong; the old ones go only when the new ones are there."""
    fresh, old = folder / archive.FILES, folder / "before"
    fresh.mkdir(exist_ok=True)
    if media.exists():
        media.rename(old)
    fresh.rename(media)
    shutil.rmtree(old, ignore_errors=True)
