"""From benefits over costs to what is left. Measured bars are solid, modelled ones light, declared ones hatched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from accrue.ui.charts.scale import Number, Scale, present, thinned, ticks
from accrue.ui.charts.svg import Anchor, Drawing, Tone, fitted, text_width
from accrue.ui.charts.table import Table

SMALL = 500
type Kind = Literal["gain", "cost", "total"]
type Evidence = Literal["measured", "modelled", "declared"]

WORDS: dict[Evidence, str] = {"measured": "Measured", "modelled": "Modelled", "declared": "Declared"}


@dataclass(frozen=True, slots=True)
class Step:
    """One line: its own `value` (costs are negative) with its interval, or None where it is exact.

    A "total" starts at zero again and states what came out so far. `url` opens how the number is made.
    """

    key: str
    label: str
    value: Number
    kind: Kind
    low: Number | None = None
    high: Number | None = None
    evidence: Evidence = "measured"
    url: str = ""

    @property
    def tone(self) -> Tone:
        return "net" if self.kind == "total" else self.kind


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a step's bar and whisker lie, in values."""

    step: Step
    start: float
    end: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How one width is laid out: `left` is the room for names, `row` and `top` are heights, in px."""

    is_small: bool
    bars: list[Bar]
    x: Scale
    marks: list[float]
    left: float
    row: float
    top: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """`fmt` writes an amount, `signed` one with its sign. `target` is the element htmx fills with an explanation."""

    key: str
    title: str
    steps: Sequence[Step]
    fmt: Callable[[Number], str]
    signed: Callable[[Number], str]
    level: str = "90\u2009%"
    target: str = "#peek-body"

    @property
    def summary(self) -> str:
        if not self.steps:
            return f"{self.title}: no lines yet."
        gains = sum(float(s.value) for s in self.steps if s.kind == "gain")
        costs = sum(float(s.value) for s in self.steps if s.kind == "cost")
        said = f"{self.title}: benefits of {self.fmt(gains)} and costs of {self.fmt(abs(costs))}"
        last = self.steps[-1]
        if last.kind != "total":
            return f"{said}."
        return f"{said}; {last.label.lower()} {self.fmt(last.value)}{self._in_words(last)}."

    @property
    def table(self) -> Table:
        rows = tuple(
            (s.label, WORDS[s.evidence] if s.kind != "total" else "–", self._amount(s), self._interval(s))
            for s in self.steps
        )
        return Table(("Line", "Evidence", "Amount", f"{self.level} interval"), rows)

    def svg(self, width: float = 760) -> str:
        plan = self._plan(width)
        height = plan.top + plan.row * len(self.steps) + 22 if self.steps else 80
        drawing = Drawing(width, height, key=f"{self.key}-{width:.0f}", title=self.title, desc=self.summary)
        if not self.steps:
            return drawing.nothing()
        drawing.role = "group" if any(step.url for step in self.steps) else "img"
        self._axis(drawing, plan)
        for i, bar in enumerate(plan.bars):
            top = plan.top + plan.row * i
            self._open(drawing, bar.step, top, plan.row)
            (self._small_row if plan.is_small else self._row)(drawing, plan, bar, top)
            if i + 1 < len(plan.bars) and not plan.is_small:
                at = plan.x(bar.end)
                drawing.line(at, top + 27, at, top + plan.row + 9, "axis", 1, "2 2")
            if bar.step.url:
                drawing.add("</a>")
        return drawing.render()

    def _plan(self, width: float) -> Plan:
        small = width < SMALL
        bars = _bars(self.steps)
        values = present([v for bar in bars for v in (bar.start, bar.end, bar.low, bar.high)] + [0.0])
        low, high = min(values), max(values)
        left = (
            0.0
            if small
            else min(max((text_width(s.label, 13) for s in self.steps), default=0) + 24, width * 0.34)
        )
        right = 8.0 if small else self._value_width() + self._interval_width() + 34
        pad = (high - low) * 0.015 or 1.0
        first, last = (low - pad if low < 0 else 0.0), (high + pad if high > 0 else 0.0)
        x = Scale(first, last, left + 6, width - right)
        marks = (
            [m for m in ticks(low, high, 3 if small else 5) if first <= m <= last] if high > low else [0.0]
        )
        kept = thinned(marks, x, lambda mark: text_width(self.fmt(mark), 10.5))
        return Plan(small, bars, x, kept, left, 60.0 if small else 36.0, 4.0 if small else 6.0)

    def _axis(self, drawing: Drawing, plan: Plan) -> None:
        for mark in plan.marks:
            at = plan.x(mark)
            tone: Tone = "axis" if mark == 0 else "grid"
            if plan.is_small:  # only behind the bars: the texts stand over the whole width
                for i in range(len(plan.bars)):
                    bar_top = plan.top + plan.row * i + 38
                    drawing.line(at, bar_top - 4, at, bar_top + 18, tone)
            else:
                drawing.line(at, plan.top, at, drawing.height - 20, tone)
            half = text_width(self.fmt(mark), 10.5) / 2
            anchor: Anchor = "start" if at < half else "end" if at > drawing.width - half else "middle"
            drawing.text(at, drawing.height - 6, self.fmt(mark), size=10.5, anchor=anchor)

    def _open(self, drawing: Drawing, step: Step, top: float, row: float) -> None:
        """The row's ground; with a `url` the row is a link that says everything the row shows."""
        if step.url:
            evidence = "" if step.kind == "total" else f" {WORDS[step.evidence]}."
            said = (
                f"{step.label}: {self._amount(step)}{self._in_words(step)}.{evidence} How this number is made"
            )
            drawing.add(
                f'<a href="{escape(step.url)}" hx-get="{escape(step.url)}" hx-target="{escape(self.target)}" '
                f'class="viz-row" id="{escape(f"{drawing.key}-{step.key}")}"><title>{escape(said)}</title>'
            )
        drawing.add(
            f'<rect x="0" y="{top:.1f}" width="{drawing.width:.0f}" height="{row:.0f}" rx="4" class="viz-hit" '
            f'fill="none" pointer-events="all"/>'
        )
        if step.kind == "total":
            drawing.line(0, top, drawing.width, top, "axis")

    def _row(self, drawing: Drawing, plan: Plan, bar: Bar, top: float) -> None:
        step, line = bar.step, top + plan.row / 2 + 4
        drawing.text(8, line, fitted(step.label, 13, plan.left - 16), "ink", 13, weight=_weight(step))
        _bar(drawing, plan.x, bar, top + 9, 18)
        drawing.text(
            drawing.width - self._interval_width() - 20, line, self._amount(step), _tone(step), 13, "end", 600
        )
        drawing.text(drawing.width - 4, line, self._interval(step), "mute", 11, "end")

    def _small_row(self, drawing: Drawing, plan: Plan, bar: Bar, top: float) -> None:
        """Name and amount, evidence and interval, bar: under each other where there is no room beside."""
        step = bar.step
        drawing.text(
            4,
            top + 16,
            fitted(step.label, 13, drawing.width - self._value_width() - 16),
            "ink",
            13,
            weight=_weight(step),
        )
        drawing.text(drawing.width - 4, top + 16, self._amount(step), _tone(step), 12.5, "end", 600)
        if step.kind != "total":
            drawing.text(4, top + 31, WORDS[step.evidence], "mute", 11)
        drawing.text(drawing.width - 4, top + 31, self._interval(step), "mute", 11, "end")
        _bar(drawing, plan.x, bar, top + 38, 14)

    def _amount(self, step: Step) -> str:
        return self.fmt(step.value) if step.kind == "total" else self.signed(step.value)

    def _interval(self, step: Step) -> str:
        if step.low is None or step.high is None or step.low == step.high:
            return "exact"
        return f"{self.fmt(step.low)} to {self.fmt(step.high)}"

    def _in_words(self, step: Step) -> str:
        written = self._interval(step)
        return "" if written == "exact" else f", {self.level} interval {written}"

    def _value_width(self) -> float:
        return max((text_width(self._amount(step), 13) for step in self.steps), default=0) + 8

    def _interval_width(self) -> float:
        return max((text_width(self._interval(step), 11) for step in self.steps), default=0)


def _bars(steps: Sequence[Step]) -> list[Bar]:
    found: list[Bar] = []
    reached = 0.0
    for step in steps:
        start = 0.0 if step.kind == "total" else reached
        reached = start + float(step.value)
        low = None if step.low is None else start + float(step.low)
        high = None if step.high is None else start + float(step.high)
        found.append(Bar(step, start, reached, low, high))
    return found


def _bar(drawing: Drawing, x: Scale, bar: Bar, y: float, height: float) -> None:
    step = bar.step
    draw = {"measured": drawing.solid, "modelled": drawing.light, "declared": drawing.hatched}[
        "measured" if step.kind == "total" else step.evidence
    ]
    draw(x(min(bar.start, bar.end)), y, abs(x(bar.end) - x(bar.start)), height, step.tone)
    if bar.low is not None and bar.high is not None and bar.low != bar.high:
        drawing.whisker(x(bar.low), x(bar.high), y + height / 2)


def _tone(step: Step) -> Tone:
    return "ink" if step.kind == "total" else step.tone


def _weight(step: Step) -> int | None:
    return 600 if step.kind == "total" else None
