"""The rows of the tables: one for each line, one for each category of cost."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.roi.pictures.addresses import Addresses
from accrue.roi.pictures.amounts import Amounts
from accrue.roi.pictures.drivers import DriverRow, driver_rows
from accrue.roi.pictures.words import plain
from accrue.roi.selectors.statements import Opened


@dataclass(frozen=True, slots=True)
class TriedRow:
    """A better design that was not taken, and why."""

    grade: str
    design: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: `index` addresses it."""

    index: int
    key: str
    name: str
    method: str
    grade: str
    amount: str
    interval: str
    status: str
    reason: str
    could_be_chance: bool
    url: str
    records: int
    drivers: list[DriverRow]
    tried: list[TriedRow]
    pinned: str | None
    pin_line: str


@dataclass(frozen=True, slots=True)
class CostRow:
    category: str
    label: str
    amount: str
    records: int
    url: str


def line_rows(opened: Opened, amounts: Amounts, addresses: Addresses) -> list[Row]:
    return [
        Row(
            index=index,
            key=line.key,
            name=opened.name_of(line),
            method=plain(line.method),
            grade=line.grade,
            amount="–" if line.value is None else amounts.exact(line.value),
            interval=amounts.of_line(line),
            status=line.status,
            reason=named(opened, plain(line.reason or "")),
            could_be_chance=line.could_be_chance,
            url=addresses.line(index),
            records=line.record_count,
            drivers=driver_rows(line, amounts),
            tried=[TriedRow(one.grade, one.design, named(opened, plain(one.reason))) for one in line.tried],
            pinned=line.pinned,
            pin_line=pin_line(line.key),
        )
        for index, line in enumerate(opened.drawn.lines)
    ]


def pin_line(key: str) -> str:
    """The name by which the design of a line can be chosen; empty where there is nothing to choose."""
    kind, _, rest = key.partition("/")
    if kind in ("rollout", "donors", "units"):
        return "margin"
    return {"orders": "margin", "series": "series"}.get(rest.split("/")[0], "") if kind == "trend" else ""


def cost_rows(opened: Opened, amounts: Amounts, addresses: Addresses) -> list[CostRow]:
    return [
        CostRow(
            cost.category,
            cost.label,
            amounts.exact(-cost.amount),
            cost.records.count,
            addresses.cost(cost.category),
        )
        for cost in opened.drawn.costs
    ]


def named(opened: Opened, text: str) -> str:
    """A sentence that speaks of lines by what people call them."""
    for line in opened.drawn.lines:
        text = text.replace(line.name, opened.name_of(line))
    return text
