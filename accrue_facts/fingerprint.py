"""What facts say, as one number: equal contents have equal fingerprints, whatever files held them.

A table's rows fall into blocks by what they are called, and the whole is the hash of the blocks' hashes: where one record
changed, one block is hashed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accrue_facts.programme import Settings
from accrue_facts.tables import Facts, Ints, Table

BLOCK_BITS = 14
"""16,384 numbers to a block."""
REST = -1
_LETTER = 40
LATER = ("cost_per_case", "hours")
"""Settings that came later: where they are not said, facts have the fingerprint they always had."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a table, in the order of its key: `label` is their block's, `digest` the sha256 (hex) of what they say."""

    label: str
    columns: dict[str, pa.Array]
    rows: int
    digest: str


def fingerprint(facts: Facts) -> str:
    """The sha256 (hex) of the tables and the programme: known columns only, rows in the order of their keys.

    The order of rows and columns, the file format, unknown columns and how a number or a date was written make no
    difference; a single cell does.
    """
    tables = {
        name: {one.label: one.digest for one in blocks_of(table)} for name, table in facts.tables.items()
    }
    return combined(facts.settings, tables)


def combined(settings: Settings, tables: Mapping[str, Mapping[str, str]]) -> str:
    """The fingerprint of a programme and of tables whose blocks' digests are known, by label."""
    whole = hashlib.sha256(b"accrue facts 2\n")
    whole.update(json.dumps(_plain(settings), sort_keys=True).encode())
    for name in sorted(tables):
        whole.update(f"\n{name}\n".encode())
        for label in sorted(tables[name]):
            whole.update(f"{label} {tables[name][label]}\n".encode())
    return whole.hexdigest()


def blocks_of(table: Table) -> Iterator[Block]:
    """The table's blocks, by the number in the first column it has (also behind one letter), all other rows in one of their own."""
    codes = _codes(table.columns[_blocked_by(table)])
    order = np.argsort(codes, kind="stable")
    columns = table.columns
    if np.any(order[1:] < order[:-1]):
        at = pa.array(order)
        columns = {name: column.take(at) for name, column in columns.items()}
    starts = np.flatnonzero(np.diff(codes[order], prepend=codes.min(initial=0) - 2)).tolist()
    hashed = {name: _Hashed(columns[name]) for name in sorted(columns)}
    for start, end in zip(starts, [*starts[1:], table.rows], strict=True):
        yield Block(
            _label(int(codes[order[start]])),
            {name: column.slice(start, end - start) for name, column in columns.items()},
            end - start,
            _digest(hashed, start, end),
        )


def _blocked_by(table: Table) -> str:
    """The first column that the table has; items need not name their order."""
    return next(column.name for column in table.form.columns if column.name in table.columns)


def _codes(column: pa.Array) -> Ints:
    """The block of each row as a number that `_label` writes."""
    codes = np.full(len(column), REST, dtype=np.int64)
    plain = np.asarray(pc.fill_null(pc.match_substring_regex(column, r"^\d{1,15}$"), False), dtype=bool)
    codes[plain] = _numbers(column.filter(pa.array(plain))) >> BLOCK_BITS
    if not plain.all():
        other = column.filter(pa.array(~plain))
        lettered = np.asarray(
            pc.fill_null(pc.match_substring_regex(other, r"^[a-z]\d{1,15}$"), False), dtype=bool
        )
        there = other.filter(pa.array(lettered))
        letters = pc.utf8_slice_codeunits(there, 0, 1).to_pylist()
        numbers = _numbers(pc.utf8_slice_codeunits(there, 1)) >> BLOCK_BITS
        first = np.array([ord(letter) for letter in letters], dtype=np.int64)
        codes[np.flatnonzero(~plain)[lettered]] = (first << _LETTER) + numbers
    return codes


def _numbers(texts: pa.Array) -> Ints:
    return np.asarray(pc.cast(texts, pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def _label(code: int) -> str:
    if code == REST:
        return "rest"
    letter, number = code >> _LETTER, code & ((1 << _LETTER) - 1)
    return f"{chr(letter) if letter else ''}{number}"


def _plain(settings: Settings) -> dict[str, Any]:
    said = {k: v for k, v in asdict(settings).items() if k not in ("unknown", *(LATER if v is None else ()))}
    return json.loads(json.dumps(said, default=_iso))  # type: ignore[no-any-return]  # a dict went in


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _digest(columns: Mapping[str, _Hashed], start: int, end: int) -> str:
    sums = hashlib.sha256(str(end - start).encode())
    for name, column in columns.items():
        if not column.valid[start:end].any():
            continue  # an empty optional column says what a missing one says
        sums.update(f"\n{name}\n".encode())
        for part in column.bytes(start, end):
            sums.update(part)
    return sums.hexdigest()


class _Hashed:
    """A column as the bytes that are hashed: which cells there are, and what they hold."""

    def __init__(self, column: pa.Array) -> None:
        self.valid = np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False), dtype=bool)
        self.text: memoryview | None = None
        if pa.types.is_large_string(column.type):
            filled = column.fill_null("")
            _, offsets, data = filled.buffers()
            self.values = np.frombuffer(offsets, "<i8", len(filled) + 1, filled.offset * 8)
            self.text = memoryview(data) if data is not None else memoryview(b"")
        elif pa.types.is_timestamp(column.type):
            numbers = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
            self.values = numbers.astype("<i8")
        else:
            self.values = column.cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False) + 0.0

    def bytes(self, start: int, end: int) -> list[bytes | memoryview]:
        valid = np.packbits(self.valid[start:end]).tobytes()
        if self.text is None:
            return [valid, self.values[start:end].tobytes()]
        offsets = self.values[start : end + 1]
        return [valid, np.diff(offsets).tobytes(), self.text[offsets[0] : offsets[-1]]]
