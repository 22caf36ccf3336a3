"""Rows that became nothing, as a file to put right and bring in again: the same columns, and why, by column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from accrue.exchange.models import Import, ImportRow
from accrue.exchange.selectors import to_put_right
from accrue.standards.cells import inert

REASON = "What to put right"


def written(batch: Import) -> Iterator[str]:
    """Lines of CSV, marked as UTF-8 for spreadsheets and cut as the file that came; no cell of it is a formula."""
    names = [column["name"] for column in batch.columns]
    mark = batch.wish.get("delimiter") or ","
    yield "\ufeff" + _line([*names, REASON], mark)
    for row in to_put_right(batch).iterator(chunk_size=2_000):
        cells = (row.data + [""] * len(names))[: max(len(names), len(row.data))]
        yield _line([*cells[: len(names)], _why(batch, names, row)], mark)


SAID_ELSEWHERE = {
    "full_name": ("given_name", "family_name", "name"),
    "owner": ("owner_id",),
    "amount": ("amount_minor",),
    "price": ("price_minor",),
    "unit_price": ("line_amount", "total"),
    "total": ("unit_price", "total_net"),
    "total_net": ("unit_price",),
    "line_amount": ("unit_price",),
    "person": ("person_email",),
    "company": ("company_id", "person_email"),
    "cost": ("cost_minor",),
}
"""Targets at which a fault of another field is shown, where no column goes to that field."""


def fault_at(faults: Mapping[str, str], target: str, mapping: Sequence[str]) -> str:
    """What is wrong with the cell that goes to a target."""
    if target in faults:
        return faults[target]
    near = (name for name in SAID_ELSEWHERE.get(target, ()) if name in faults and name not in mapping)
    return next((faults[name] for name in near), "")


def _why(batch: Import, names: Sequence[str], row: ImportRow) -> str:
    """The columns at fault with what is wrong in each; the row's own reason where no column is."""
    faults = row.faults or {}
    told = [
        f"{name}: {fault}"
        for name, target in zip(names, batch.mapping, strict=False)
        if target and (fault := fault_at(faults, target, batch.mapping))
    ]
    at_cells = {line.partition(": ")[2] for line in told}
    return " ".join([*told, *(text for text in faults.values() if text not in at_cells)]) or row.reason


def _line(cells: list[str], mark: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerow([inert(cell) for cell in cells])
    return out.getvalue()
