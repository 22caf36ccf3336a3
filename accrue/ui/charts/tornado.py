"""How far each input moves a figure: a bar from its value at the input's low end to that at its high end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accrue.ui.charts.scale import Number, Scale, thinned, ticks
from accrue.ui.charts.svg import Drawing, Tone, fitted, text_width
from accrue.ui.charts.table import Table

SMALL = 500


@dataclass(frozen=True, slots=True)
class TornadoRow:
    """`at_low` and `at_high`: the figure where the input is at its low and at its high end."""

    label: str
    at_low: Number
    at_high: Number


@dataclass(frozen=True, slots=True)
class Tornado:
    """`base` is the figure as it is; rows come widest first."""

    key: str
    title: str
    rows: Sequence[TornadoRow]
    base: Number
    fmt: Callable[[Number], str]

    @property
    def summary(self) -> str:
        if not self.rows:
            return f"{self.title}: no figures yet."
        said = "; ".join(f"{r.label} {self.fmt(r.at_low)} to {self.fmt(r.at_high)}" for r in self.rows)
        return f"{self.title}: {self.fmt(self.base)} as it is; {said}."

    @property
    def table(self) -> Table:
        rows = tuple((row.label, self.fmt(row.at_low), self.fmt(row.at_high)) for row in self.rows)
        return Table(("Input", "At its low end", "At its high end"), rows)

    def svg(self, width: float = 520) -> str:
        small = width < SMALL
        height = 42.0 if small else 30.0
        size = height * len(self.rows) + 26 if self.rows else 80
        drawing = Drawing(width, size, key=f"{self.key}-{width:.0f}", title=self.title, desc=self.summary)
        if not self.rows:
            return drawing.nothing()
        values = [float(v) for row in self.rows for v in (row.at_low, row.at_high)]
        bounds = [*values, float(self.base), 0.0]
        marks = ticks(min(bounds), max(bounds), 3 if small else 5)
        left = 4.0 if small else min(max(text_width(r.label, 12.5) for r in self.rows) + 20, width * 0.4)
        x = Scale(marks[0], marks[-1], left + 8, width - 24)
        for mark in thinned(marks, x, lambda mark: text_width(self.fmt(mark), 10.5)):
            drawing.line(x(mark), 0, x(mark), size - 20, "axis" if mark == 0 else "grid")
            drawing.text(x(mark), size - 6, self.fmt(mark), size=10.5, anchor="middle")
        for i, row in enumerate(self.rows):
            self._row(drawing, row, x, i * height, height, left, small)
        drawing.line(x(self.base), 0, x(self.base), size - 20, "ink", 1.25, "3 3")
        return drawing.render()

    def _row(
        self, drawing: Drawing, row: TornadoRow, x: Scale, y: float, height: float, left: float, small: bool
    ) -> None:
        middle = y + (height - 12 if small else height / 2)
        space = drawing.width - 8 if small else left - 8
        drawing.text(0, y + 14 if small else middle + 4, fitted(row.label, 12.5, space), "ink", 12.5)
        for end in (row.at_low, row.at_high):
            begin, until = sorted((x(self.base), x(end)))
            if until > begin:
                tone: Tone = "gain" if float(end) > float(self.base) else "cost"
                drawing.solid(begin, middle - 7, until - begin, 14, tone)
