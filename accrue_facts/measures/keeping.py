"""Relations that measures share are worked out once and kept as tables of the engine that holds the facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import ibis

from accrue_facts.measures import relations
from accrue_facts.measures.relations import Keep, Table

FORMAT = hashlib.sha256(Path(relations.__file__).read_bytes()).hexdigest()[:12]
"""What is kept in a file was worked out by these definitions; other ones keep it in another file."""
_numbers = count(1)
KEPT = "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"


def keep_on(connection: Any) -> Keep | None:
    """For the life of `connection`: temporary tables of DuckDB and PostgreSQL, cached views of Spark. None: no way here."""
    put = {"duckdb": _in_duckdb, "postgres": _in_postgresql, "pyspark": _in_spark}.get(connection.name)
    return None if put is None else lambda name, make: put(connection, f"{name}_{next(_numbers)}", make())


def keep_in_file(connection: Any) -> Keep:
    """In the DuckDB file that `connection` has open; what an earlier run put there is taken as it is."""
    there = {name for (name,) in connection.con.execute(KEPT).fetchall()}

    def keep(name: str, make: Callable[[], Table]) -> Table:
        if name not in there:
            connection.con.execute(f'CREATE TABLE "{name}" AS {ibis.to_sql(make(), dialect="duckdb")}')
            there.add(name)
        return connection.table(name)

    return keep


def _in_duckdb(connection: Any, name: str, made: Table) -> Table:
    connection.con.execute(f'CREATE TEMP TABLE "{name}" AS {ibis.to_sql(made, dialect="duckdb")}')
    return connection.table(name)


def _in_postgresql(connection: Any, name: str, made: Table) -> Table:
    connection.con.execute(f'CREATE TEMP TABLE "{name}" AS {ibis.to_sql(made, dialect="postgres")}')
    connection.con.execute(f'ANALYZE "{name}"')
    return connection.table(name)


def _in_spark(connection: Any, name: str, made: Table) -> Table:
    frame = connection._session.sql(str(ibis.to_sql(made, dialect="pyspark")))
    frame.cache().createOrReplaceTempView(name)
    return connection.table(name)
