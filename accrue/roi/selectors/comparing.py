"""Two statements side by side: what moved and why, line by line, to the cent."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.money import Money
from accrue.roi.selectors.statements import Opened, minor_of

NOT_THERE = "not there"


@dataclass(frozen=True, slots=True)
class Side:
    """A line in one statement: what it adds to the net return there (None: it does not count), and by what design."""

    label: str
    amount: Money | None
    status: str
    design: str
    records: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One line in both statements. `before` and `after` are None where it is not there or does not count.

    `change` is what that does to the net return, so that the changes of all add up to its change; None where one of the
    statements has no net return and the line does not count in both, for then nothing is known of it.
    """

    label: str
    kind: str
    before: Money | None
    after: Money | None
    was: str
    became: str
    change: Money | None
    why: str

    @property
    def has_moved(self) -> bool:
        return bool(self.change and self.change.minor) or self.was != self.became

    @property
    def status(self) -> str:
        """How it went on: “Counted”, or “Counted → refused”."""
        first = self.was.capitalize()
        return first if self.was == self.became else f"{first} → {self.became}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`total` is the change of the net return; None where one of them states none. `inputs` is what else was changed."""

    before: Opened
    after: Opened
    lines: list[Moved]
    total: Money | None
    inputs: list[str]

    @property
    def moved(self) -> list[Moved]:
        return [line for line in self.lines if line.has_moved]

    @property
    def same_currency(self) -> bool:
        return self.before.kept.currency == self.after.kept.currency


def compare(before: Opened, after: Opened) -> Comparison:
    """Lines by their keys, then costs by category. Statements in two currencies have no lines to compare."""
    inputs = _inputs(before, after)
    if before.kept.currency != after.kept.currency:
        return Comparison(before, after, [], None, inputs)
    one, two = before.kept.net_return, after.kept.net_return
    total = None if one is None or two is None else two - one
    a, b = _sides(before), _sides(after)
    nothing = Side("", None, NOT_THERE, "", 0)
    keys = [*b, *(key for key in a if key not in b)]
    lines = [_moved(key, a.get(key, nothing), b.get(key, nothing), total is not None) for key in keys]
    return Comparison(before, after, lines, total, inputs)


def _moved(key: str, a: Side, b: Side, have_nets: bool) -> Moved:
    change = None
    if a.amount is not None and b.amount is not None:
        change = b.amount - a.amount
    elif have_nets and b.amount is not None:
        change = b.amount
    elif have_nets and a.amount is not None:
        change = -a.amount
    kind = "cost" if key.startswith("cost:") else "benefit"
    return Moved(b.label or a.label, kind, a.amount, b.amount, a.status, b.status, change, _why(a, b, change))


def _why(a: Side, b: Side, change: Money | None) -> str:
    """Why a line moved, in words; empty where it did not."""
    if a.status == NOT_THERE:
        return "new" if b.status == "counted" else f"new, {b.status}"
    if b.status == NOT_THERE:
        return "no longer there"
    if a.status != b.status:
        return f"{a.status} before, {b.status} now"
    if change is None or not change.minor:
        return ""
    if a.design != b.design:
        return f"{b.design} instead of {a.design}"
    if a.records != b.records:
        return f"{_records(b.records)} instead of {a.records:,}"
    return "other amounts in as many records"


def _records(count: int) -> str:
    return f"{count:,} record" if count == 1 else f"{count:,} records"


def _inputs(before: Opened, after: Opened) -> list[str]:
    """What was set differently: the period, and the rates of the programme."""
    a, b = before.drawn, after.drawn
    said = []
    if (a.period.start, a.period.end) != (b.period.start, b.period.end):
        said.append("The periods differ, so records of other days are in.")
    names = (
        ("margin rate", "margin_rate"),
        ("discount rate", "discount_rate"),
        ("go-live", "go_live"),
    )
    for label, name in names:
        was, became = getattr(a.programme, name), getattr(b.programme, name)
        if was != became:
            said.append(f"The {label} was {_written(was)}, and is {_written(became)}.")
    return said


def _written(value: object) -> str:
    if value is None:
        return "not set"
    return f"{100 * value:g}%" if isinstance(value, float) else str(value)


def _sides(opened: Opened) -> dict[str, Side]:
    """By key, each line and each category of cost; costs lower the net return."""
    currency = opened.kept.currency
    found: dict[str, Side] = {}
    for line in opened.drawn.lines:
        counts = line.status == "counted" and line.value is not None
        amount = Money(minor_of(line.value or 0.0, currency), currency) if counts else None
        found[line.key] = Side(opened.name_of(line), amount, line.status, line.design, line.record_count)
    for cost in opened.drawn.costs:
        spent = Money(-minor_of(cost.amount, currency), currency)
        found[f"cost:{cost.category}"] = Side(cost.label, spent, "counted", "ledger", cost.records.count)
    return found
