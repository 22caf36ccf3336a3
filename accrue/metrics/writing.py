"""One facts table into one file, streamed: PostgreSQL's COPY into CSV, and Arrow from there into Parquet."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection

from accrue.metrics.sources import Perimeter, Source
from accrue.money.currencies import exponent

MONEY = re.compile(r"\{money:([\w.]+):([\w.]+)\}")
BLOCK = 16 << 20


def write_csv(source: Source, perimeter: Perimeter, file: Path, currencies: list[str]) -> int:
    """Write the table and return its rows. An empty cell is a missing value."""
    query = MONEY.sub(lambda found: _major(found[1], found[2], currencies), source.query)
    with connection.cursor() as cursor, file.open("wb") as out:
        cursor.execute("SELECT set_config('datestyle', 'ISO', true)")
        out.write((",".join(source.columns) + "\n").encode())
        copied: Any = cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", perimeter.parameters)
        with copied as stream:
            for block in stream:
                out.write(block)
        return int(cursor.rowcount)


def write_parquet(source: Source, csv_file: Path, file: Path) -> None:
    """The same rows as typed columns: times in UTC without zone, to the microsecond."""
    import pyarrow as pa
    from pyarrow import csv, parquet

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
    read = csv.ReadOptions(block_size=BLOCK)
    parse = csv.ParseOptions(newlines_in_values=True)
    with parquet.ParquetWriter(file, schema) as writer:
        if csv_file.stat().st_size == len(",".join(source.columns)) + 1:
            writer.write_table(schema.empty_table())
            return
        with csv.open_csv(csv_file, read, parse, convert) as stream:
            for batch in stream:
                writer.write_batch(batch)


def _major(column: str, currency: str, currencies: list[str]) -> str:
    """SQL that writes a column of minor units in major ones, exactly."""
    cases = "".join(
        f" WHEN '{code}' THEN {column} * {Decimal(1).scaleb(-exponent(code))}"
        for code in currencies
        if exponent(code) != 2
    )
    usual = f"{column} * 0.01"
    return f"CASE {currency}{cases} ELSE {usual} END" if cases else usual
