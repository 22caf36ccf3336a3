"""What an import would do with the first rows: tried in a transaction that is undone, so that every check is the real one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from accrue.errors import Conflict
from accrue.exchange.error_file import fault_at
from accrue.exchange.models import Import
from accrue.exchange.new_fields import coming, type_of
from accrue.exchange.options import Options, options_of
from accrue.exchange.planning import Item, desk_for, items_of, plan, spread, wholes
from accrue.exchange.reading_back import understood
from accrue.exchange.services import gathering
from accrue.exchange.services.running import may_write
from accrue.exchange.services.settling import Desks, settle
from accrue.exchange.services.warning import warned
from accrue.exchange.targets import label_of, targets_for

SHOWN, LOOKED_AT, NAMED = 20, 500, 5
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
    understood: str = ""
    fault: str = ""
    warning: str = ""


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
    """`faults` counts the cells of it that cannot be read, `example` is what is wrong with the first; `at` numbers
    the first rows of them."""

    name: str
    target: str
    faults: int
    example: str
    at: list[int]

    @property
    def is_new(self) -> bool:
        return self.target.startswith("New field")


@dataclass(frozen=True, slots=True)
class Preview:
    columns: list[Column]
    rows: list[Shown]
    looked_at: int
    counts: dict[str, int]
    warned: int

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
        rows = gathering.first_rows(batch, LOOKED_AT)
    except FileNotFoundError:
        message = "The uploaded file is not there any more. Begin again with the file."
        raise Conflict("exchange.no_file", message) from None
    items = items_of(rows, batch.mapping, len(batch.columns))
    _try(batch, items, options)
    types = {one.key: str(one.type) for one in targets_for(batch.owner, batch.kind)}
    placed = [n for n, target in enumerate(batch.mapping) if target]
    return Preview(
        columns=[_column(batch, n, items) for n in placed],
        rows=[_shown(batch, item, placed, options, types) for item in items[:SHOWN]],
        looked_at=len(items),
        counts=dict(Counter(outcome_of(item) for item in items)),
        warned=sum(bool(item.warnings) for item in items),
    )


def _try(batch: Import, items: list[Item], options: Options) -> None:
    """As the import would do it. Whoever may not write such records at all sees what reading them alone says."""
    fields = coming(batch.owner, batch)
    desks = Desks(lambda: desk_for(batch.owner, batch.kind, options, coming=fields))
    whole = wholes(batch.kind, items, options)
    if not may_write(batch.owner, batch):
        plan(desks.desk, whole, options)
    else:
        with transaction.atomic():
            with warned(batch.owner, batch.kind, whole):
                settle(desks, whole, options)
            transaction.set_rollback(True)
    spread(whole)


def outcome_of(item: Item) -> str:
    if item.state in ("created", "updated"):
        return item.state.removesuffix("d")
    return item.state or ("create" if item.match is None and item.earlier is None else "update")


def _column(batch: Import, place: int, items: list[Item]) -> Column:
    target = batch.mapping[place]
    faults = [
        (found, item.number) for item in items if (found := fault_at(item.faults, target, batch.mapping))
    ]
    name = batch.columns[place]["name"]
    return Column(
        name,
        f"New field “{name}”" if target.startswith("new:") else label_of(batch.kind, target),
        len(faults),
        faults[0][0] if faults else "",
        [number for _, number in faults[:NAMED]],
    )


def _type(target: str, types: dict[str, str]) -> str:
    return str(type_of(target) or "") if target.startswith("new:") else types.get(target, "")


def _shown(batch: Import, item: Item, placed: list[int], options: Options, types: dict[str, str]) -> Shown:
    texts = [item.cells[n] if n < len(item.cells) else "" for n in placed]
    country = str(item.values.get("country") or "")
    cells = [
        Cell(
            text,
            understood(_type(batch.mapping[n], types), text, options, country),
            fault_at(item.faults, batch.mapping[n], batch.mapping),
            fault_at(item.warnings, batch.mapping[n], batch.mapping),
        )
        for n, text in zip(placed, texts, strict=True)
    ]
    at_cells = {text for cell in cells for text in (cell.fault, cell.warning)}
    elsewhere = [text for text in (item.faults or item.warnings).values() if text not in at_cells]
    why = "" if item.faults else item.reason or item.likely
    said = " ".join(dict.fromkeys([*([why] if why else []), *elsewhere]))
    return Shown(item.number, outcome_of(item), said, cells)
