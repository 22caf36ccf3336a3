"""Rows that belong together are brought together before any of them is written: the lines of an order."""

from __future__ import annotations

import json
import os
from array import array
from hashlib import blake2b

from accrue.errors import Invalid
from accrue.exchange.models import Import
from accrue.exchange.options import options_of
from accrue.exchange.planning.orders.whole import MOST_LINES, key_of
from accrue.exchange.services import files

MOST_SOUGHT = 100_000
"""Rows that a preview looks through for the other lines of the first orders."""


def gathered(batch: Import) -> files.Together | None:
    """What rows of the import have in common that belong together, and the rows file in such an order; else None.

    The file is put in order once, before its first row is read: in place of the other in one stroke, and the same again
    whenever that is repeated. Raises Invalid where one order has more lines than any has.
    """
    together = _together(batch)
    if together is not None and batch.position == 0:
        _put_in_order(batch.pk, together)
    return together


def first_rows(batch: Import, most: int) -> list[tuple[int, list[str]]]:
    """The first rows, and whatever belongs to them among the first 100,000."""
    rows, position = files.rows_from(batch.pk, 0, most)
    together = _together(batch)
    if together is None or len(rows) < most:
        return rows
    known = {together(cells) for _, cells in rows} - {""}
    rest, _ = files.rows_from(batch.pk, position, MOST_SOUGHT - most)
    return rows + [(number, cells) for number, cells in rest if together(cells) in known]


def _together(batch: Import) -> files.Together | None:
    if batch.kind != "order":
        return None
    key = options_of(batch.options).key or "number"
    places = [place for place, target in enumerate(batch.mapping) if target == key]
    return lambda cells: key_of(cells, places)


def _put_in_order(import_id: int, together: files.Together) -> None:
    """Rows in the order in which the first of those that belong together stands; within them as they stood."""
    import numpy as np

    path = files.rows_of(import_id)
    keys, starts = array("q"), array("q")
    position = 0
    with path.open("rb") as file:
        for line in file:
            text = together(json.loads(line)[1]) or f"\0{position}"
            keys.append(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True))
            starts.append(position)
            position += len(line)
    if not keys:
        return
    _, first, which, counts = np.unique(
        np.frombuffer(keys, dtype=np.int64), return_index=True, return_inverse=True, return_counts=True
    )
    largest = int(counts.argmax())
    if counts[largest] > MOST_LINES:
        _refuse(import_id, together, starts[int(first[largest])], int(counts[largest]))
    order = np.argsort(first[which], kind="stable")
    if (np.diff(order) > 0).all():
        return
    part = path.with_suffix(".ordered")
    with (
        path.open("rb") as file,
        open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out,
    ):
        for place in order:
            file.seek(starts[int(place)])
            out.write(file.readline())
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, path)


def _refuse(import_id: int, together: files.Together, start: int, count: int) -> None:
    rows, _ = files.rows_from(import_id, start, 1)
    name = together(rows[0][1])[:60]
    raise Invalid(
        "exchange.too_many_lines",
        f"{count:,} rows are of the order “{name}”; at most {MOST_LINES:,} may be. Is this the column of the order's number?",
    )
