"""One column of a table: from what a file holds to its kind, complaining by row.

Every reader takes an Arrow array and returns an array of the same length with nulls for empty cells, and the rows
it could not read with the reason. Kinds become: id, text, code, currency and period large_string; number and count
double; flag bool; time timestamp[us] without zone, in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accrue_facts.complaint import shown
from accrue_facts.periods import FIRST_YEAR, LAST_YEAR, read_period
from accrue_facts.schema import Column

TEXT = pa.large_string()
TIME = pa.timestamp("us")
LARGEST = 1e15
MOST_ROWS = 10_000
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_TRUE, _FALSE = ("true", "yes", "1", "1.0", "t", "y"), ("false", "no", "0", "0.0", "f", "n")
_NOTHING = ("nan", "na", "nat", "null", "none", "inf", "-inf", "n/a", "-", "never")

type Bad = list[tuple[int, str]]
"""Rows (from 0) and why they cannot be read."""


def read_column(column: Column, raw: pa.Array) -> tuple[pa.Array, Bad]:
    """`raw` as the kind of `column`, and the rows it could not read, at most one complaint a row."""
    if pa.types.is_dictionary(raw.type):
        raw = raw.dictionary_decode()
    if pa.types.is_null(raw.type):
        raw = raw.cast(TEXT)
    values, bad = _READERS[column.kind](raw)
    if column.one_of:
        bad += [] if bad else _not_one_of(column, values)
    if column.required and not column.may_be_empty:
        told = {row for row, _ in bad}
        empty = _rows(_mask(pc.is_null(values)))
        bad += [(row, "it is empty") for row in empty if row not in told]
    return values, sorted(bad)


def as_text(raw: pa.Array) -> tuple[pa.Array, Bad]:
    """Any array as text without surrounding blanks; empty text is null. Bytes must be UTF-8."""
    if pa.types.is_binary(raw.type) or pa.types.is_large_binary(raw.type):
        try:
            raw = raw.cast(pa.large_binary()).cast(TEXT)
        except pa.ArrowInvalid:
            return _bytes_by_row(raw)
    elif pa.types.is_floating(raw.type):
        raw = _whole_numbers_as_text(raw)
    elif not _is_text(raw):
        raw = raw.cast(TEXT)
    trimmed = pc.utf8_trim_whitespace(raw.cast(TEXT))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, TEXT), trimmed), []


def _bytes_by_row(raw: pa.Array) -> tuple[pa.Array, Bad]:
    texts: list[str | None] = []
    bad: Bad = []
    for row, value in enumerate(raw.to_pylist()):
        try:
            texts.append(None if value is None else value.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append(None)
            bad.append((row, "it is not UTF-8 text"))
    return as_text(pa.array(texts, TEXT))[0], bad


def _whole_numbers_as_text(raw: pa.Array) -> pa.Array:
    texts = [None if v is None or v != v else f"{v:.0f}" if v == int(v) else repr(v) for v in raw.to_pylist()]
    return pa.array(texts, TEXT)


def _number(raw: pa.Array) -> tuple[pa.Array, Bad]:
    if pa.types.is_boolean(raw.type):
        return _nothing(raw, pa.float64()), [(0, "true and false are not numbers")]
    if pa.types.is_integer(raw.type) or pa.types.is_floating(raw.type) or pa.types.is_decimal(raw.type):
        numbers = pc.cast(raw, pa.float64(), safe=False)
        return _finite(pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers), [])
    text, bad = as_text(raw)
    fits = pc.fill_null(pc.match_substring_regex(text, _NUMBER), True)
    wrong = _rows(~_mask(fits))
    for row in wrong:
        bad.append((row, f"{_quoted(text, row)} is not a number{_number_hint(text[row].as_py())}"))
    if wrong:
        text = pc.if_else(fits, text, pa.scalar(None, TEXT))
    return _finite(pc.cast(text, pa.float64()), bad)


def _number_hint(text: str) -> str:
    plain = text.replace(" ", "").replace("’", "").replace("'", "")
    if plain.lower() in _NOTHING:
        return "; leave the cell empty if there is none"
    if any(ch.isdigit() for ch in plain) and not any(ch.isalpha() for ch in plain):
        return "; write it as 1234.56"
    return ""


def _empty_hint(text: str) -> str:
    return "; leave the cell empty if there is none" if text.lower() in _NOTHING else ""


def _finite(numbers: pa.Array, bad: Bad) -> tuple[pa.Array, Bad]:
    values = numbers.to_numpy(zero_copy_only=False)
    there = _mask(pc.is_valid(numbers))
    wrong = there & ~(np.abs(np.nan_to_num(values, nan=np.inf)) <= LARGEST)
    bad = bad + [(row, f"{values[row]:g} is not a finite number of a sensible size") for row in _rows(wrong)]
    return numbers, bad


def _count(raw: pa.Array) -> tuple[pa.Array, Bad]:
    numbers, bad = _number(raw)
    values = numbers.to_numpy(zero_copy_only=False)
    told = {row for row, _ in bad}
    wrong = _rows(_mask(pc.is_valid(numbers)) & ((values != np.floor(values)) | (values < 0)))
    return numbers, bad + [
        (r, f"{values[r]:g} is not a whole number, 0 or more") for r in wrong if r not in told
    ]


def _flag(raw: pa.Array) -> tuple[pa.Array, Bad]:
    if pa.types.is_boolean(raw.type):
        return raw, []
    text, bad = as_text(raw)
    lower = pc.utf8_lower(text)
    yes = pc.is_in(lower, value_set=pa.array(_TRUE, TEXT))
    known = pc.is_in(lower, value_set=pa.array(_TRUE + _FALSE, TEXT))
    wrong = _rows(_mask(pc.and_(pc.is_valid(text), pc.invert(known))))
    bad += [(row, f"{_quoted(text, row)} is neither true nor false") for row in wrong]
    return pc.if_else(pc.is_valid(text), yes, pa.scalar(None, pa.bool_())), bad


def _time(raw: pa.Array) -> tuple[pa.Array, Bad]:
    if pa.types.is_timestamp(raw.type):
        return _sensible(raw.cast(pa.timestamp("us", raw.type.tz), safe=False).cast(TIME), [])
    if pa.types.is_date(raw.type):
        return _sensible(raw.cast(TIME), [])
    if not (_is_text(raw) or _is_bytes(raw)):
        return _nothing(raw, TIME), [
            (0, f"{shown_type(raw)} is no date; write 2026-04-30 or 2026-04-30T09:00:00")
        ]
    return _by_distinct(raw, TIME, _moment)


def _moment(text: str) -> datetime | str:
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return f"is not a date such as 2026-04-30 or 2026-04-30T09:00:00Z{_empty_hint(text)}"
    return moment if (why := _year_fits(moment)) is None else why


def _year_fits(day: date) -> str | None:
    if day.year < FIRST_YEAR:
        return f"is before {FIRST_YEAR}"
    return f"is after {LAST_YEAR}" if day.year > LAST_YEAR else None


def _sensible(times: pa.Array, bad: Bad) -> tuple[pa.Array, Bad]:
    low, high = datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR + 1, 1, 1)  # noqa: DTZ001  (UTC without zone)
    for edge, compare, why in (
        (low, pc.less, f"before {FIRST_YEAR}"),
        (high, pc.greater_equal, f"after {LAST_YEAR}"),
    ):
        wrong = _rows(_mask(pc.fill_null(compare(times, pa.scalar(edge, TIME)), False)))
        bad = bad + [(row, f"{pc.strftime(times[row], '%Y-%m-%d').as_py()} is {why}") for row in wrong[:100]]
    return times, bad


def _period(raw: pa.Array) -> tuple[pa.Array, Bad]:
    if pa.types.is_timestamp(raw.type) or pa.types.is_date(raw.type):
        zoned = pa.types.is_timestamp(raw.type) and raw.type.tz is not None
        times, bad = _time(pc.local_timestamp(raw) if zoned else raw)
        return pc.strftime(times, "%Y-%m-%d").cast(TEXT), bad
    return _by_distinct(raw, TEXT, _period_text)


def _period_text(text: str) -> str | tuple[str]:
    """The period in one canonical writing (in a tuple), or what is wrong with it."""
    try:
        found = read_period(text)
    except ValueError as error:
        return f"{error}{_empty_hint(text)}"
    if found.start is not None and (why := _year_fits(found.start)):
        return why
    return (found.text,)


def _currency(raw: pa.Array) -> tuple[pa.Array, Bad]:
    text, bad = as_text(raw)
    upper = pc.utf8_upper(text)
    fits = pc.fill_null(pc.match_substring_regex(upper, "^[A-Z]{3}$"), True)
    wrong = _rows(~_mask(fits))
    return upper, bad + [(r, f"{_quoted(text, r)} is not a currency such as EUR") for r in wrong]


def _by_distinct(raw: pa.Array, kind: pa.DataType, read: Callable[[str], Any]) -> tuple[pa.Array, Bad]:
    """Read each distinct text once. `read` answers text for what is wrong, anything else is the value."""
    text, bad = as_text(raw)
    coded = text.dictionary_encode()
    answers = [read(one) for one in coded.dictionary.to_pylist()]
    wrong = {i: why for i, why in enumerate(answers) if isinstance(why, str)}
    if wrong:
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        rows = _rows(np.isin(codes, list(wrong)))
        bad = bad + [(row, f"{_quoted(text, row)} {wrong[int(codes[row])]}") for row in rows]
    values = [None if isinstance(a, str) else a[0] if isinstance(a, tuple) else a for a in answers]
    return pa.array(values, kind).take(coded.indices), bad


def _not_one_of(column: Column, values: pa.Array) -> Bad:
    known = pc.is_in(values, value_set=pa.array(column.one_of, TEXT))
    wrong = _rows(_mask(pc.and_(pc.is_valid(values), pc.invert(known))))
    allowed = ", ".join(column.one_of)
    return [(row, f"{_quoted(values, row)} is none of: {allowed}") for row in wrong]


def _code(raw: pa.Array) -> tuple[pa.Array, Bad]:
    text, bad = as_text(raw)
    return pc.utf8_lower(text), bad


_READERS: dict[str, Callable[[pa.Array], tuple[pa.Array, Bad]]] = {
    "id": as_text,
    "text": as_text,
    "code": _code,
    "number": _number,
    "count": _count,
    "flag": _flag,
    "time": _time,
    "period": _period,
    "currency": _currency,
}


def _is_text(raw: pa.Array) -> bool:
    return bool(
        pa.types.is_string(raw.type)
        or pa.types.is_large_string(raw.type)
        or pa.types.is_string_view(raw.type)
    )


def _is_bytes(raw: pa.Array) -> bool:
    return bool(pa.types.is_binary(raw.type) or pa.types.is_large_binary(raw.type))


def _rows(flags: Any) -> list[int]:
    """The rows where `flags` hold, at most MOST_ROWS of them."""
    return [int(row) for row in np.flatnonzero(flags)[:MOST_ROWS]]


def _mask(flags: pa.Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.asarray(flags.to_numpy(zero_copy_only=False), dtype=bool)


def _nothing(raw: pa.Array, kind: pa.DataType) -> pa.Array:
    return pa.nulls(len(raw), kind)


def _quoted(text: pa.Array, row: np.signedinteger[Any] | int) -> str:
    return shown(text[row].as_py())


def shown_type(raw: pa.Array) -> str:
    return f"a value of type {raw.type}"
