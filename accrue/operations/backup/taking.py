"""Taking a backup while people go on working."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from accrue import clock
from accrue.errors import Conflict
from accrue.operations.backup import archive, programs
from accrue.operations.backup.archive import Manifest
from accrue.operations.backup.checksums import Rows, checksums

type Report = Callable[[str], None]


def take(path: Path, report: Report) -> Manifest:
    """Write database and files to `path`, as they are at one moment; a row count and checksum for each table.

    The keys (ACCRUE_HOME/secret_key, ACCRUE_ENCRYPTION_KEYS) are not in it: keep them elsewhere.
    Raises Conflict where `path` is taken.
    """
    if path.exists():
        raise Conflict("operations.file_exists", f"{path} is there already. Choose another name.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".accrue-backup-") as folder:
        dump = Path(folder) / archive.DUMP
        report("database")
        tables, migrations = _dump(dump)
        media = Path(settings.MEDIA_ROOT)
        report("files")
        manifest = Manifest(
            taken_at=clock.now().isoformat(),
            accrue=version("accrue-crm"),
            postgresql=int(connection.pg_version),  # type: ignore[attr-defined]  # of PostgreSQL's wrapper
            migrations=migrations,
            tables=tables,
            dump=archive.digest(dump),
            files={name: archive.digest(media / name) for name in archive.uploaded(media)},
        )
        archive.write(path, manifest, dump, media)
    return manifest


def _dump(target: Path) -> tuple[dict[str, Rows], list[str]]:
    """Dump and count in one and the same snapshot, so that they agree whatever is written meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
        programs.fitting().run("pg_dump", *options, f"--file={target}")
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
        migrations = [name for (name,) in cursor.fetchall()]
        return checksums(cursor), migrations
