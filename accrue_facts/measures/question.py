"""A question to a measure, and what is answered. Plain data, so that pages know it without computing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal, cast

from accrue_facts.errors import FactsError
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import DIMENSIONS, Measure

type StepName = Literal["", "day", "week", "month", "quarter", "year"]
type Against = Literal["", "previous", "year"]

STEPS = {"day": "Day", "week": "Week", "month": "Month", "quarter": "Quarter", "year": "Year"}
AGAINST = {"previous": "The period before", "year": "The same days a year before"}
MOST_STEPS = 400
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Question:
    """A measure from a day to a day (both in it, in UTC), perhaps by step of time and by one dimension.

    `only` keeps rows whose dimension has one of the values (an empty text: those without). `against` names what to
    compare with. `with_records` asks for the records behind it instead of steps.
    """

    measure: str
    first: date
    last: date
    step: StepName = ""
    split: str = ""
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    against: Against = ""
    with_records: bool = False

    @property
    def defined(self) -> Measure:
        return MEASURES[self.measure]

    @property
    def key(self) -> str:
        """The same question has the same key."""
        plain = json.dumps(asdict(self), sort_keys=True, default=date.isoformat)
        return hashlib.sha256(plain.encode()).hexdigest()

    def to_plain(self) -> dict[str, Any]:
        return cast(dict[str, Any], json.loads(json.dumps(asdict(self), default=date.isoformat)))

    def compared(self) -> Question | None:
        """The same question about the days compared with."""
        if not self.against:
            return None
        first, last = (
            before(self.first, self.last)
            if self.against == "previous"
            else year_before(self.first, self.last)
        )
        return Question(self.measure, first, last, self.step, self.split, self.only)


def from_plain(plain: dict[str, Any]) -> Question:
    return Question(
        plain["measure"],
        date.fromisoformat(plain["first"]),
        date.fromisoformat(plain["last"]),
        plain["step"],
        plain["split"],
        tuple((name, tuple(values)) for name, values in plain["only"]),
        plain["against"],
        plain["with_records"],
    )


def check(question: Question) -> None:
    """FactsError, saying what to ask instead, where the question makes no sense."""
    measure = MEASURES.get(question.measure)
    if measure is None:
        raise FactsError(
            "measures.unknown", f"There is no measure {question.measure}; they are {', '.join(MEASURES)}."
        )
    if question.last < question.first:
        raise FactsError("measures.period", "The last day lies before the first.")
    if not FIRST_YEAR <= question.first.year <= question.last.year <= LAST_YEAR:
        raise FactsError("measures.period", f"Days lie between {FIRST_YEAR} and {LAST_YEAR}.")
    if any("\0" in value for _, values in question.only for value in values):
        raise FactsError("measures.filter", "A filter holds a character that is no text.")
    if question.step and question.step not in STEPS:
        raise FactsError("measures.step", f"The step is one of {', '.join(STEPS)}.")
    if question.against and question.against not in AGAINST:
        raise FactsError("measures.against", f"Compare with one of {', '.join(AGAINST)}.")
    if question.step and not measure.has_steps:
        raise FactsError("measures.step", f"{measure.label} is a state on the last day; ask without a step.")
    if question.step and len(steps_of(question)) > MOST_STEPS:
        raise FactsError("measures.step", f"That is more than {MOST_STEPS} steps; choose a longer one.")
    for name in (question.split, *(name for name, _ in question.only)):
        if name and name not in measure.dimensions:
            allowed = ", ".join(measure.dimensions) or "nothing"
            what = DIMENSIONS.get(name, name).lower()
            raise FactsError(
                "measures.dimension", f"{measure.label} is not known by {what}, but by {allowed}."
            )


def steps_of(question: Question) -> list[date]:
    """The first day of each step, from the one that holds the first day to the one that holds the last."""
    if not question.step:
        return []
    found, day = [], start_of(question.first, question.step)
    while day <= question.last:
        found.append(day)
        day = next_start(day, question.step)
        if len(found) > MOST_STEPS:
            break
    return found


def start_of(day: date, step: StepName) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    if step == "month":
        return day.replace(day=1)
    if step == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if step == "year" else day


def next_start(day: date, step: StepName) -> date:
    days = {"day": 1, "week": 7, "month": 31, "quarter": 93, "year": 366}[step]
    return start_of(day + timedelta(days=days), step)


def before(first: date, last: date) -> tuple[date, date]:
    """The days just before: whole months for whole months, else as many days."""
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        start = first.year * 12 + first.month - 1 - months
        return date(start // 12, start % 12 + 1, 1), first - timedelta(days=1)
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)


def year_before(first: date, last: date) -> tuple[date, date]:
    end = _same_day(last + timedelta(days=1)) - timedelta(days=1)
    return _same_day(first), end


def _same_day(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
