"""One estimate as a shape: where it probably lies, its middle, its interval, and zero."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accrue.ui.charts.scale import Number, Scale
from accrue.ui.charts.svg import Anchor, Drawing, Tone, text_width
from accrue.ui.charts.table import Table

SMALL = 500
BASE = 62.0
HIGH = 50.0
MARGIN = 14.0
ROW = 16.0


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts (or densities × widths) between edges; one edge more than counts, edges rising."""

    edges: Sequence[float]
    counts: Sequence[float]

    def __post_init__(self) -> None:
        if len(self.edges) != len(self.counts) + 1 or not self.counts:
            raise ValueError("a histogram has one edge more than it has counts")
        if any(b <= a for a, b in zip(self.edges, self.edges[1:], strict=False)):
            raise ValueError("the edges of a histogram rise")

    def heights(self) -> list[tuple[float, float]]:
        """Middle of each bin and its density, largest 1."""
        dense = [c / (b - a) for c, a, b in zip(self.counts, self.edges, self.edges[1:], strict=False)]
        top = max(dense) or 1.0
        middles = [(a + b) / 2 for a, b in zip(self.edges, self.edges[1:], strict=False)]
        return [(m, d / top) for m, d in zip(middles, dense, strict=True)]


def normal_shape(mean: float, standard_error: float, bins: int = 80) -> Histogram:
    """The bell of an estimate, four standard errors to each side. `standard_error` above zero."""
    if not standard_error > 0:
        raise ValueError("a bell needs a standard error above zero")
    edges = [mean + standard_error * (8 * i / bins - 4) for i in range(bins + 1)]
    return Histogram(edges, [math.exp(-(((8 * (i + 0.5) / bins) - 4) ** 2) / 2) for i in range(bins)])


@dataclass(frozen=True, slots=True)
class DensityStrip:
    """`low`, `middle`, `high` are the interval and the headline; `shape` None draws the interval alone."""

    key: str
    title: str
    shape: Histogram | None
    low: Number
    middle: Number
    high: Number
    fmt: Callable[[Number], str]
    zero: float = 0.0
    zero_name: str = "break-even"
    level: str = "90\u2009%"

    @property
    def summary(self) -> str:
        side = ""
        if float(self.low) > self.zero:
            side = f"; all of it above {self.zero_name}"
        elif float(self.high) < self.zero:
            side = f"; all of it below {self.zero_name}"
        else:
            side = f"; it includes {self.zero_name}, so this could be chance"
        if self.low == self.high:
            return f"{self.title}: {self.fmt(self.middle)}, exact{side}."
        interval = f"{self.level} interval {self.fmt(self.low)} to {self.fmt(self.high)}"
        return f"{self.title}: {self.fmt(self.middle)}, {interval}{side}."

    @property
    def table(self) -> Table:
        rows = (
            ("Lower end", self.fmt(self.low)),
            ("Estimate", self.fmt(self.middle)),
            ("Upper end", self.fmt(self.high)),
        )
        return Table(("", self.title), rows)

    def svg(self, width: float = 520) -> str:
        shape = self._smooth()
        x = self._scale(shape, width)
        labels, rows = self._labels(x, width)
        drawing = Drawing(
            width, BASE + 14 + ROW * rows, key=f"{self.key}-{width:.0f}", title=self.title, desc=self.summary
        )
        if shape:
            points = [(x(v), BASE - HIGH * h) for v, h in shape]
            drawing.area([(points[0][0], BASE), *points, (points[-1][0], BASE)], "net", 0.14)
            inside = [p for p in points if x(self.low) <= p[0] <= x(self.high)]
            if len(inside) > 1:
                drawing.area([(inside[0][0], BASE), *inside, (inside[-1][0], BASE)], "net", 0.3)
        drawing.line(MARGIN, BASE, width - MARGIN, BASE, "axis")
        drawing.line(x(self.low), BASE, max(x(self.high), x(self.low) + 1), BASE, "net", 4)
        drawing.line(x(self.zero), BASE - 8, x(self.zero), BASE + 6, "ink", 1.5)
        drawing.line(x(self.middle), BASE - HIGH - 2, x(self.middle), BASE + 6, "net", 2)
        for at, row, text, tone, anchor in labels:
            drawing.text(
                at,
                BASE + 20 + ROW * row,
                text,
                tone,
                12 if tone == "net" else 11,
                anchor,
                600 if tone == "net" else None,
            )
        return drawing.render()

    def _smooth(self) -> list[tuple[float, float]]:
        """The shape without the grain of its bins; the largest stays 1."""
        if self.shape is None:
            return []
        points = self.shape.heights()
        heights = [h for _, h in points]
        for _ in range(4 if len(heights) > 12 else 0):
            last = len(heights) - 1
            heights = [
                (heights[max(i - 1, 0)] + 2 * h + heights[min(i + 1, last)]) / 4
                for i, h in enumerate(heights)
            ]
        top = max(heights) or 1.0
        return [(v, h / top) for (v, _), h in zip(points, heights, strict=True)]

    def _scale(self, shape: list[tuple[float, float]], width: float) -> Scale:
        values = [float(self.low), float(self.high), float(self.middle), self.zero]
        seen = [v for v, h in shape if h > 0.002]
        low, high = min(values + seen), max(values + seen)
        pad = (high - low) * (0.02 if shape else 0.08) or 1.0
        return Scale(low - pad, high + pad, MARGIN, width - MARGIN)

    def _labels(self, x: Scale, width: float) -> tuple[list[tuple[float, int, str, Tone, Anchor]], int]:
        """Each label under its place; one that would overlap goes a line lower."""
        zero_text = (
            f"{self.fmt(self.zero)} {self.zero_name}".strip() if width >= SMALL else self.fmt(self.zero)
        )
        wanted: list[tuple[float, str, Tone]] = [(x(self.middle), self.fmt(self.middle), "net")]
        if float(self.low) != float(self.high):
            wanted += [(x(self.low), self.fmt(self.low), "mute"), (x(self.high), self.fmt(self.high), "mute")]
        wanted.append((x(self.zero), zero_text, "ink"))
        taken: list[list[tuple[float, float]]] = []
        placed: list[tuple[float, int, str, Tone, Anchor]] = []
        for at, text, tone in wanted:
            half = text_width(text, 12) / 2
            anchor: Anchor = "start" if at - half < 0 else "end" if at + half > width else "middle"
            left = at if anchor == "start" else at - 2 * half if anchor == "end" else at - half
            row = next(
                (
                    r
                    for r, row in enumerate(taken)
                    if all(left + 2 * half + 6 < a or left > b + 6 for a, b in row)
                ),
                len(taken),
            )
            if row == len(taken):
                taken.append([])
            taken[row].append((left, left + 2 * half))
            placed.append((at, row, text, tone, anchor))
        return placed, len(taken)
