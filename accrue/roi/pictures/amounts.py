"""Figures of a statement in its currency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from accrue.money import Money
from accrue.money.format import format_money, format_short
from accrue.roi.selectors.statements import minor_of
from accrue.ui.charts.scale import Number
from accrue.ui.figures import number, percent
from accrue_facts.values import Figure, Interval, Line


@dataclass(frozen=True, slots=True)
class Amounts:
    """Writes major units of `currency`, as they stand in a statement."""

    currency: str

    def exact(self, value: float) -> str:
        return format_money(Money(minor_of(value, self.currency), self.currency))

    def short(self, value: Number, sign: bool = False) -> str:
        return format_short(Money(minor_of(float(value), self.currency), self.currency), sign=sign)

    def figure(self, one: Figure) -> tuple[str, str]:
        """A figure and its interval, written by its unit. Means per person are small: cents stay."""
        write: Callable[[float], str] = {
            "money": self.exact,
            "share": lambda v: percent(v, 1),
            "number": lambda v: number(v, 0 if v == int(v) else 2),
            "percent": lambda v: percent(v / 100, 1),
        }[one.unit]
        if one.low is None or one.high is None:
            return write(one.value), ""
        return write(one.value), f"{write(one.low)} to {write(one.high)}"

    def of_line(self, line: Line) -> str:
        """The interval of a line; the haircut of a declared one."""
        if line.value is None:
            return ""
        if line.haircut is not None:
            return f"less {percent(line.haircut)}"
        if line.low is None or line.high is None:
            return "no interval"
        return f"{self.short(line.low)} to {self.short(line.high)}"

    def given_back(self, roi_percent: float | None) -> str:
        """What came back for each one spent."""
        if roi_percent is None:
            return ""
        return self.exact(float(Decimal(str(round(1 + roi_percent / 100, 2)))))

    def per_unit(self, found: Interval | None) -> str:
        """The sentence per unit of currency: what came back for each one spent, with its interval."""
        if found is None:
            return ""
        one = format_money(Money.of(1, self.currency), cents=False)
        back, low, high = (self.given_back(v) for v in (found.value, found.low, found.high))
        if found.value < -100:
            said = f"Each {one} spent on Accrue gave nothing back and lost {self.given_back(-200 - found.value)} more"
            return (
                f"{said}."
                if not low or not high or low == high
                else f"{said}; what came back lies very likely between {low} and {high}."
            )
        said = f"Each {one} spent on Accrue gave back {back}"
        if not low or not high or low == high:
            return f"{said}."
        return f"{said}, and very likely between {low} and {high}."


def interval(found: Interval | None, write: Callable[[float], str]) -> str:
    if found is None or (found.low is None and found.high is None):
        return ""
    if found.high is None:
        return f"from {write(found.low or 0.0)}, no upper end"
    if found.low is None:
        return f"up to {write(found.high)}"
    return f"{write(found.low)} to {write(found.high)}"
