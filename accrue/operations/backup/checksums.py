"""A checksum over the rows of each table that does not depend on their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from accrue.errors import Invalid

PLAIN = (
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
)
"""What decides how PostgreSQL writes a row as text."""


ROWS = """SELECT count(*), coalesce(sum(('x' || left(md5(r::text), 15))::bit(60)::bigint), 0)::text
FROM public."{name}" AS r"""
VERIFY = """DO $accrue$ DECLARE found record; BEGIN
SELECT * INTO found FROM ({question}) AS a (n, s);
IF found.n <> {rows.count} OR found.s <> '{rows.checksum}' THEN
RAISE EXCEPTION 'table %: % rows instead of {rows.count}, or other ones', '{table}', found.n; END IF; END $accrue$;"""


@dataclass(frozen=True)
class Rows:
    count: int
    checksum: str  # sum over the rows of the first 60 bits of the MD5 of each row as text


def tables(cursor: CursorWrapper) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def checksums(cursor: CursorWrapper) -> dict[str, Rows]:
    """Of every table, in the running transaction."""
    for setting in PLAIN:
        cursor.execute(setting)
    found = {}
    for table in tables(cursor):
        cursor.execute(question(table))
        count, checksum = cursor.fetchone()
        found[table] = Rows(count, checksum)
    return found


def question(table: str) -> str:
    return ROWS.format(name=table.replace('"', '""'))


def verification(expected: Mapping[str, Rows]) -> str:
    """SQL that fails, and so undoes its transaction, where a table is not what it was."""
    lines = [f"{setting};" for setting in PLAIN]
    for table, rows in expected.items():
        if not rows.checksum.isdigit():
            raise Invalid("operations.damaged_backup", f"The checksum of table {table} is no checksum.")
        lines.append(VERIFY.format(question=question(table), rows=rows, table=table.replace("'", "''")))
    return "\n".join(lines) + "\n"
