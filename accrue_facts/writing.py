"""Write a facts folder: every file complete, or none."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from accrue_facts.errors import FactsError
from accrue_facts.programme import FILE as PROGRAMME
from accrue_facts.reading import SUFFIXES
from accrue_facts.schema import TABLES


def write_folder(
    folder: Path, tables: Mapping[str, pa.Table], programme: str | None = None, *, as_csv: bool = False
) -> list[Path]:
    """Write `tables` (named for the schema) and the text of programme.toml into `folder`, and return the files.

    A table without rows is left out: a missing table says the same. Files of the same name are replaced; all are
    written beside their place first, so that a failure leaves the folder as it was. FactsError when `folder` holds
    facts that would be mixed with these.
    """
    names = [name for name in TABLES if name in tables and tables[name].num_rows]
    _refuse_strangers(folder, set(names))
    suffix = ".csv" if as_csv else ".parquet"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        placed: list[tuple[Path, Path]] = []
        for name in names:
            path = folder / f"{name}{suffix}"
            placed.append((stack.enter_context(beside(path)), path))
            _write(tables[name], placed[-1][0], as_csv)
        if programme is not None:
            placed.append((stack.enter_context(beside(folder / PROGRAMME)), folder / PROGRAMME))
            placed[-1][0].write_text(programme, encoding="utf-8")
        for made, path in placed:
            made.replace(path)
    for name in names:
        other = folder / f"{name}{'.parquet' if as_csv else '.csv'}"
        other.unlink(missing_ok=True)
    return [path for _, path in placed]


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A new, empty file beside `path` to write and then put in its place; it is gone afterwards unless it was."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    made = Path(name)
    with contextlib.suppress(OSError):
        made.chmod(0o666 & ~_umask())
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` into `path`, whole or not at all."""
    with beside(path) as made:
        made.write_bytes(content)
        made.replace(path)


def _refuse_strangers(folder: Path, names: set[str]) -> None:
    if not folder.is_dir():
        if folder.exists():
            raise FactsError("facts.no_folder", f"{folder}: is a file; name a folder to write into.")
        return
    there = {
        file.stem for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and file.stem in TABLES
    }
    if there - names:
        mixed = ", ".join(sorted(there - names))
        raise FactsError(
            "facts.folder_in_use", f"{folder}: holds other facts ({mixed}); name a new or an empty folder."
        )


def _write(table: pa.Table, path: Path, as_csv: bool) -> None:
    if not as_csv:
        pq.write_table(table, path, compression="zstd")
        return
    columns = [_as_csv(table.column(name)) for name in table.column_names]
    pacsv.write_csv(pa.table(columns, names=table.column_names), path)


def _as_csv(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column.cast(pa.timestamp("us")), "%Y-%m-%dT%H:%M:%S")
    return column


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
