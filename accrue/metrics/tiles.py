"""A tile of a dashboard: a question to a measure, and how its answer is drawn."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from accrue.errors import Invalid
from accrue.metrics.periods import PERIODS, days_of, step_of
from accrue_facts.errors import FactsError
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import DIMENSIONS, Measure
from accrue_facts.measures.question import AGAINST, Against, Question, check

type Form = Literal["number", "line", "bars"]
type Only = tuple[tuple[str, tuple[str, ...]], ...]

FORMS: dict[Form, str] = {"number": "A number", "line": "A line over time", "bars": "Bars by a dimension"}
MOST_VALUES = 20
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Tile:
    """A measure as a number with its change, a line over the period, or bars by a dimension.

    `only` filters as a question does. `period` is one of PERIODS, empty for the one chosen on the page. `key` tells the
    tiles of one dashboard apart.
    """

    measure: str
    form: Form = "number"
    split: str = ""
    only: Only = ()
    period: str = ""
    against: Against = "year"
    is_wide: bool = False
    key: str = ""

    @property
    def defined(self) -> Measure:
        return MEASURES[self.measure]

    @property
    def title(self) -> str:
        """Stage conversion, Revenue by team, Margin over time; no word twice."""
        label = self.defined.label
        if self.form == "bars" and self.split not in label.lower():
            return f"{label} by {DIMENSIONS[self.split].lower()}"
        return f"{label} over time" if self.form == "line" else label

    @property
    def drawn_as(self) -> str:
        return FORMS[self.form].lower()

    @property
    def asked(self) -> str:
        """Filter and own period, in words."""
        named = [
            f"{DIMENSIONS[name].lower()} {' or '.join(value or 'not given' for value in values)}"
            for name, values in self.only
        ]
        period = [PERIODS[self.period].lower()] if self.period else []
        said = ", ".join([*named, *period])
        return said[:1].upper() + said[1:]

    def question(self, period: str, days: tuple[date, date], today: date) -> Question:
        """About the tile's own period, else about `days`, which are `period`'s or somebody's own (then it is empty)."""
        own = self.period or period
        first, last = days_of(self.period, today) if self.period else days
        step = step_of(own) if self.form == "line" else ""
        return Question(self.measure, first, last, step, self.split, self.only, self.against)

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)


def tile_from(plain: dict[str, Any]) -> Tile:
    """A tile out of what `to_plain` gave."""
    only = tuple((name, tuple(values)) for name, values in plain["only"])
    return Tile(**(plain | {"only": only}))


def checked(tile: Tile) -> Tile:
    """The tile. Invalid, by field, where it makes no sense."""
    measure = MEASURES.get(tile.measure)
    wrong = {}
    if measure is None:
        raise Invalid(
            "metrics.tile_invalid", "There is no such measure.", fields={"measure": "Choose a measure."}
        )
    if tile.form not in FORMS:
        wrong["form"] = "A number, a line or bars."
    if tile.form == "line" and not measure.has_steps:
        wrong["form"] = f"{measure.label} is a state on a day, so it has no line. Choose a number."
    if tile.form == "bars" and not tile.split:
        wrong["split"] = "Say by what."
    if tile.form != "bars" and tile.split:
        wrong["split"] = "Only bars are split."
    if tile.split and tile.split not in measure.dimensions:
        wrong["split"] = _known_by(measure)
    for name, values in tile.only:
        if name not in measure.dimensions:
            wrong["only"] = _known_by(measure)
        elif len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE for value in values):
            wrong["only"] = f"At most {MOST_VALUES} values of {LONGEST_VALUE} characters."
    if tile.period and tile.period not in PERIODS:
        wrong["period"] = "Choose one of the periods."
    if tile.against and tile.against not in AGAINST:
        wrong["against"] = "Choose one of the comparisons."
    if not wrong:
        wrong = _asked_amiss(tile)
    if wrong:
        raise Invalid("metrics.tile_invalid", "This tile cannot be made yet.", fields=wrong)
    return tile


def _known_by(measure: Measure) -> str:
    names = ", ".join(DIMENSIONS[one].lower() for one in measure.dimensions)
    return f"{measure.label} is known by {names or 'nothing'}."


def _asked_amiss(tile: Tile) -> dict[str, str]:
    day = date(2026, 1, 1)
    try:
        check(Question(tile.measure, day, day, "", tile.split, tile.only, tile.against))
    except FactsError as error:
        return {"only": str(error)}
    return {}
