"""Facts tables on an engine: DuckDB by default, any other by `tables_in`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from accrue_facts.currency import converter
from accrue_facts.files import parts_of
from accrue_facts.measures.keeping import FORMAT, keep_in_file, keep_on
from accrue_facts.measures.relations import Keep, Tables
from accrue_facts.measures.warehouses import connected, load
from accrue_facts.periods import read_period
from accrue_facts.reading import open_folder, read_facts
from accrue_facts.schema import TABLES
from accrue_facts.tables import Facts, Table

USED = (
    "people", "orders", "items", "leads", "deals", "deal_stages", "touches", "tasks", "cases", "surveys", "costs", "campaigns",
    "adoption", "rates",
)  # fmt: skip
IBIS_TYPES = {"number": "float64", "count": "float64", "flag": "boolean", "time": "timestamp"}


@contextmanager
def tables_in(folder: Path, engine: str = "duckdb") -> Iterator[Tables]:
    """The facts in `folder` on `engine` (`warehouses.SAID`), for this once. FactsError where they cannot be read."""
    facts = read_facts(folder, USED)
    with connected(engine) as connection:
        yield tables_on(connection, facts)


@contextmanager
def kept_tables(folder: Path) -> Iterator[Tables]:
    """As `tables_in` on DuckDB, straight from Parquet files that Accrue wrote: nothing is read but the columns asked for.

    What is worked out of them is kept beside them, in one file, for the next time.
    """
    settings = read_facts(folder, ("rates",)).settings
    connection, keep = _with_file(folder / f"relations-{FORMAT}.duckdb")
    try:
        files = open_folder(folder).files
        held = {
            name: _whole(name, connection.read_parquet(parts_of(files[name]), table_name=name))
            for name in USED
            if name in files
        }
        yield Tables(held, settings.base_currency or "EUR", settings.margin_rate, keep)
    finally:
        connection.disconnect()


def _with_file(file: Path) -> tuple[Any, Keep | None]:
    """A connection to the file; to memory while another process has it, or where it cannot be written or read."""
    try:
        connection = ibis.duckdb.connect(file)
    except duckdb.Error:
        connection = ibis.duckdb.connect()
        return connection, keep_on(connection)
    return connection, keep_in_file(connection)


def tables_on(connection: Any, facts: Facts, prefix: str = "") -> Tables:
    """Load facts that were read into tables of `connection` (named with `prefix`)."""
    held: dict[str, Any] = {}
    for name in USED:
        table = facts.get(name)
        if table is not None and table.rows:
            plain = _plain(table.columns) if name != "adoption" else _adoption(table)
            load(connection, prefix + name, plain)
            held[name] = _whole(name, connection.table(prefix + name))
    return Tables(held, converter(facts).base, facts.settings.margin_rate, keep_on(connection))


def _plain(columns: Mapping[str, pa.Array]) -> pa.Table:
    """Arrow with the types that every engine takes."""
    plain = {
        name: values.cast(pa.string()) if pa.types.is_large_string(values.type) else values
        for name, values in columns.items()
    }
    return pa.table(plain)


def _adoption(table: Table) -> pa.Table:
    """Months and weeks as their first days, which every engine reads as a moment."""
    days = [_first_day(text) for text in table.texts("adopted_at")]
    return pa.table({"unit": pa.array(table.texts("unit")), "adopted_at": pa.array(days, pa.string())})


def _first_day(text: str | None) -> str | None:
    start = read_period(text).start if text else None
    return start.isoformat() if start else None


def _whole(name: str, found: Any) -> Any:
    """Every column of the schema in its type; those that are not there are empty."""
    columns = {}
    for column in TABLES[name].columns:
        kind = IBIS_TYPES.get(column.kind, "string")
        there = column.name in found.columns
        columns[column.name] = found[column.name].cast(kind) if there else ibis.null(kind)
    return found.select(**columns)
