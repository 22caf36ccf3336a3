"""Where the effect was greatest and what to improve next: each sentence out of a line, and linked to it."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.roi.pictures.amounts import Amounts
from accrue.roi.pictures.rows import CostRow, Row
from accrue.roi.selectors.statements import Opened

MOST = 4


@dataclass(frozen=True, slots=True)
class Insight:
    text: str
    url: str
    row: str = ""


def greatest(opened: Opened, rows: list[Row], amounts: Amounts) -> list[Insight]:
    """The counted lines by value, and what drove the first."""
    counted = sorted((row for row in rows if row.status == "counted"), key=lambda row: -_value(opened, row))
    told = []
    for place, row in enumerate(counted[:MOST]):
        if _value(opened, row) <= 0:
            text = f"{row.name} brought nothing: {row.amount}"
        else:
            text = f"{row.name} brought {'the most' if not place else 'next most'}, {row.amount}"
        if row.grade == "E":
            text += ", as declared and not measured."
        elif row.could_be_chance:
            text += f" ({row.interval}), which could be chance."
        else:
            text += f" ({row.interval})."
        if not place and row.drivers:
            line = opened.drawn.lines[row.index]
            top = max(line.drivers, key=lambda one: one.value)
            text += f" Most of it is {top.label[0].lower()}{top.label[1:]}: {amounts.exact(top.value)}."
        told.append(Insight(text, row.url, row.name))
    return told


def improve(opened: Opened, rows: list[Row], costs: list[CostRow]) -> list[Insight]:
    """What is not known well enough, what lost money, and the largest cost."""
    told = []
    for row in rows:
        if row.status == "refused":
            told.append(Insight(f"{row.name} gives no number. {row.reason}", row.url))
        elif row.status == "counted" and row.grade != "E" and _value(opened, row) < 0:
            told.append(
                Insight(
                    f"{row.name} cost more than it brought: {row.amount}. Look at why, or end it.", row.url
                )
            )
        elif row.status == "counted" and row.could_be_chance:
            told.append(Insight(f"{row.name} could be chance. More people or more time would tell.", row.url))
        elif row.status == "counted" and row.grade in ("C", "D"):
            text = f"{row.name} is modelled. People held out by chance, or teams that begin at their own dates, would measure it."
            told.append(Insight(text, row.url))
    if costs:
        largest = max(opened.drawn.costs, key=lambda one: one.amount)
        url = next(row.url for row in costs if row.category == largest.category)
        whole = opened.drawn.cost or 0.0
        share = f", {largest.amount / whole:.0%} of all" if whole > 0 else ""
        told.append(Insight(f"{largest.label} is the largest cost{share}.", url))
    return told[: MOST + 1]


def _value(opened: Opened, row: Row) -> float:
    return opened.drawn.lines[row.index].value or 0.0
