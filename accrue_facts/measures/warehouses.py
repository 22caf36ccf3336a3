"""Engines other than DuckDB that facts can be measured on: a PostgreSQL of one's own, and Spark."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import ibis
import pyarrow as pa
from pyarrow import csv

from accrue_facts.errors import FactsError
from accrue_facts.spark import spark_session

SAID = "duckdb, spark, spark://host:port or postgresql://user:password@host/database"


@contextmanager
def connected(engine: str) -> Iterator[Any]:
    """An Ibis connection to what `engine` names (SAID). FactsError where that is nothing, or cannot be reached."""
    if engine == "duckdb":
        connection = ibis.duckdb.connect()
        try:
            yield connection
        finally:
            connection.disconnect()
    elif engine.startswith(("postgresql://", "postgres://")):
        with _postgresql(engine) as connection:
            yield connection
    elif engine == "spark" or engine.startswith("spark://"):
        with spark_session(engine) as session:
            yield ibis.pyspark.connect(session)
    else:
        raise FactsError("measures.engine", f"The engine is {SAID}, not {_without_password(engine)}.")


def load(connection: Any, name: str, table: pa.Table) -> None:
    """Put the rows into a table that goes with the connection; on DuckDB they stay where they are."""
    if connection.name == "duckdb":
        connection.con.register(name, table)
    elif connection.name == "pyspark":  # its create_table goes by pandas, where an empty text is NaN
        connection._session.createDataFrame(table).createOrReplaceTempView(name)
    elif connection.name == "postgres":
        connection.create_table(name, schema=ibis.schema(table.schema), temp=True)
        written = io.BytesIO()
        csv.write_csv(table, written, csv.WriteOptions(include_header=False, quoting_style="all_valid"))
        with connection.con.cursor() as cursor, cursor.copy(f'COPY "{name}" FROM STDIN (FORMAT csv)') as out:
            out.write(written.getbuffer())
    else:
        connection.create_table(name, table)


@contextmanager
def _postgresql(url: str) -> Iterator[Any]:
    """In UTC; every table is temporary, so that nothing is left behind."""
    import psycopg

    try:
        opened = psycopg.connect(url, autocommit=True, options="-c timezone=UTC")
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise FactsError("measures.engine", f"{_without_password(url)} cannot be reached: {reason}") from None
    with opened:
        yield ibis.postgres.from_connection(opened)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
