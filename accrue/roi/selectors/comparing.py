"""Two statements side by side: what moved, line by line, to the cent."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.money import Money
from accrue.roi.selectors.statements import Opened, minor_of


@dataclass(frozen=True, slots=True)
class Moved:
    """One line in both statements; None where it is not in one of them, or does not count there.

    `before` and `after` are what the line adds to the net return, so that the changes of all add up to its change.
    """

    label: str
    kind: str
    before: Money | None
    after: Money | None
    was: str
    became: str

    @property
    def change(self) -> Money:
        zero = Money(0, (self.before or self.after).currency)  # type: ignore[union-attr]  # one of them is there
        return (self.after or zero) - (self.before or zero)

    @property
    def has_moved(self) -> bool:
        return self.change.minor != 0 or self.was != self.became


@dataclass(frozen=True, slots=True)
class Comparison:
    before: Opened
    after: Opened
    lines: list[Moved]
    net_change: Money | None

    @property
    def total(self) -> Money:
        """The changes of all lines together; it is the change of the net return."""
        return sum((line.change for line in self.lines), Money(0, self.after.kept.currency))

    @property
    def moved(self) -> list[Moved]:
        return [line for line in self.lines if line.has_moved]

    @property
    def same_currency(self) -> bool:
        return self.before.kept.currency == self.after.kept.currency


def compare(before: Opened, after: Opened) -> Comparison:
    """Lines by their keys, then costs by category. Statements in two currencies have no lines to compare."""
    if before.kept.currency != after.kept.currency:
        return Comparison(before, after, [], None)
    a, b = _amounts(before), _amounts(after)
    lines = [
        Moved(
            (b.get(key) or a[key])[0],
            "cost" if key.startswith("cost:") else "benefit",
            a[key][1] if key in a else None,
            b[key][1] if key in b else None,
            a[key][2] if key in a else "not there",
            b[key][2] if key in b else "not there",
        )
        for key in [*b, *(k for k in a if k not in b)]
    ]
    one, two = before.kept.net_return, after.kept.net_return
    return Comparison(before, after, lines, two - one if one and two else None)


def _amounts(opened: Opened) -> dict[str, tuple[str, Money, str]]:
    """Key: label, what it adds to the net return, and its status in words."""
    currency, zero = opened.kept.currency, Money(0, opened.kept.currency)
    found: dict[str, tuple[str, Money, str]] = {}
    for line in opened.drawn.lines:
        counts = line.status == "counted" and line.value is not None
        amount = Money(minor_of(line.value or 0.0, currency), currency) if counts else zero
        found[line.key] = (opened.name_of(line), amount, line.status)
    for cost in opened.drawn.costs:
        found[f"cost:{cost.category}"] = (
            cost.label,
            Money(-minor_of(cost.amount, currency), currency),
            "counted",
        )
    return found
