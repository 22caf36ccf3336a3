"""Rows into a table by COPY: several times as fast as INSERT where there are many."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model
from psycopg import sql


def copy_in[M: Model](rows: Sequence[M]) -> Sequence[M]:
    """Write new records of one model and give them their ids. Only for models without history, whose triggers would
    not be told who acts."""
    if not rows:
        return rows
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not field.generated]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(rows)],
        )
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk
        columns = sql.SQL(", ").join(map(sql.Identifier, [str(field.column) for field in fields]))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(meta.db_table), columns)
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(
                    [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
                )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows
