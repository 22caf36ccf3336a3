"""What an import would do, worked out on the first rows without writing anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from accrue.errors import Conflict
from accrue.exchange.models import Import
from accrue.exchange.options import options_of
from accrue.exchange.planning import Item, desk_for, items_of, plan
from accrue.exchange.services import files
from accrue.exchange.targets import target_called

SHOWN, LOOKED_AT = 20, 500
OUTCOMES = {
    "create": ("New", "success", "circle-plus"),
    "update": ("Update", "info", "pencil"),
    "duplicate": ("Duplicate", "warning", "copy"),
    "rejected": ("To put right", "error", "circle-alert"),
    "skipped": ("Left out", "neutral", "circle-x"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    number: int
    outcome: str
    reason: str
    cells: list[Cell]

    @property
    def badge(self) -> tuple[str, str, str]:
        return OUTCOMES[self.outcome]


@dataclass(frozen=True, slots=True)
class Column:
    """`faults` counts the cells of it that cannot be read, `example` is what is wrong with the first."""

    name: str
    target: str
    faults: int
    example: str


@dataclass(frozen=True, slots=True)
class Preview:
    columns: list[Column]
    rows: list[Shown]
    looked_at: int
    counts: dict[str, int]

    @property
    def summary(self) -> list[tuple[str, int]]:
        return [(OUTCOMES[name][0], self.counts[name]) for name in OUTCOMES if self.counts.get(name)]

    @property
    def faulty(self) -> list[Column]:
        return [column for column in self.columns if column.faults]


def preview(batch: Import) -> Preview:
    """Of the first 500 rows; the first 20 are shown."""
    options = options_of(batch.options)
    try:
        rows, _ = files.rows_from(batch.pk, 0, LOOKED_AT)
    except FileNotFoundError:
        message = "The uploaded file is not there any more. Begin again with the file."
        raise Conflict("exchange.no_file", message) from None
    items = items_of(rows, batch.mapping, len(batch.columns))
    plan(desk_for(batch.owner, batch.kind, options), items, options)
    placed = [n for n, target in enumerate(batch.mapping) if target]
    return Preview(
        columns=[_column(batch, n, items) for n in placed],
        rows=[_shown(batch, item, placed) for item in items[:SHOWN]],
        looked_at=len(items),
        counts=dict(Counter(outcome_of(item) for item in items)),
    )


def outcome_of(item: Item) -> str:
    if item.state:
        return item.state
    return "create" if item.match is None and item.earlier is None else "update"


def _column(batch: Import, place: int, items: list[Item]) -> Column:
    target = batch.mapping[place]
    faults = [item.faults[target] for item in items if target in item.faults]
    known = target_called(batch.kind, target)
    return Column(
        batch.columns[place]["name"],
        known.label if known else target,
        len(faults),
        faults[0] if faults else "",
    )


def _shown(batch: Import, item: Item, placed: list[int]) -> Shown:
    cells = [
        Cell(
            item.cells[n] if n < len(item.cells) else "",
            item.faults.get(batch.mapping[n], ""),
        )
        for n in placed
    ]
    return Shown(item.number, outcome_of(item), item.reason or item.likely, cells)
