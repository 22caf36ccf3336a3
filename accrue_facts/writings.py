"""Columns of a CSV file written as people write at home: 1.234,50 and 30/04/2026, read where the whole column leaves no doubt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from accrue_facts.columns import Bad, as_text, read_column
from accrue_facts.complaint import shown
from accrue_facts.schema import Column

EMPTY = "it is empty"
type Writing = Literal["decimal comma", "thousands comma", "day first", "month first"]

_GROUPED = {
    "decimal comma": (r"^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$", r"\d\.\d{3}"),
    "thousands comma": (r"^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$", r"\d,\d{3}"),
}
_BOTH = {
    "decimal comma": r"\.\d{3},\d|\.\d{3}\.\d{3}",
    "thousands comma": r",\d{3}\.\d|,\d{3},\d{3}",
}
# A comma that cannot part thousands: after four digits or a leading 0, or before other than three.
_DECIMAL = r"^[+-]?(\d{4,},\d+|0,\d+|\d+,(\d{1,2}|\d{4,}))$"
_DAY = r"^(\d{1,2})([./-])(\d{1,2})([./-])(\d{4})([ T]\d{1,2}:\d{2}(:\d{2})?)?$"


@dataclass(frozen=True, slots=True)
class Unclear:
    """A value that may mean two things in its column, and what to write instead."""

    value: str
    reason: str


def read_as_written(column: Column, raw: pa.Array, whole: pa.Array | None = None) -> tuple[pa.Array, Bad]:
    """As `read_column`; where cells cannot be read, as all of the column are written at home, if that is clear.

    `whole`: all cells of the column, where `raw` are only some of them. Where a value may mean two things its
    complaint says so.
    """
    values, bad = read_column(column, raw)
    if column.kind not in ("number", "count", "time", "period") or all(why == EMPTY for _, why in bad):
        return values, bad
    found: Writing | Unclear | None = None
    for cells in (raw,) if whole is None else (whole, raw):
        found = writing_of(column.kind, [cells])
        if found is not None:
            break
    if found is None:
        return values, bad
    if isinstance(found, Unclear):
        value = shown(found.value)
        return values, [
            (row, f"{value} {found.reason}" if why.startswith(value) else why) for row, why in bad
        ]
    return read_column(column, plain_text(raw, found))


def writing_of(kind: str, columns: Iterable[pa.Array]) -> Writing | Unclear | None:
    """How all the cells of a column of numbers or times are written; None where they are in no such way."""
    texts = pc.drop_null(pa.chunked_array([as_text(each)[0] for each in columns], pa.large_string())).unique()
    if not len(texts):
        return None
    return _of_numbers(texts) if kind in ("number", "count") else _of_days(texts)


def plain_text(column: pa.Array, writing: Writing) -> pa.Array:
    """The column's cells as this program writes them: 1234.50 and 2026-04-30."""
    text = as_text(column)[0]
    if writing == "decimal comma":
        return pc.replace_substring(pc.replace_substring(text, ".", ""), ",", ".")
    if writing == "thousands comma":
        return pc.replace_substring(text, ",", "")
    order = r"\5-\3-\1T\6" if writing == "day first" else r"\5-\1-\3T\6"
    for pattern, replacement in (
        (r"^(\d)([./-])", r"0\1\2"),
        (r"([./-])(\d)([./-])", r"\10\2\3"),
        (_DAY, order),
        (r"T[ T]", "T"),
        (r"T(\d):", r"T0\1:"),
        (r"T$", ""),
    ):
        text = pc.replace_substring_regex(text, pattern, replacement)
    return text


def _of_numbers(texts: pa.Array) -> Writing | Unclear | None:
    fits = {name: _all(texts, whole) for name, (whole, _) in _GROUPED.items()}
    proven = {name: fits[name] and _any(texts, _BOTH[name]) for name in _GROUPED}
    if proven["thousands comma"]:
        return "thousands comma"
    if not fits["decimal comma"]:
        return None
    grouped = _GROUPED["decimal comma"][1]
    if proven["decimal comma"] or (_any(texts, _DECIMAL) and not _any(texts, grouped)):
        return "decimal comma"
    doubtful = _first(texts, grouped if _any(texts, _DECIMAL) else r",\d{3}$")
    if doubtful is None:
        return None
    one, other = doubtful.replace(".", "").replace(",", ""), doubtful.replace(",", ".")
    return Unclear(
        doubtful, f"may be {one} or {other}, and no row of the column tells which; write it as 1234.56"
    )


def _of_days(texts: pa.Array) -> Writing | Unclear | None:
    if not _all(texts, _DAY):
        return None
    parts = pc.extract_regex(texts, r"^(?P<one>\d{1,2})(?P<by>[./-])(?P<two>\d{1,2})")
    first, by, second = (pc.struct_field(parts, name) for name in ("one", "by", "two"))
    ones, twos = pc.max(first.cast(pa.int64())).as_py(), pc.max(second.cast(pa.int64())).as_py()
    if ones > 12 and twos > 12:
        return None
    if ones > 12 or pc.unique(by).to_pylist() == ["."]:
        return "day first" if twos <= 12 else None
    if twos > 12:
        return "month first"
    value = texts[0].as_py()
    return Unclear(
        value,
        "may have the day or the month first, and no row of the column tells which; write it as 2026-04-30",
    )


def _all(texts: pa.Array, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(texts, pattern)).as_py())


def _any(texts: pa.Array, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(texts, pattern)).as_py())


def _first(texts: pa.Array, pattern: str) -> str | None:
    found = texts.filter(pc.match_substring_regex(texts, pattern))
    return str(found[0].as_py()) if len(found) else None
