"""One facts table into one file, streamed: PostgreSQL's COPY into CSV, and Arrow from there into Parquet."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from accrue.metrics.sources import Perimeter, Source
from accrue.money.currencies import exponent, known

MONEY = re.compile(r"\{money:([^:{}]+):([\w.]+)\}")
BLOCK_OF = re.compile(r"\{block:([\w.]+)\}")
MOMENT = re.compile(r"\{utc:([\w.]+)\}")
OPENING, CLOSING = "(", ")"
BLOCK = 16 << 20
STREAMED = 4 << 20
"""Bytes of CSV to a piece of the file: a few of them, and what they become, are in memory at once."""


def write_csv(source: Source, perimeter: Perimeter, file: Path) -> int:
    """Write the table and return its rows. An empty cell is a missing value."""
    query = plain_sql(source.query)
    with connection.cursor() as cursor, file.open("wb") as out:
        cursor.execute("SELECT set_config('datestyle', 'ISO', true)")
        out.write((",".join(source.columns) + "\n").encode())
        copied: Any = cursor.cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", perimeter.parameters)
        with copied as stream:
            for block in stream:
                out.write(block)
        return int(cursor.rowcount)


def write_parquet(source: Source, csv_file: Path, file: Path) -> None:
    """The same rows as typed columns: times in UTC without zone, to the microsecond."""
    from pyarrow import csv, parquet

    schema, convert, parse = _reading(source)
    read = csv.ReadOptions(block_size=STREAMED)
    with parquet.ParquetWriter(file, schema) as writer:
        if csv_file.stat().st_size == len(",".join(source.columns)) + 1:
            writer.write_table(schema.empty_table())
            return
        with csv.open_csv(csv_file, read, parse, convert) as stream:
            for batch in stream:
                writer.write_batch(batch)


def arrow_of(source: Source, rows: bytes) -> Any:
    """CSV without a header as an Arrow table with the same types."""
    import pyarrow as pa
    from pyarrow import csv

    _, convert, parse = _reading(source)
    read = csv.ReadOptions(block_size=BLOCK, column_names=list(source.columns))
    return csv.read_csv(pa.BufferReader(rows), read, parse, convert)


def arrow_of_records(source: Source, rows: bytes) -> Any:
    """PostgreSQL's records `(,a,b,)`, one to a line, as an Arrow table: CSV between two cells that hold the parentheses, where
    a backslash stands for the character after it.
    """
    import pyarrow as pa
    from pyarrow import csv

    schema, _, _ = _reading(source)
    names = [OPENING, *source.columns, CLOSING]
    convert = csv.ConvertOptions(
        column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""],
        include_columns=list(source.columns),
    )  # fmt: skip
    parse = csv.ParseOptions(newlines_in_values=True, escape_char="\\")
    return csv.read_csv(
        pa.BufferReader(rows), csv.ReadOptions(block_size=BLOCK, column_names=names), parse, convert
    )


def _reading(source: Source) -> tuple[Any, Any, Any]:
    import pyarrow as pa
    from pyarrow import csv

    types = {
        "id": pa.string(),
        "text": pa.string(),
        "time": pa.timestamp("us"),
        "number": pa.float64(),
        "count": pa.int64(),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in source.columns.items()])
    convert = csv.ConvertOptions(
        column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
    )
    return schema, convert, csv.ParseOptions(newlines_in_values=True)


def quick_sql(query: str) -> str:
    """The same with what the database writes fastest, for those who read numbers as doubles and moments as such.

    Minor units by a power of ten is the double nearest to the amount, as reading its digits is.
    """
    money = MONEY.sub(lambda found: f"({found[1]})::float8 / {_of_minor(found[2], 1)}", query)
    return MOMENT.sub(lambda found: f"({found[1]} AT TIME ZONE 'UTC')", money)


def plain_sql(query: str) -> str:
    """The query with money in major units, exactly, and moments as text in UTC."""
    money = MONEY.sub(lambda found: f"({found[1]}) * {_of_minor(found[2], -1)}", query)
    return MOMENT.sub(lambda found: f"replace(({found[1]} AT TIME ZONE 'UTC')::text, ' ', 'T')", money)


def bare_sql(query: str) -> str:
    """The query for those who only count its rows."""
    return MOMENT.sub(r"\1", MONEY.sub(r"\1", query))


@cache
def _of_minor(currency: str, sign: int) -> str:
    """SQL of how many minor units a column's currency has to one (1), or what one of them is worth (-1)."""
    cases = "".join(
        f" WHEN {currency} IN ({codes}) THEN {Decimal(1).scaleb(sign * places):f}"
        for places, codes in _by_places().items()
    )
    return f"CASE{cases} ELSE {Decimal(1).scaleb(sign * 2):f} END"


@cache
def _by_places() -> dict[int, str]:
    """The currencies, quoted for SQL, by their decimal places; those of two are left out."""
    found: dict[int, list[str]] = {}
    for code in sorted(known()):
        if exponent(code) != 2:
            found.setdefault(exponent(code), []).append(f"'{code}'")
    return {places: ", ".join(codes) for places, codes in sorted(found.items())}
