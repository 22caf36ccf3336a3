"""What is answered to a question. Plain data: kept as JSON, drawn by pages, given out by the API."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from accrue_facts.measures.definition import Measure

NOT_GIVEN = ""
OTHERS = "\u2026"
MOST_GROUPS = 20
MOST_RECORDS = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in the measure's unit, None where there is nothing to divide by; the sums it is made of; rows counted."""

    value: float | None
    top: float
    below: float | None
    rows: int


@dataclass(frozen=True, slots=True)
class At:
    """A step of time, or a group of the dimension; `steps` where both were asked for."""

    name: str
    figure: Figure
    against: Figure | None = None
    steps: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A record behind a figure, and what it adds to it."""

    id: str
    day: str
    value: float


@dataclass(frozen=True, slots=True)
class Answer:
    """`missing` names the facts table that holds nothing yet: then there is no figure, and not 0.

    `currency` of money. `blank` are rows without the value that is added up, which are left out. `records` are the
    largest of all `total.rows`.
    """

    measure: str
    currency: str = ""
    total: Figure | None = None
    against: Figure | None = None
    steps: tuple[At, ...] = ()
    groups: tuple[At, ...] = ()
    records: tuple[Record, ...] = ()
    missing: str = ""
    blank: int = 0

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)


def answer_from(plain: dict[str, Any]) -> Answer:
    return Answer(
        plain["measure"],
        plain["currency"],
        _figure(plain["total"]),
        _figure(plain["against"]),
        tuple(_at(one) for one in plain["steps"]),
        tuple(_at(one) for one in plain["groups"]),
        tuple(Record(**one) for one in plain["records"]),
        plain["missing"],
        plain["blank"],
    )


def _figure(plain: dict[str, Any] | None) -> Figure | None:
    return Figure(**plain) if plain else None


def _at(plain: dict[str, Any]) -> At:
    steps = tuple(Figure(**one) for one in plain["steps"])
    return At(plain["name"], Figure(**plain["figure"]), _figure(plain["against"]), steps)


@dataclass(slots=True)
class Sums:
    """Top and below of a cell, added up."""

    top: float = 0.0
    below: float = 0.0
    rows: int = 0

    def add(self, other: Sums) -> None:
        self.top += other.top
        self.below += other.below
        self.rows += other.rows


type Cells = dict[tuple[date | None, str], Sums]


def figure(measure: Measure, sums: Sums, earlier: Sums | None = None) -> Figure:
    """The measure out of its sums; of growth out of those of the period before, too."""
    if measure.growth_of:
        base = earlier.top if earlier else 0.0
        return Figure(
            _share(sums.top - base, base, measure), round(sums.top - base, 6), round(base, 6), sums.rows
        )
    if measure.below is None:
        return Figure(round(sums.top * measure.factor, 6), round(sums.top, 6), None, sums.rows)
    if measure.needs_rows and not sums.rows:
        return Figure(None, 0.0, round(sums.below, 6), 0)
    return Figure(_share(sums.top, sums.below, measure), round(sums.top, 6), round(sums.below, 6), sums.rows)


def _share(top: float, below: float, measure: Measure) -> float | None:
    return round(top / below * measure.factor, 6) if below > 0 else None
