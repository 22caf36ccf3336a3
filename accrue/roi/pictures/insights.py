"""Where the effect was greatest and what to improve next: each sentence out of a line, and linked to it.

Somebody reads them aloud, so each is a whole sentence that stands by itself and claims no more than its line.
"""

from __future__ import annotations

from dataclasses import dataclass

from accrue.roi.pictures.amounts import Amounts
from accrue.roi.pictures.rows import CostRow, Row
from accrue.roi.selectors.statements import Opened
from accrue.ui.figures import percent

MOST = 4
MODELLED = ("C", "D")


@dataclass(frozen=True, slots=True)
class Insight:
    """`text` begins with `row`, the name that leads to `url`; `rest` is what comes after it."""

    row: str
    rest: str
    url: str

    @property
    def text(self) -> str:
        return f"{self.row}{self.rest}"


def greatest(opened: Opened, rows: list[Row], amounts: Amounts) -> list[Insight]:
    """The counted lines that brought something, by value, and what drove the first."""
    brought = [row for row in rows if row.status == "counted" and _value(opened, row) > 0]
    ranked = sorted(brought, key=lambda row: -_value(opened, row))[:MOST]
    return [_brought(opened, row, place, amounts) for place, row in enumerate(ranked)]


def _brought(opened: Opened, row: Row, place: int, amounts: Amounts) -> Insight:
    if row.grade == "E":
        return Insight(
            row.name, f" is worth {row.amount}, as somebody declared; nobody measured it.", row.url
        )
    first = " brought the most" if place == 0 else " brought"
    chance = ", which could be chance" if row.could_be_chance else ""
    said = f"{first}: {row.amount}, very likely between {row.interval.replace(' to ', ' and ')}{chance}."
    if not row.interval or "interval" in row.interval:
        said = f"{first}: {row.amount}."
    return Insight(row.name, said + (_driver(opened, row, amounts) if place == 0 else ""), row.url)


def _driver(opened: Opened, row: Row, amounts: Amounts) -> str:
    """What most of the line came from, where one factor is more than half of it."""
    drivers = opened.drawn.lines[row.index].drivers
    top = max(drivers, key=lambda one: one.value, default=None)
    if top is None or top.value * 2 <= _value(opened, row):
        return ""
    label = f"{top.label[0].lower()}{top.label[1:]}"
    return f" Most of it came from the {label}: {amounts.exact(top.value)}."


def improve(opened: Opened, rows: list[Row], costs: list[CostRow]) -> list[Insight]:
    """What lost money, what is not known well enough, and the largest cost: the gravest first."""
    told = [_whole(opened)] if opened.drawn.net_return else []
    found = [(_gravity(opened, row), row) for row in rows]
    told += [_better(opened, row) for gravity, row in sorted(found, key=lambda one: one[0]) if gravity < MOST]
    told = [one for one in told if one.rest][:MOST]
    return [*told, *_largest(opened, costs)]


def _whole(opened: Opened) -> Insight:
    """Whether Accrue as a whole cost more than it brought, beyond chance."""
    net = opened.drawn.net_return
    if net is None or net.value >= 0:
        return Insight("", "", "")
    sure = net.high is not None and net.high < 0
    so = "and that is unlikely to be chance" if sure else "though that could be chance"
    said = f"Accrue cost more than it brought, {so}. Spend less on it, or use it where it works."
    return Insight("", said, "")


def _gravity(opened: Opened, row: Row) -> int:
    """0 lost money, 1 could be chance, 2 gives no number, 3 is only modelled, 4 nothing to say."""
    if row.status == "refused":
        return 2
    if row.status != "counted" or row.grade == "E":
        return MOST
    if _value(opened, row) <= 0:
        return 0
    return 1 if row.could_be_chance else 3 if row.grade in MODELLED else MOST


def _better(opened: Opened, row: Row) -> Insight:
    if row.status == "refused":
        return Insight(row.name, f" gives no number. {row.reason}", row.url)
    if _value(opened, row) <= 0:
        if row.could_be_chance:
            said = f" brought no more than would have come without it ({row.amount}), which could be chance. More people or more time would tell."
        else:
            said = (
                f" lost money: {row.amount} against what would have come without it. Find out why, or end it."
            )
        return Insight(row.name, said, row.url)
    if row.could_be_chance:
        return Insight(row.name, " could be chance. More people or more time would tell.", row.url)
    said = " is modelled. People held out by chance, or teams that begin at dates of their own, would measure it."
    return Insight(row.name, said, row.url)


def _largest(opened: Opened, costs: list[CostRow]) -> list[Insight]:
    if not costs:
        return []
    largest = max(opened.drawn.costs, key=lambda one: one.amount)
    whole = opened.drawn.cost or 0.0
    if largest.amount <= 0 or whole <= 0:
        return []
    url = next(row.url for row in costs if row.category == largest.category)
    only = (
        " is the only cost."
        if len(costs) == 1
        else f" is the largest cost, {percent(largest.amount / whole)} of all."
    )
    return [Insight(largest.label, only, url)]


def _value(opened: Opened, row: Row) -> float:
    return opened.drawn.lines[row.index].value or 0.0
