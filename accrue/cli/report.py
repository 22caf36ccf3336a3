"""One answer for people: what the terminal, the page and the PDF show of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accrue.ui.charts.figure import Chart

type Number = int | float | Decimal
type Format = Callable[[Number], str]


@dataclass(frozen=True, slots=True)
class Row:
    """An estimate: `value` None means it is not given, and `why` says why."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    write: Format
    why: str = ""
    zero_is_chance: bool = False

    @property
    def could_be_chance(self) -> bool:
        """Whether zero lies in the interval of something that is claimed to differ from it."""
        return (
            self.zero_is_chance
            and self.low is not None
            and self.high is not None
            and self.low <= 0 <= self.high
        )

    def interval(self) -> str:
        if self.value is None or (self.low is None and self.high is None) or self.low == self.high:
            return ""
        low = "no bound" if self.low is None else self.write(self.low)
        high = "no bound" if self.high is None else self.write(self.high)
        return f"{low} to {high}"


@dataclass(frozen=True, slots=True)
class Grid:
    """A plain table; columns named in `right` are numbers."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """`lead` are plain sentences, `rows` the estimates at `level`, `charts` are drawn only for a page."""

    title: str
    lead: tuple[str, ...]
    level: float
    rows: tuple[Row, ...] = ()
    grids: tuple[Grid, ...] = ()
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    charts: Callable[[], list[Chart]] = field(default=list)


def signed_minus(text: str) -> str:
    return text.replace("-", "−")


def number(digits: int = 2, suffix: str = "") -> Format:
    """1234.5 as "1,234.50" and −3 with a true minus sign."""
    return lambda value: signed_minus(f"{value:,.{digits}f}{suffix}")


def significant(value: Number) -> str:
    """At least four significant digits, never more than needed."""
    value = float(value)
    if value == 0:
        return "0"
    if abs(value) >= 1000:
        return signed_minus(f"{value:,.2f}")
    return signed_minus(f"{value:.4g}")


def percent(value: Number) -> str:
    """A fraction as per cent."""
    return signed_minus(f"{100 * float(value):,.1f} %")


def rate_of_return(value: Number) -> str:
    """A year's rate; what pays back in weeks has a huge one, which says no more than that it is huge."""
    return "above 1,000 %" if value > 10 else percent(value)


def level_text(level: float) -> str:
    return f"{100 * level:g}\u2009%"
