"""What was, against what would have been without Accrue: a line, a dashed line, and the band of the estimate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from accrue.ui.charts.scale import Number, Scale, present, ticks
from accrue.ui.charts.svg import Anchor, Drawing, Points, Tone, text_width
from accrue.ui.charts.table import Table

SMALL = 500
GAP = 17  # px two labels at the end of lines keep apart, twice


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot's inside, in px."""

    left: float
    right: float
    top: float
    bottom: float
    height: float


@dataclass(frozen=True, slots=True)
class LineBand:
    """All sequences are as long as `labels`; None is a missing value and breaks its line.

    `low`/`high` bound `without` (usually None before go-live). `go_live` is the index of the first period with Accrue.
    `show_zero` keeps zero in sight and draws its line: always for money.
    """

    key: str
    title: str
    labels: Sequence[str]
    actual: Sequence[Number | None]
    without: Sequence[Number | None]
    low: Sequence[Number | None]
    high: Sequence[Number | None]
    fmt: Callable[[Number], str]
    go_live: int | None = None
    show_zero: bool = False
    level: str = "90\u2009%"
    actual_name: str = "Actual"
    without_name: str = "Without Accrue"
    go_live_name: str = "Go-live"
    period_name: str = "Period"

    def __post_init__(self) -> None:
        if len({len(s) for s in (self.labels, self.actual, self.without, self.low, self.high)}) != 1:
            raise ValueError("labels, actual, without, low and high must have one length")

    @property
    def summary(self) -> str:
        last = next((i for i in reversed(range(len(self.labels))) if self.actual[i] is not None), None)
        if last is None:
            return f"{self.title}: no figures yet."
        said = f"{self.title}, {self.labels[0]} to {self.labels[-1]}. Latest ({self.labels[last]}): {self._text(self.actual[last])}"
        if self.without[last] is None:
            return f"{said}."
        band = f", {self.level} interval {self._band(last)}" if self._band(last) else ""
        return f"{said}; without Accrue an estimated {self._text(self.without[last])}{band}."

    @property
    def table(self) -> Table:
        heads = (self.period_name, self.actual_name, self.without_name, f"{self.level} interval")
        rows = tuple(
            (label, self._text(self.actual[i]), self._text(self.without[i]), self._band(i) or "–")
            for i, label in enumerate(self.labels)
        )
        return Table(heads, rows)

    def svg(self, width: float = 760) -> str:
        frame, x, y, marks = self._layout(width)
        height = frame.height if y else 100
        drawing = Drawing(width, height, key=f"{self.key}-{width:.0f}", title=self.title, desc=self.summary)
        if y is None:
            return drawing.nothing()
        self._axes(drawing, frame, x, y, marks)
        for stretch in _stretches(
            [lo if hi is not None else None for lo, hi in zip(self.low, self.high, strict=True)]
        ):
            upper = [(x(i), y(self.high[i] or 0)) for i in stretch]
            lower = [(x(i), y(self.low[i] or 0)) for i in reversed(stretch)]
            drawing.area([*upper, *lower] if len(stretch) > 1 else _sliver(upper, lower), "without", 0.2)
        self._mark_go_live(drawing, frame, x)
        self._line(drawing, x, y, self.without, "without", 1.75, "5 4")
        self._line(drawing, x, y, self.actual, "net", 2.25, "")
        self._ends(drawing, frame, x, y, width)
        return drawing.render()

    def marks(self, width: float = 760) -> dict[str, Any] | None:
        """Where each period's values stand, for `<ac-chart>`."""
        frame, x, y, _ = self._layout(width)
        if y is None:
            return None
        rows = [
            {
                "label": label,
                "points": [
                    self._point(self.actual_name, self.actual[i], y, "net"),
                    self._point(self.without_name, self.without[i], y, "without"),
                ],
                "note": self._band(i),
            }
            for i, label in enumerate(self.labels)
        ]
        xs = [round(x(i), 1) for i in range(len(self.labels))]
        return {
            "x": xs,
            "top": frame.top,
            "bottom": frame.bottom,
            "width": width,
            "note": f"{self.level} interval",
            "rows": rows,
        }

    def _layout(self, width: float) -> tuple[Frame, Scale, Scale | None, list[float]]:
        small = width < SMALL
        height = 230.0 if small else 300.0 if width > 900 else 280.0
        values = present([*self.actual, *self.without, *self.low, *self.high])
        marks = (
            ticks(
                min([*values, 0.0] if self.show_zero else values),
                max([*values, 0.0] if self.show_zero else values),
            )
            if values
            else []
        )
        left = 12 + max((text_width(self.fmt(mark), 11) for mark in marks), default=24)
        right = width - (
            8 if small else max(108, 24 + max((text_width(self.fmt(v), 13) for v in values[-2:]), default=0))
        )
        frame = Frame(left, right, 22, height - (24 if small else 26), height)
        x = Scale(0, max(len(self.labels) - 1, 0), frame.left, frame.right)
        y = Scale(marks[0], marks[-1], frame.bottom, frame.top) if marks else None
        return frame, x, y, marks

    def _axes(self, drawing: Drawing, frame: Frame, x: Scale, y: Scale, marks: list[float]) -> None:
        for mark in marks:
            tone: Tone = "axis" if mark == 0 and (self.show_zero or marks[0] < 0) else "grid"
            drawing.line(frame.left, y(mark), frame.right, y(mark), tone)
            drawing.text(frame.left - 8, y(mark) + 4, self.fmt(mark), anchor="end")
        wide = max((text_width(label, 11) for label in self.labels), default=40)
        # The first name begins at the axis instead of standing over its point, so it needs half as much again.
        room = (frame.right - frame.left) / max(1, wide * 1.5 + 10)
        step = max(1, -(-len(self.labels) // max(1, int(room))))
        for i in range(0, len(self.labels), step):
            outside = x(i) + wide / 2 > drawing.width
            anchor: Anchor = "start" if i == 0 and len(self.labels) > 1 else "end" if outside else "middle"
            drawing.text(drawing.width if outside else x(i), frame.height - 6, self.labels[i], anchor=anchor)

    def _mark_go_live(self, drawing: Drawing, frame: Frame, x: Scale) -> None:
        if self.go_live is None or not 0 <= self.go_live < len(self.labels):
            return
        at = x(self.go_live)
        drawing.line(at, frame.top - 6, at, frame.bottom, "axis", 1, "3 3")
        fits = at - frame.left > text_width(self.go_live_name, 11) + 6
        drawing.text(
            at + (-6 if fits else 6), frame.top - 8, self.go_live_name, anchor="end" if fits else "start"
        )

    def _line(
        self,
        drawing: Drawing,
        x: Scale,
        y: Scale,
        values: Sequence[Number | None],
        tone: Tone,
        width: float,
        dash: str,
    ) -> None:
        for stretch in _stretches(values):
            points = [(x(i), y(values[i] or 0)) for i in stretch]
            if len(points) == 1:
                drawing.dot(*points[0], tone, 3)
            else:
                drawing.curve(points, tone, width, dash)

    def _ends(self, drawing: Drawing, frame: Frame, x: Scale, y: Scale, width: float) -> None:
        """Names each line where it ends, so that no legend is needed to read it."""
        ends: list[tuple[float, Number, Tone, str]] = []
        for values, tone, name in (
            (self.actual, "net", self.actual_name),
            (self.without, "without", self.without_name),
        ):
            last = next((i for i in reversed(range(len(values))) if values[i] is not None), None)
            if last is not None:
                value = values[last] or 0
                ends.append((y(value), value, "net" if tone == "net" else "without", name))
                if tone == "net":
                    drawing.dot(x(last), y(value), "net")
        if width < SMALL:
            return
        for place, value, tone, name in _apart(ends, frame):
            drawing.text(frame.right + 12, place + 1, self.fmt(value), tone, 13, weight=600)
            drawing.text(frame.right + 12, place + 15, name)

    def _text(self, value: Number | None) -> str:
        return "–" if value is None else self.fmt(value)

    def _band(self, i: int) -> str:
        low, high = self.low[i], self.high[i]
        return "" if low is None or high is None else f"{self.fmt(low)} to {self.fmt(high)}"

    def _point(self, name: str, value: Number | None, y: Scale, tone: str) -> dict[str, Any]:
        return {
            "name": name,
            "text": self._text(value),
            "y": None if value is None else round(y(value), 1),
            "tone": tone,
        }


def _stretches(values: Sequence[Number | None]) -> list[list[int]]:
    """Runs of indices without a gap."""
    runs: list[list[int]] = []
    for i, value in enumerate(values):
        if value is None:
            continue
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _sliver(upper: Points, lower: Points) -> Points:
    """A band one period wide still has to be seen."""
    (x, top), (_, bottom) = upper[0], lower[0]
    return [(x - 4, top), (x + 4, top), (x + 4, bottom), (x - 4, bottom)]


def _apart(
    ends: list[tuple[float, Number, Tone, str]], frame: Frame
) -> list[tuple[float, Number, Tone, str]]:
    """Moves two end labels apart where they would overlap, and keeps them inside the frame."""
    if len(ends) == 2 and abs(ends[0][0] - ends[1][0]) < 2 * GAP:
        middle = (ends[0][0] + ends[1][0]) / 2
        middle = min(max(middle, frame.top + GAP), frame.bottom - GAP)
        first_above = ends[0][0] <= ends[1][0]
        places = (middle - GAP, middle + GAP) if first_above else (middle + GAP, middle - GAP)
        ends = [(place, *end[1:]) for place, end in zip(places, ends, strict=True)]
    return ends
