"""Rows into a table by COPY: several times as fast as INSERT where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import NoneType
from typing import Any

from django.db import connection
from django.db.models import (
    AutoField,
    BigAutoField,
    BigIntegerField,
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    Model,
    PositiveIntegerField,
    TextField,
)
from psycopg import sql

# Values that stand in the database as they are: asking the field for each of them is most of the work.
_PLAIN_FIELDS = {
    AutoField, BigAutoField, BigIntegerField, CharField, DateTimeField, ForeignKey, PositiveIntegerField, TextField,
}  # fmt: skip
_PLAIN_VALUES = {int, str, datetime, NoneType}


def _prepared(field: Field[Any, Any], value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


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
        prepared = [(field.attname, type(field) in _PLAIN_FIELDS, field) for field in fields]
        with cursor.copy(statement) as copy:
            for row in rows:
                values = row.__dict__
                copy.write_row(
                    [
                        value
                        if is_plain and type(value := values[name]) in _PLAIN_VALUES
                        else _prepared(field, values[name])
                        for name, is_plain, field in prepared
                    ]
                )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows
