"""A line as small as a word. Say its meaning in the text beside it; the title says it to those who do not see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accrue.ui.charts.scale import Number, Scale, present
from accrue.ui.charts.svg import Drawing, Tone
from accrue.ui.charts.table import Table


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Oldest first; None is a gap."""

    key: str
    title: str
    values: Sequence[Number | None]
    fmt: Callable[[Number], str]
    tone: Tone = "net"
    height: float = 24

    @property
    def summary(self) -> str:
        known = present(self.values)
        if not known:
            return f"{self.title}: no figures yet."
        return f"{self.title}: from {self.fmt(known[0])} to {self.fmt(known[-1])}, between {self.fmt(min(known))} and {self.fmt(max(known))}."

    @property
    def table(self) -> Table:
        rows = tuple((str(i + 1), "–" if v is None else self.fmt(v)) for i, v in enumerate(self.values))
        return Table(("", self.title), rows)

    def svg(self, width: float = 88) -> str:
        drawing = Drawing(
            width,
            self.height,
            key=f"{self.key}-{width:.0f}",
            title=self.title,
            desc=self.summary,
            cls="viz-spark",
        )
        known = present(self.values)
        if not known:
            drawing.line(2, self.height / 2, width - 4, self.height / 2, "axis", 1, "3 3")
            return drawing.render()
        x = Scale(0, max(len(self.values) - 1, 0), 2, width - 5)
        y = Scale(min(known), max(known), self.height - 4, 4)
        points: list[tuple[float, float]] = []
        for i, value in enumerate([*self.values, None]):
            if value is not None:
                points.append((x(i), y(value)))
                continue
            if len(points) > 1:
                drawing.curve(points, self.tone, 1.5)
            elif points and i < len(self.values):
                drawing.dot(*points[0], self.tone, 2)
            if points:
                last = points[-1]
            points = []
        drawing.dot(*last, self.tone, 2.25)
        return drawing.render()
