"""What files of facts may weigh, and the rows of Parquet: one file, or a folder of parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from accrue_facts.complaint import BadFile, bad_file, shown

MAX_BYTES = 4 << 30
MAX_ROWS = 100_000_000
BATCH = 1 << 18


def parquet_batches(file: Path) -> tuple[list[str], Iterator[pa.RecordBatch]]:
    """The names of the columns and the rows, some at a time; of a folder the rows of its parts in the order of their names.

    BadFile where it cannot be read, or parts have different columns.
    """
    parts = parts_of(file)
    held = [_metadata(part) for part in parts]
    names = held[0].schema.to_arrow_schema().names
    for part, one in zip(parts, held, strict=True):
        if one.schema.to_arrow_schema().names != names:
            listed = ", ".join(names)
            raise bad_file(part, f"its columns differ from the first part's: {listed}.", "facts.parts_differ")
    rows = sum(one.num_rows for one in held)
    if rows > MAX_ROWS or sum(map(_unpacked, held)) > 4 * MAX_BYTES:
        raise bad_file(file, f"more than can be read ({rows:,} rows).", "facts.too_large")

    def batches() -> Iterator[pa.RecordBatch]:
        for part in parts:
            try:
                with pq.ParquetFile(part) as parquet:
                    yield from parquet.iter_batches(batch_size=BATCH)
            except (pa.ArrowException, OSError) as error:
                raise _not_parquet(part, error) from None

    return names, batches()


def parts_of(file: Path) -> list[Path]:
    """The file itself, or the Parquet files in it where it is a folder. BadFile where that holds none, or too much."""
    if not file.is_dir():
        check_size(file)
        return [file]
    parts = sorted(file.glob("*.parquet"))
    if not parts:
        raise bad_file(file, "the folder holds no Parquet file.", "facts.empty")
    for part in parts:
        check_size(part)
    return parts


def check_size(file: Path) -> None:
    """BadFile where the file is empty or too large to be read."""
    size = file.stat().st_size
    if size > MAX_BYTES:
        raise bad_file(file, f"{size:,} bytes are more than can be read ({MAX_BYTES:,}).", "facts.too_large")
    if not size:
        raise bad_file(file, "the file is empty; a header and rows were expected.", "facts.empty")


def first_line(error: object) -> str:
    """What an error says, short and in one line."""
    lines = str(error).strip().splitlines()
    return shown(lines[0][:160].rstrip("."))[1:-1] if lines else type(error).__name__


def _metadata(file: Path) -> pq.FileMetaData:
    try:
        return pq.read_metadata(file)
    except (pa.ArrowException, OSError) as error:
        raise _not_parquet(file, error) from None


def _not_parquet(file: Path, error: Exception) -> BadFile:
    return bad_file(file, f"cannot be read as Parquet: {first_line(error)}.", "facts.not_parquet")


def _unpacked(metadata: pq.FileMetaData) -> int:
    return sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
