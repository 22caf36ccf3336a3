"""Several estimates under each other: a dot, its interval, and zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accrue.ui.charts.scale import Number, Scale, present, thinned, ticks
from accrue.ui.charts.svg import Drawing, Tone, fitted, text_width
from accrue.ui.charts.table import Table

SMALL = 500


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """`tone` is "gain", "cost", "net" or "without"; low and high None: exact."""

    label: str
    value: Number
    low: Number | None = None
    high: Number | None = None
    tone: Tone = "net"


@dataclass(frozen=True, slots=True)
class IntervalChart:
    key: str
    title: str
    rows: Sequence[IntervalRow]
    fmt: Callable[[Number], str]
    show_zero: bool = True
    level: str = "90\u2009%"

    @property
    def summary(self) -> str:
        if not self.rows:
            return f"{self.title}: no figures yet."
        said = "; ".join(f"{row.label} {self.fmt(row.value)}{self._in_words(row)}" for row in self.rows)
        return f"{self.title}: {said}."

    @property
    def table(self) -> Table:
        rows = tuple((row.label, self.fmt(row.value), self._interval(row)) for row in self.rows)
        return Table(("", "Estimate", f"{self.level} interval"), rows)

    def svg(self, width: float = 520) -> str:
        small = width < SMALL
        row_height = 44.0 if small else 32.0
        drawing = Drawing(
            width,
            row_height * len(self.rows) + 26 if self.rows else 80,
            key=f"{self.key}-{width:.0f}",
            title=self.title,
            desc=self.summary,
        )
        values = present([v for row in self.rows for v in (row.value, row.low, row.high)])
        if not values:
            return drawing.nothing()
        bounds = [*values, 0.0] if self.show_zero else values
        marks = ticks(min(bounds), max(bounds), 3 if small else 4)
        left = 4.0 if small else min(max(text_width(row.label, 12.5) for row in self.rows) + 20, width * 0.35)
        right = 12.0 if small else max(text_width(self.fmt(row.value), 13) for row in self.rows) + 24
        x = Scale(marks[0], marks[-1], left + 8, width - right - 8)
        for mark in thinned(marks, x, lambda mark: text_width(self.fmt(mark), 10.5)):
            drawing.line(x(mark), 0, x(mark), drawing.height - 20, "axis" if mark == 0 else "grid")
            drawing.text(x(mark), drawing.height - 6, self.fmt(mark), size=10.5, anchor="middle")
        for i, row in enumerate(self.rows):
            self._row(drawing, row, x, i * row_height, row_height, left, small)
        return drawing.render()

    def _row(
        self, drawing: Drawing, row: IntervalRow, x: Scale, y: float, height: float, left: float, small: bool
    ) -> None:
        middle = y + (height - 12 if small else height / 2)
        drawing.text(
            0,
            y + 14 if small else middle + 4,
            fitted(row.label, 12.5, drawing.width - 90 if small else left - 8),
            "ink",
            12.5,
        )
        drawing.text(
            drawing.width - 2, y + 14 if small else middle + 4, self.fmt(row.value), "ink", 13, "end", 600
        )
        if row.low is not None and row.high is not None:
            drawing.line(x(row.low), middle, x(row.high), middle, row.tone, 2.5)
            for end in (row.low, row.high):
                drawing.line(x(end), middle - 4, x(end), middle + 4, row.tone, 1.5)
        drawing.dot(x(row.value), middle, row.tone, 5)

    def _interval(self, row: IntervalRow) -> str:
        return (
            "exact" if row.low is None or row.high is None else f"{self.fmt(row.low)} to {self.fmt(row.high)}"
        )

    def _in_words(self, row: IntervalRow) -> str:
        return "" if self._interval(row) == "exact" else f" ({self.level} interval {self._interval(row)})"
