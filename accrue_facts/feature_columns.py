"""The columns of any CSV as numbers and categories to learn from; those of no use are left out, by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accrue_facts.columns import as_text
from accrue_facts.complaint import shown
from accrue_facts.flat import Flat
from accrue_facts.schema import Column, Kind
from accrue_facts.tables import Floats, Ints
from accrue_facts.writings import Unclear, read_as_written, writing_of
from accrue_stats.scores.features import Features

MOST_LEVELS = 100
NO_NUMBER = pa.array(["na", "n/a", "nan", "null", "none", "?", "-", "#n/a", "."], pa.large_string())
ID_NAME = re.compile(r"(^|[_ .-])(id|uuid|guid|key|row|rownames|rownum|index)$|^unnamed", re.IGNORECASE)
CAMEL_ID = re.compile(r"[a-z](Id|ID)$")
DAY = 86_400_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """`left_out`: column and reason."""

    features: Features
    left_out: tuple[tuple[str, str], ...]


def read_features(flat: Flat, skip: dict[str, str], time: Floats | None = None) -> Columns:
    """Every column of `flat` but those of `skip` (name: reason; without one it is not told).

    Numbers, with missing cells; days and moments as days (before `time`, days since 1970, where given); else categories.
    Left out: constant columns, ids (a value of its own in every row), and more than 100 categories.
    """
    numeric: dict[str, Floats] = {}
    categorical: dict[str, tuple[tuple[str, ...], Ints]] = {}
    left_out = [(name, why) for name, why in skip.items() if why]
    for name in flat.names:
        if name in skip:
            continue
        text = column_text(flat, name)
        found = _number(text)
        is_id = not isinstance(found, Unclear) and found is not None and _is_id(name, found)
        if found is None:
            found = _days(text)
            if time is not None and found is not None and not isinstance(found, Unclear):
                found = time - found
        if isinstance(found, Unclear):
            left_out.append((name, f"{shown(found.value)} {found.reason}"))
            continue
        if found is not None:
            why = "it is an id: a number of its own in every row" if is_id else _useless_number(found)
            if why is None:
                numeric[name] = found
        else:
            levels, codes = _coded(text)
            why = _useless_category(levels, codes)
            if why is None:
                categorical[name] = (levels, codes)
        if why is not None:
            left_out.append((name, why))
    rows = flat.rows
    features = Features(
        tuple(numeric),
        np.column_stack(list(numeric.values())) if numeric else np.empty((rows, 0)),
        tuple(categorical),
        np.column_stack([c for _, c in categorical.values()])
        if categorical
        else np.empty((rows, 0), np.int64),
        tuple(levels for levels, _ in categorical.values()),
    )
    return Columns(features, tuple(left_out))


def column_text(flat: Flat, name: str) -> pa.Array:
    """Trimmed text, null where empty. FactsError where it is not UTF-8."""
    text, bad = as_text(flat.cells.column(flat.names.index(name)).combine_chunks())
    if bad:
        raise flat.error(name, bad, "facts.not_text")
    return text


def _number(text: pa.Array) -> Floats | Unclear | None:
    gap = pc.is_in(pc.utf8_lower(text), value_set=NO_NUMBER)
    values = _read(pc.if_else(gap, None, text), "number")
    if values is None or isinstance(values, Unclear):
        return values
    return np.asarray(values.fill_null(float("nan")).to_numpy(zero_copy_only=False), dtype=np.float64)


def _days(text: pa.Array) -> Floats | Unclear | None:
    """Days since 1970, nan where empty; None when it is not a column of days."""
    there = next((one for one in text.to_pylist() if one is not None), None)
    if there is None or not (_is_day(there) or writing_of("time", [text])):
        return None
    values = _read(text, "time")
    if values is None or isinstance(values, Unclear):
        return values
    micros = np.asarray(values.cast(pa.int64()).cast(pa.float64(), safe=False).fill_null(float("nan")))
    return np.asarray(micros / DAY, dtype=np.float64)


def _read(text: pa.Array, kind: Kind) -> pa.Array | Unclear | None:
    """The column as numbers or times, what it may mean besides, or None where it is neither."""
    values, bad = read_as_written(Column("x", kind, may_be_empty=True), text)
    if not bad:
        return None if values.null_count == len(values) else values
    found = writing_of(kind, [text])
    return found if isinstance(found, Unclear) else None


def _is_day(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _useless_number(values: Floats) -> str | None:
    known = values[~np.isnan(values)]
    if known.size == values.size and bool((known == known[:1]).all()):
        return "it is the same in every row"
    return None


def _is_id(name: str, values: Floats) -> bool:
    """Whole numbers, each once, that leave few gaps or are called an id."""
    distinct = np.unique(values[~np.isnan(values)])
    if distinct.size < values.size or values.size <= 20 or (distinct != np.floor(distinct)).any():
        return False
    dense = bool(distinct[-1] - distinct[0] < 1.5 * distinct.size)
    return dense or bool(ID_NAME.search(name) or CAMEL_ID.search(name))


def _coded(text: pa.Array) -> tuple[tuple[str, ...], Ints]:
    coded = text.dictionary_encode()
    found = coded.dictionary.to_pylist()
    order = sorted(range(len(found)), key=found.__getitem__)
    rank = np.empty(len(found) + 1, dtype=np.int64)
    rank[order] = np.arange(len(found))
    rank[-1] = -1
    return tuple(sorted(found)), rank[coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)]


def _useless_category(levels: tuple[str, ...], codes: Ints) -> str | None:
    known = int((codes >= 0).sum())
    if not levels:
        return "it is empty in every row"
    if len(levels) == 1 and known == codes.size:
        return "it is the same in every row"
    if len(levels) == known and known > 20:
        return "it is an id: a value of its own in every row"
    if len(levels) > MOST_LEVELS:
        return f"it has {len(levels):,} different values, more than the {MOST_LEVELS} that can be learnt from"
    return None
