"""What a measure is made of. Plain data: nothing here computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

type Unit = Literal["money", "count", "percent", "days", "hours", "score"]
type Direction = Literal["up", "down", "neutral"]

UNITS: dict[Unit, str] = {
    "money": "money in the base currency, major units",
    "count": "a number, whole or an average",
    "percent": "per cent, 12.5 is 12.5 %",
    "days": "days",
    "hours": "hours",
    "score": "points from −100 to 100",
}
DIMENSIONS = {
    "team": "Team",
    "owner": "Owner",
    "source": "Source",
    "pipeline": "Pipeline",
    "stage": "Stage",
    "country": "Country",
    "segment": "Segment",
    "campaign": "Campaign",
    "channel": "Channel",
    "product": "Product",
    "kind": "Kind",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A sum over the rows of relation `of` whose `at` lies in the period: of `value`, or of 1 where it is empty.

    Only rows of which every flag in `where` is true. Relations are made in `relations.py`. `is_state` counts every
    row up to the period's last day instead; an empty `at` counts all rows at any time.
    """

    of: str
    at: str = "at"
    value: str = ""
    where: tuple[str, ...] = ()
    is_state: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """`top` / `below` × `factor`, both added up on their own, so that every total is right; without `below` the sum.

    `growth_of` names a measure instead: how much it grew from the period before. `tables` are the facts tables it is
    read from, the first the one it cannot do without, unless one of `also`, which is read too, is there. `kind` is the
    kind of record behind it. `needs_rows`: where nothing was added up the figure is not known, and not 0.
    """

    name: str
    label: str
    group: str
    question: str
    formula: str
    unit: Unit
    grain: str
    direction: Direction
    tables: tuple[str, ...]
    kind: str = ""
    top: Part | None = None
    below: Part | None = None
    factor: float = 1.0
    dimensions: tuple[str, ...] = ()
    growth_of: str = ""
    also: tuple[str, ...] = ()
    needs_rows: bool = False

    @property
    def is_ratio(self) -> bool:
        return self.below is not None or bool(self.growth_of)

    @property
    def has_steps(self) -> bool:
        """Whether it happens in time, or is a state on a day."""
        return self.top is None or not self.top.is_state

    @property
    def main_table(self) -> str:
        return self.tables[0]
