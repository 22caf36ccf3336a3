"""Rows out of the database into parts: many rows at once, typed columns, and one file for each block of the fingerprint."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection

from accrue.metrics.parts.manifest import Part, Parts
from accrue.metrics.sources import Perimeter, Source, Sums
from accrue.metrics.touching import BITS
from accrue.metrics.writing import BLOCK_OF, arrow_of, arrow_of_records, plain_sql, quick_sql


def copied(query: str, perimeter: Perimeter) -> bytes:
    """What the query gives, in its order and with exact numbers, as CSV without a header."""
    with connection.cursor() as cursor:
        copy: Any = cursor.cursor.copy(  # Django's own for debugging takes no parameters
            f"COPY ({plain_sql(query)}) TO STDOUT (FORMAT csv)", perimeter.parameters
        )
        with copy as stream:
            return b"".join(stream)


def gathered(query: str, perimeter: Perimeter) -> bytes:
    """What the query gives, in any order, as lines of PostgreSQL's records (`arrow_of_records` reads them).

    All rows are one value of one answer: a COPY hands over each row by itself, which costs more than making it.
    """
    records = (
        "SELECT string_agg(r::text, E'\\n') FROM "  # noqa: S608  (queries of ours; values travel as parameters)
        f"(SELECT NULL AS opening, q.*, NULL AS closing FROM ({quick_sql(query)}) q) r"
    )
    with connection.cursor() as cursor:
        cursor.execute(records, perimeter.parameters)
        return cursor.cursor.pgresult.get_value(0, 0) or b""


def within(query: str, blocks: range) -> str:
    """The query of rows whose ids lie in these blocks, which follow each other."""
    first, end = blocks.start << BITS, blocks.stop << BITS
    return BLOCK_OF.sub(lambda found: f"({found[1]} >= {first} AND {found[1]} < {end})", query)


def facts_parts(source: Source, rows: bytes, folder: Path) -> Parts:
    """Write rows of a facts table, a file for each of its blocks. FactsError where they cannot be facts."""
    return _facts_parts(source, arrow_of(source, rows), folder) if rows else {}


def gathered_parts(source: Source, rows: bytes, folder: Path) -> Parts:
    """The same of rows that were gathered."""
    return _facts_parts(source, arrow_of_records(source, rows), folder) if rows else {}


def _facts_parts(source: Source, raw: Any, folder: Path) -> Parts:
    import pyarrow as pa
    from pyarrow import parquet

    from accrue_facts.complaint import error_of
    from accrue_facts.fingerprint import blocks_of
    from accrue_facts.schema import TABLES
    from accrue_facts.tables import typed

    table, wrong = typed(
        TABLES[source.table], source.table, raw.column_names, raw.to_batches(), is_text=False
    )
    if table is None:
        raise error_of(wrong)
    parts: Parts = {}
    for block in blocks_of(table):
        name = f"{source.table}/{block.label}-{block.digest[:20]}.parquet"

        def write(file: Path, columns: dict[str, pa.Array] = block.columns) -> None:
            parquet.write_table(pa.table(columns), file)

        parts[block.label] = _kept(folder, name, write, block.rows, block.digest)
    return parts


def sums_parts(source: Source, rows: bytes, folder: Path) -> Parts:
    """Keep sums, whose first column is the block; by it."""
    by_block: dict[str, list[Sums]] = {}
    for block, *cells in csv.reader(io.StringIO(rows.decode())):
        by_block.setdefault(block, []).append(cells)
    parts: Parts = {}
    for block, held in by_block.items():
        text = json.dumps(held)
        digest = sha256(text.encode()).hexdigest()
        name = f"{source.table}.sums/{block}-{digest[:20]}.json"
        parts[block] = _kept(folder, name, lambda file, text=text: file.write_text(text), len(held), digest)
    return parts


def sums_in(folder: Path, parts: Parts) -> Iterable[Sums]:
    for part in parts.values():
        yield from json.loads((folder / part.file).read_text())


def as_csv(rows: Iterable[Sums]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _kept(folder: Path, name: str, write: Any, rows: int, digest: str) -> Part:
    file = folder / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = file.with_name(f".{file.name}")
        write(made)
        made.replace(file)
    return Part(name, file.stat().st_size, rows, digest)
