"""From benefits over costs to what is left. Measured bars are solid, modelled ones light, declared ones hatched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from accrue.ui.charts.scale import Number, Scale, present, ticks
from accrue.ui.charts.svg import Drawing, Tone, fitted, text_width
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
class Waterfall:
    """`fmt` writes an amount, `signed` one with its sign. `target` is the element htmx fills with an explanation."""

    key: str
    title: str
    steps: Sequence[Step]
    fmt: Callable[[Number], str]
    signed: Callable[[Number], str]
    level: str = "90%"
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
        return f"{said} leave {last.label.lower()} of {self.fmt(last.value)}{self._in_words(last)}."

    @property
    def table(self) -> Table:
        rows = tuple(
            (s.label, WORDS[s.evidence] if s.kind != "total" else "–", self._amount(s), self._interval(s))
            for s in self.steps
        )
        return Table(("Line", "Evidence", "Amount", f"{self.level} interval"), rows)

    def svg(self, width: float = 760) -> str:
        small = width < SMALL
        row = 46.0 if small else 36.0
        top = 4.0 if small else 6.0
        drawing = Drawing(
            width,
            top + row * len(self.steps) + 22 if self.steps else 80,
            key=f"{self.key}-{width:.0f}",
            title=self.title,
            desc=self.summary,
        )
        if not self.steps:
            return drawing.nothing()
        drawing.role = "group" if any(step.url for step in self.steps) else "img"
        bars = _bars(self.steps)
        x, marks, left = self._scale(bars, width, small)
        for mark in marks:
            drawing.line(x(mark), top, x(mark), drawing.height - 20, "axis" if mark == 0 else "grid")
            drawing.text(
                x(mark), drawing.height - 6, self.fmt(mark), size=10.5, anchor=_anchored(x(mark), width)
            )
        for i, bar in enumerate(bars):
            self._row(
                drawing, bar, bars[i + 1] if i + 1 < len(bars) else None, x, top + row * i, row, left, small
            )
        return drawing.render()

    def _scale(self, bars: list[Bar], width: float, small: bool) -> tuple[Scale, list[float], float]:
        values = present([v for bar in bars for v in (bar.start, bar.end, bar.low, bar.high)] + [0.0])
        low, high = min(values), max(values)
        marks = ticks(low, high, 3 if small else 5) if high > low else [0.0]
        left = 0.0 if small else min(max(text_width(bar.step.label, 13) for bar in bars) + 24, width * 0.3)
        right = 8.0 if small else self._value_width() + self._interval_width() + 34
        pad = (high - low) * 0.015 or 1.0
        first, last = (min(low, 0) - (pad if low < 0 else 0)), (max(high, 0) + (pad if high > 0 else 0))
        return Scale(first, last, left + 6, width - right), [m for m in marks if first <= m <= last], left

    def _row(
        self,
        drawing: Drawing,
        bar: Bar,
        following: Bar | None,
        x: Scale,
        y: float,
        row: float,
        left: float,
        small: bool,
    ) -> None:
        step, width = bar.step, drawing.width
        is_total = step.kind == "total"
        if step.url:
            url = escape(step.url, quote=True)
            said = escape(
                f"{step.label}: {self._amount(step)}{self._in_words(step)}. {WORDS[step.evidence]}. How this number is made",
                quote=True,
            )
            drawing.add(
                f'<a href="{url}" hx-get="{url}" hx-target="{escape(self.target, quote=True)}" class="viz-row" '
                f'id="{escape(f"{drawing.key}-{step.key}", quote=True)}" aria-label="{said}">'
            )
        drawing.add(
            f'<rect x="0" y="{y:.1f}" width="{width:.0f}" height="{row:.0f}" rx="4" class="viz-hit" fill="none" pointer-events="all"/>'
        )
        if is_total:
            drawing.line(0, y, width, y, "axis")
        bar_top, bar_height = (y + 22, 14.0) if small else (y + 9, 18.0)
        weight = 600 if is_total else None
        label_room = width - 90 if small else left - 16
        drawing.text(
            8,
            y + (15 if small else row / 2 + 4),
            fitted(step.label, 13, label_room),
            "ink",
            13,
            weight=weight,
        )
        _draw(drawing, step, x(min(bar.start, bar.end)), bar_top, abs(x(bar.end) - x(bar.start)), bar_height)
        if bar.low is not None and bar.high is not None and bar.low != bar.high:
            drawing.whisker(x(bar.low), x(bar.high), bar_top + bar_height / 2)
        if following is not None and not small:
            drawing.line(
                x(bar.end), bar_top + bar_height, x(bar.end), y + row + (bar_top - y), "axis", 1, "2 2"
            )
        tone: Tone = "ink" if is_total else step.tone
        if small:
            drawing.text(width - 4, y + 15, self._amount(step), tone, 12.5, "end", 600)
        else:
            drawing.text(
                width - self._interval_width() - 20, y + row / 2 + 4, self._amount(step), tone, 13, "end", 600
            )
            drawing.text(width - 4, y + row / 2 + 4, self._interval(step), "mute", 11, "end")
        if step.url:
            drawing.add("</a>")

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
        return max(text_width(self._amount(step), 13) for step in self.steps) + 8

    def _interval_width(self) -> float:
        return max(text_width(self._interval(step), 11) for step in self.steps)


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


def _draw(drawing: Drawing, step: Step, x: float, y: float, width: float, height: float) -> None:
    draw = {"measured": drawing.solid, "modelled": drawing.light, "declared": drawing.hatched}[
        "measured" if step.kind == "total" else step.evidence
    ]
    draw(x, y, width, height, step.tone)


def _anchored(x: float, width: float) -> Literal["start", "middle", "end"]:
    """Axis names at the edges stay inside the drawing."""
    return "start" if x < 18 else "end" if x > width - 18 else "middle"
