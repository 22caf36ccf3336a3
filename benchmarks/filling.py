"""Many rows into a table quickly: by COPY, its indexes made afterwards, which takes a fraction of adding to them row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


def copy(model: Any, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows to a model's table, in the order of `columns`; the next id is the one after the highest."""
    from django.db import connection

    table = model._meta.db_table
    with indexed_afterwards(model), connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as out:
            for row in rows:
                out.write_row(row)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


@contextmanager
def indexed_afterwards(*models: Any) -> Iterator[None]:
    """Within, the tables of these models and of their history have no indexes but those of keys."""
    from django.db import connection

    histories = {one for model in models for one in getattr(model, "pgh_event_models", {}).values()}
    tables = [model._meta.db_table for model in (*models, *histories)]
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [tables])
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _, definition in found:
            cursor.execute(definition)
        cursor.execute("RESET maintenance_work_mem")
