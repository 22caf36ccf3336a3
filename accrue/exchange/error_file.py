"""Rows that became nothing, as a file to put right and bring in again: the same columns, and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from accrue.exchange.models import Import
from accrue.exchange.selectors import to_put_right
from accrue.standards.cells import inert

REASON = "What to put right"


def written(batch: Import) -> Iterator[str]:
    """Lines of CSV, marked as UTF-8 for spreadsheets; no cell of it is a formula."""
    names = [column["name"] for column in batch.columns]
    yield "\ufeff" + _line([*names, REASON])
    for row in to_put_right(batch).iterator(chunk_size=2_000):
        cells = (row.data + [""] * len(names))[: max(len(names), len(row.data))]
        yield _line([*cells, row.reason] if len(cells) == len(names) else [*cells[: len(names)], row.reason])


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([inert(cell) for cell in cells])
    return out.getvalue()
