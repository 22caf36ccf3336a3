"""What facts say, as one number: equal contents have equal fingerprints, whatever files held them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accrue_facts.tables import Facts, Table


def fingerprint(facts: Facts) -> str:
    """The sha256 (hex) of the tables and the programme: known columns only, rows in the order of their keys.

    The order of rows and columns, the file format, unknown columns and how a number or a date was written make no
    difference; a single cell does.
    """
    whole = hashlib.sha256(b"accrue facts 1\n")
    whole.update(json.dumps(_settings(facts), sort_keys=True).encode())
    for name in sorted(facts.tables):
        whole.update(f"\n{name}\n".encode())
        whole.update(_table(facts.tables[name]))
    return whole.hexdigest()


def _settings(facts: Facts) -> dict[str, Any]:
    settings = {k: v for k, v in asdict(facts.settings).items() if k != "unknown"}
    return json.loads(json.dumps(settings, default=_iso))  # type: ignore[no-any-return]  # a dict went in


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _table(table: Table) -> bytes:
    sums = hashlib.sha256(str(table.rows).encode())
    for name in sorted(table.columns):
        column = table.columns[name]
        if column.null_count == len(column):
            continue  # an empty optional column says what a missing one says
        sums.update(f"\n{name}\n".encode())
        for part in _bytes(column):
            sums.update(part)
    return sums.digest()


def _bytes(column: pa.Array) -> list[bytes]:
    valid = np.packbits(np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False), dtype=bool)).tobytes()
    if pa.types.is_large_string(column.type):
        texts = column.fill_null("")
        sizes = pc.binary_length(texts).to_numpy(zero_copy_only=False).astype("<i8").tobytes()
        return [valid, sizes, "".join(texts.to_pylist()).encode()]
    if pa.types.is_timestamp(column.type):
        return [
            valid,
            column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False).astype("<i8").tobytes(),
        ]
    numbers = column.cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False) + 0.0
    return [valid, numbers.astype("<f8").tobytes()]
