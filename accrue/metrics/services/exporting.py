from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from accrue.environment import environment
from accrue.errors import Conflict
from accrue.metrics.sources import Perimeter, Source, current_perimeter, programme_toml, sources
from accrue.metrics.writing import write_csv, write_parquet
from accrue.money.currencies import is_currency

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


def refresh_facts(*, tell: Tell | None = None, place_name: str = "facts") -> Snapshot:
    """Export the facts and keep them under ACCRUE_HOME/facts/<fingerprint>; the same facts are kept once."""
    from accrue_facts.fingerprint import fingerprint
    from accrue_facts.reading import read_facts

    kept = environment.home / place_name
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=kept) as place:
        exported = export_facts(Path(place) / "facts", tell=tell)
        found = fingerprint(read_facts(exported.directory))
        target = kept / found
        if not target.exists():
            os.replace(exported.directory, target)
    return Snapshot(target, found, exported.rows)


def _write_all(work: Path, csv: bool, perimeter: Perimeter | None, tell: Tell | None) -> dict[str, int]:
    every = sources()
    rows: dict[str, int] = {}
    with _one_moment():
        perimeter = perimeter or current_perimeter()
        currencies = _currencies()
        _check_rates(perimeter)
        for i, source in enumerate(every):
            rows[source.table] = _write(source, perimeter, work, csv, currencies)
            if tell:
                tell(source.table, i + 1, len(every))
        (work / "programme.toml").write_text(programme_toml(perimeter), encoding="utf-8")
    return {table: count for table, count in rows.items() if count}


def _write(source: Source, perimeter: Perimeter, work: Path, csv: bool, currencies: list[str]) -> int:
    plain = work / f"{source.table}.csv"
    count = write_csv(source, perimeter, plain, currencies)
    if count and not csv:
        write_parquet(source, plain, work / f"{source.table}.parquet")
    if not count or not csv:
        plain.unlink()
    return count


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


def _currencies() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT currency FROM billing_order UNION SELECT currency FROM sales_deal"
            " UNION SELECT currency FROM billing_invoice ORDER BY 1"
        )
        return [code for (code,) in cursor.fetchall() if is_currency(code)]


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
