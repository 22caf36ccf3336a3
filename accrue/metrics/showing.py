"""An answer as people read it: the figure, how it changed, the chart, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse

from accrue.accounts.models import User
from accrue.errors import AccrueError
from accrue.metrics.models import MeasureAnswer
from accrue.metrics.tiles import Tile
from accrue.money import Money
from accrue.money.currencies import exponent
from accrue.money.format import format_money
from accrue.standards.countries import country_names
from accrue.ui.charts import LineBand
from accrue.ui.charts.scale import Number
from accrue.ui.figures import number, signed
from accrue_facts.measures.answer import OTHERS, Answer, At, Figure, answer_from
from accrue_facts.measures.definition import DIMENSIONS, Measure
from accrue_facts.measures.question import AGAINST, Question

LARGE = 1_000
FEW = 20
"""Of fewer than this many a change is chance more than not, so it is neither praised nor blamed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A group: its name, its figure, and how long its bar is (0 to 100)."""

    name: str
    text: str
    change: str
    share: int
    rows: int
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One question with whatever there is to show of it. `key` is unlike any other's on the page."""

    key: str
    question: Question
    kept: MeasureAnswer | None = None
    refused: str = ""
    form: str = "number"
    tile: Tile | None = None

    @property
    def title(self) -> str:
        return self.tile.title if self.tile else self.measure.label

    @property
    def measure(self) -> Measure:
        return self.question.defined

    @property
    def answer(self) -> Answer | None:
        return answer_from(self.kept.answer) if self.kept and self.kept.answer else None

    @property
    def is_waiting(self) -> bool:
        return bool(self.kept and self.kept.is_waiting)

    @property
    def fault(self) -> str:
        return self.refused or (self.kept.error if self.kept else "")

    @property
    def at(self) -> datetime | None:
        return self.kept.answered_at if self.kept else None

    @property
    def nothing(self) -> str:
        """Why there is no figure although the question was answered; empty where there is one."""
        answer = self.answer
        if answer is None:
            return ""
        if answer.missing:
            return f"No {answer.missing.replace('_', ' ')} yet."
        if answer.total is None or answer.total.value is None:
            return "Nothing to divide by in this period."
        return ""

    @property
    def text(self) -> str:
        answer = self.answer
        return self._said(answer.total, answer) if answer else ""

    @property
    def change(self) -> str:
        answer = self.answer
        return change(self.measure, answer.total, answer.against) if answer else ""

    @property
    def tone(self) -> str:
        """Whether the change is good: success, error or neutral; the text beside it says how it changed."""
        answer = self.answer
        if not self.change or not answer or self.measure.direction == "neutral" or self.is_of_few:
            return "neutral"
        now, then = _value(answer.total), _value(answer.against)
        if now == then:
            return "neutral"
        return "success" if (now > then) == (self.measure.direction == "up") else "error"

    @property
    def of_how_many(self) -> str:
        """“12 of 40”, or “from 40 records”, where the figure is a share or a mean of records; empty elsewhere."""
        found = self.answer.total if self.answer else None
        if not _counts(self.measure) or found is None or not found.below:
            return ""
        if self.measure.unit == "percent":
            return f"{number(found.top)} of {number(found.below)}"
        return f"from {number(found.below)} record{'' if found.below == 1 else 's'}"

    @property
    def is_of_few(self) -> bool:
        answer = self.answer
        both = (answer.total, answer.against) if answer else ()
        return _counts(self.measure) and any(one and (one.below or 0) < FEW for one in both)

    @property
    def compared_with(self) -> str:
        return AGAINST.get(self.question.against, "").lower()

    @property
    def blank(self) -> int:
        answer = self.answer
        return answer.blank if answer else 0

    @property
    def line(self) -> LineBand | None:
        answer = self.answer
        if not answer or not answer.steps or not answer.total:
            return None
        values = [one.figure.value for one in answer.steps]
        none: list[float | None] = [None] * len(values)
        return LineBand(
            key=self.key,
            title=self.measure.label,
            labels=[label(date.fromisoformat(one.name), self.question.step) for one in answer.steps],
            actual=values,
            without=none,
            low=none,
            high=none,
            fmt=self._fmt(answer),
            show_zero=self.measure.unit in ("money", "count"),
            actual_name=self.measure.label,
        )

    @property
    def rows(self) -> list[Row]:
        answer = self.answer
        if not answer:
            return []
        most = max((abs(one.figure.value or 0) for one in answer.groups), default=0) or 1
        names = {"": "Not given", OTHERS: "All others"} | self._names(answer)
        return [self._row(one, answer, most, names) for one in answer.groups]

    def _names(self, answer: Answer) -> dict[str, str]:
        """The names of owners and countries, whom the facts know by number and code."""
        if self.question.split == "country":
            return country_names()
        if self.question.split != "owner":
            return {}
        ids = [int(one.name) for one in answer.groups if one.name.isdecimal()]
        return {str(pk): name for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")}

    @property
    def records_url(self) -> str:
        return f"{reverse('metrics:records', args=[self.measure.name])}?{asked_for(self.question)}"

    @property
    def measure_url(self) -> str:
        return f"{reverse('metrics:measure', args=[self.measure.name])}?{asked_for(self.question)}"

    def _row(self, one: At, answer: Answer, most: float, names: dict[str, str]) -> Row:
        only = f"{self.question.split}={one.name}"
        url = "" if one.name == OTHERS else f"{self.records_url}&{urlencode({'only': only})}"
        share = round(100 * abs(one.figure.value or 0) / most)
        said = change(self.measure, one.figure, one.against)
        return Row(
            names.get(one.name, one.name), self._said(one.figure, answer), said, share, one.figure.rows, url
        )

    def _fmt(self, answer: Answer) -> Callable[[Number], str]:
        return partial(figure_text, self.measure, answer.currency)

    def _said(self, figure: Figure | None, answer: Answer) -> str:
        return "–" if figure is None or figure.value is None else self._fmt(answer)(figure.value)


def _counts(measure: Measure) -> bool:
    """Whether it is divided by how many records there were, not by a sum of their values nor by what there is today."""
    return measure.below is not None and not measure.below.value and measure.has_steps


def shown(
    key: str,
    question: Question,
    found: MeasureAnswer | AccrueError,
    form: str = "number",
    tile: Tile | None = None,
) -> Shown:
    if isinstance(found, AccrueError):
        return Shown(key, question, None, found.message, form, tile)
    return Shown(key, question, found, "", form, tile)


def asked_for(question: Question) -> str:
    """The question as the query of an address."""
    plain = {"from": question.first.isoformat(), "to": question.last.isoformat()}
    only = [("only", f"{name}={value}") for name, values in question.only for value in values]
    return urlencode([*plain.items(), *only])


def change(measure: Measure, now: Figure | None, then: Figure | None) -> str:
    """+12.0%, or +1.5 points where the measure is a share itself; empty where there is nothing to compare with."""
    if now is None or then is None or now.value is None or then.value is None:
        return ""
    if measure.unit in ("percent", "score"):
        return f"{signed(now.value - then.value, 1)} points"
    return f"{signed(100 * (now.value - then.value) / abs(then.value), 1)}%" if then.value else ""


def label(day: date, step: str) -> str:
    if step == "year":
        return str(day.year)
    if step == "quarter":
        return f"Q{(day.month + 2) // 3} {day.year}"
    return f"{day:%b %Y}" if step == "month" else f"{day.day} {day:%b}"


def split_name(question: Question) -> str:
    return DIMENSIONS.get(question.split, "")


def money_of(value: float, currency: str, *, cents: bool) -> str:
    return format_money(Money(round(value * 10 ** exponent(currency)), currency), cents=cents)


def figure_text(measure: Measure, currency: str, value: Number) -> str:
    """A figure of a measure with its unit."""
    match measure.unit:
        case "money":
            return money_of(float(value), currency, cents=abs(float(value)) < LARGE)
        case "percent":
            return f"{number(value, 1)}%"
        case "days" | "hours":
            return f"{number(value, 1)} {measure.unit}"
        case "score":
            return signed(value, 1)
        case _:
            return number(value, 1 if measure.is_ratio else 0)


def _value(figure: Figure | None) -> float:
    return figure.value if figure and figure.value is not None else 0.0
