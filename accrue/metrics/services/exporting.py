from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.db import connection, transaction

from accrue.environment import environment
from accrue.errors import Conflict
from accrue.metrics.parts.manifest import Manifest
from accrue.metrics.parts.refreshing import PROGRAMME, alone, refresh, sweep
from accrue.metrics.sources import Perimeter, Source, current_perimeter, programme_toml, sources
from accrue.metrics.writing import write_csv, write_parquet

log = structlog.get_logger(__name__)
PARTS = "facts-parts"
REBUILT = "facts-rebuilt"

type Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows by table (tables without rows are not written)."""

    directory: Path
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Facts that are kept under the fingerprint of what they say."""

    directory: Path
    fingerprint: str
    rows: dict[str, int]


def export_facts(
    directory: Path, *, csv: bool = False, perimeter: Perimeter | None = None, tell: Tell | None = None
) -> Exported:
    """Write the facts tables and programme.toml into an empty `directory`, as Parquet or CSV.

    All of them are read in one snapshot of the database, streamed, in the order of their keys: the same records give
    the same bytes. `tell(table, done, total)` is called after each. Raises Conflict where the folder holds something,
    or an order's currency has no rate. Nothing is left behind when it fails.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Conflict("metrics.not_empty", f"{directory} is not empty. Name a new folder.")
    directory.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".facts-", dir=directory.parent))
    try:
        rows = _write_all(work, csv, perimeter, tell)
        work.chmod(0o750)
        os.replace(work, directory)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return Exported(directory, rows)


def refresh_facts(*, tell: Tell | None = None, place_name: str = "facts", is_whole: bool = False) -> Snapshot:
    """The facts as they are now, under ACCRUE_HOME/facts/<fingerprint>; the same facts are kept once.

    Only what changed since the last time is read again, unless `is_whole`. A large table is a folder of parts, which
    snapshots share.
    """
    folder = environment.home / PARTS
    with alone(folder):
        with _one_moment(is_read_only=False):
            perimeter = current_perimeter()
            _check_rates(perimeter)
            manifest = refresh(folder, perimeter, is_whole=is_whole, tell=tell)
        target = _published(folder, manifest, environment.home / place_name)
        sweep(folder, manifest)
    return Snapshot(target, manifest.fingerprint, manifest.rows)


def rebuild_facts() -> bool:
    """Read all facts anew, and say whether they are what was kept up to date until now."""
    kept, anew = refresh_facts(place_name=REBUILT), refresh_facts(place_name=REBUILT, is_whole=True)
    shutil.rmtree(environment.home / REBUILT, ignore_errors=True)
    if kept.fingerprint != anew.fingerprint:
        log.error("facts.differ", kept=kept.fingerprint, anew=anew.fingerprint)
    return kept.fingerprint == anew.fingerprint


def _published(folder: Path, manifest: Manifest, kept: Path) -> Path:
    """A folder of facts with the manifest's parts in it, which are not written again: whole, or not there."""
    target = kept / manifest.fingerprint
    if target.exists():
        return target
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=kept) as made:
        place = Path(made) / "facts"
        place.mkdir(mode=0o750)
        shutil.copy2(folder / PROGRAMME, place)
        for table, parts in manifest.tables.items():
            if parts:
                (place / f"{table}.parquet").mkdir()
            for label, part in parts.items():
                _link(folder / part.file, place / f"{table}.parquet" / f"{label}.parquet")
        os.replace(place, target)
    return target


def _link(file: Path, name: Path) -> None:
    try:
        os.link(file, name)
    except OSError:  # a file system without links
        shutil.copy2(file, name)


def _write_all(work: Path, csv: bool, perimeter: Perimeter | None, tell: Tell | None) -> dict[str, int]:
    every = sources()
    rows: dict[str, int] = {}
    with _one_moment():
        perimeter = perimeter or current_perimeter()
        _check_rates(perimeter)
        for i, source in enumerate(every):
            rows[source.table] = _write(source, perimeter, work, csv)
            if tell:
                tell(source.table, i + 1, len(every))
        (work / "programme.toml").write_text(programme_toml(perimeter), encoding="utf-8")
    return {table: count for table, count in rows.items() if count}


def _write(source: Source, perimeter: Perimeter, work: Path, csv: bool) -> int:
    plain = work / f"{source.table}.csv"
    count = write_csv(source, perimeter, plain)
    if count and not csv:
        write_parquet(source, plain, work / f"{source.table}.parquet")
    if not count or not csv:
        plain.unlink()
    return count


@contextmanager
def _one_moment(*, is_read_only: bool = True) -> Iterator[None]:
    """Every table as of the same moment. Inside a running transaction that one's view is taken."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            what = ", READ ONLY" if is_read_only else ""
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ{what}")
        yield


def _check_rates(perimeter: Perimeter) -> None:
    """Money of another currency without a rate on its day would silently be nothing; say so instead."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT o.currency, min(o.ordered_at AT TIME ZONE 'UTC')::date FROM billing_order o
            WHERE o.state = 'confirmed' AND o.currency <> %(base)s
              AND (o.team_id IS NULL OR o.team_id <> ALL(%(outside)s))
              AND NOT EXISTS (
                SELECT 1 FROM money_rate r WHERE r.base = %(base)s AND r.currency = o.currency
                AND r.day <= (o.ordered_at AT TIME ZONE 'UTC')::date)
            GROUP BY o.currency ORDER BY o.currency LIMIT 1
            """,
            perimeter.parameters,
        )
        found = cursor.fetchone()
    if found:
        currency, day = found
        raise Conflict(
            "metrics.no_rate",
            f"There is an order in {currency} on {day}, and no rate from {currency} to {perimeter.currency} "
            "on or before that day. Add one under Settings, Currencies.",
        )
