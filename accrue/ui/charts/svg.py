"""An SVG drawing: lines, bars, texts in the colours of ui.md, by role and not by value."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

type Tone = Literal["ink", "mute", "grid", "axis", "gain", "cost", "net", "without", "paper"]
type Anchor = Literal["start", "middle", "end"]
type Points = Sequence[tuple[float, float]]

PRINT: dict[Tone, str] = {
    "ink": "#1c222c",
    "mute": "#545b68",
    "grid": "#e3e6eb",
    "axis": "#9aa2af",
    "gain": "#006d63",
    "cost": "#a84e13",
    "net": "#314db8",
    "without": "#5d6675",
    "paper": "#ffffff",
}
FONT = "Inter Variable, Inter, sans-serif"
HATCH = 6.0  # px between the lines of a hatched bar


def short(value: float) -> str:
    """A coordinate with one decimal at most; never "-0"."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def text_width(text: str, size: float) -> float:
    """About how wide Inter draws it, in px; a little generous."""
    return sum(0.34 if c in " .,:;'’|il" else 0.9 if c in "MWmw€%@" else 0.6 for c in text) * size


def fitted(text: str, size: float, width: float) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def path_through(points: Points) -> str:
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points)


class Drawing:
    """`key` makes the ids, so it must be unique on a page; a drawing without a title is decoration."""

    def __init__(
        self, width: float, height: float, *, key: str, title: str = "", desc: str = "", cls: str = ""
    ) -> None:
        self.width, self.height, self.key = width, height, key
        self.title, self.desc, self.cls = title, desc, cls
        self.role = "img"
        self._shapes: list[str] = []

    def add(self, markup: str) -> None:
        self._shapes.append(markup)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        tone: Tone = "mute",
        size: float = 11,
        anchor: Anchor = "start",
        weight: int | None = None,
    ) -> None:
        extra = f' font-weight="{weight}"' if weight else ""
        if anchor != "start":
            extra += f' text-anchor="{anchor}"'
        self.add(
            f'<text x="{short(x)}" y="{short(y)}" class="t-{tone}" fill="{PRINT[tone]}" '
            f'font-size="{short(size)}"{extra}>{escape(text)} </text>'
        )

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        tone: Tone = "grid",
        width: float = 1,
        dash: str = "",
    ) -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<line x1="{short(x1)}" y1="{short(y1)}" x2="{short(x2)}" y2="{short(y2)}" class="s-{tone}" '
            f'stroke="{PRINT[tone]}" stroke-width="{width}"{dashed}/>'
        )

    def curve(self, points: Points, tone: Tone, width: float = 2, dash: str = "") -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<path d="{path_through(points)}" class="s-{tone}" fill="none" stroke="{PRINT[tone]}" '
            f'stroke-width="{width}" stroke-linejoin="round" stroke-linecap="round"{dashed}/>'
        )

    def area(self, points: Points, tone: Tone, opacity: float) -> None:
        self.add(
            f'<path d="{path_through(points)}Z" class="f-{tone}" fill="{PRINT[tone]}" fill-opacity="{opacity}"/>'
        )

    def dot(self, x: float, y: float, tone: Tone, radius: float = 4) -> None:
        self.add(
            f'<circle cx="{short(x)}" cy="{short(y)}" r="{short(radius)}" class="f-{tone} s-paper" '
            f'fill="{PRINT[tone]}" stroke="{PRINT["paper"]}" stroke-width="{2 if radius > 3 else 0}"/>'
        )

    def solid(self, x: float, y: float, width: float, height: float, tone: Tone) -> None:
        self.add(f'<rect {_box(x, y, width, height)} rx="2" class="f-{tone}" fill="{PRINT[tone]}"/>')

    def light(
        self, x: float, y: float, width: float, height: float, tone: Tone, opacity: float = 0.3
    ) -> None:
        """A pale bar with an edge: what a model says."""
        colour = PRINT[tone]
        self.add(
            f'<rect {_box(x, y, width, height)} rx="2" class="f-{tone} s-{tone}" fill="{colour}" '
            f'fill-opacity="{opacity}" stroke="{colour}" stroke-width="1"/>'
        )

    def hatched(self, x: float, y: float, width: float, height: float, tone: Tone) -> None:
        """Drawn diagonals and no <pattern>, which WeasyPrint fills solid: what was declared."""
        self.light(x, y, width, height, tone, 0.08)
        diagonals, k = "", HATCH
        while k < width + height:
            x1, y1 = (x + k, y) if k <= width else (x + width, y + k - width)
            x2, y2 = (x, y + k) if k <= height else (x + k - height, y + height)
            diagonals += f"M{short(x1)} {short(y1)}L{short(x2)} {short(y2)}"
            k += HATCH
        if diagonals:
            self.add(
                f'<path d="{diagonals}" class="s-{tone}" stroke="{PRINT[tone]}" stroke-width="1.5" fill="none"/>'
            )

    def whisker(self, x1: float, x2: float, y: float) -> None:
        """A horizontal interval with ends, on a pale ground so that it shows on a bar too."""
        self.line(x1, y, x2, y, "paper", 3.25)
        self.line(x1, y, x2, y, "ink", 1.25)
        for x in (x1, x2):
            self.line(x, y - 4, x, y + 4, "ink", 1.25)

    def nothing(self, words: str = "No figures yet") -> str:
        self.text(self.width / 2, self.height / 2 + 4, words, size=12, anchor="middle")
        return self.render()

    def render(self) -> str:
        size = f'viewBox="0 0 {short(self.width)} {short(self.height)}" width="{short(self.width)}" height="{short(self.height)}"'
        head, spoken = "", 'aria-hidden="true"'
        if self.title:
            spoken = f'role="{self.role}" aria-labelledby="{self.key}-t {self.key}-d"'
            head = f'<title id="{self.key}-t">{escape(self.title)}</title><desc id="{self.key}-d">{escape(self.desc)}</desc>'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="viz{" " + self.cls if self.cls else ""}" {size} '
            f'font-family="{FONT}" {spoken}>{head}{"".join(self._shapes)}</svg>'
        )


def _box(x: float, y: float, width: float, height: float) -> str:
    return f'x="{short(x)}" y="{short(y)}" width="{short(max(width, 1))}" height="{short(height)}"'
