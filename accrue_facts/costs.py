"""What the CRM cost inside the period, by category, and when it was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from accrue_facts.coins import coins_per_unit, shared_out, to_coins
from accrue_facts.complaint import error_of
from accrue_facts.currency import Converter
from accrue_facts.schema import COST_CODES
from accrue_facts.span import Span, month_number
from accrue_facts.tables import Days, Floats, Ints, Table
from accrue_facts.values import CostLine, Records

ONE_OFF = frozenset(["implementation", "integration", "migration", "exit"])


@dataclass(frozen=True, slots=True)
class Costs:
    """`coins` is the whole cost of the period; `paid` what each month (since January 1970) saw leave, in units.

    Only what counts is paid: a cost spread over months with one of them inside the period leaves whole in the month
    it was incurred in, were that before the period. `recurring` is the part of the whole that is not one-off.
    """

    lines: tuple[CostLine, ...]
    coins: int
    paid: dict[int, float]
    recurring: float
    notes: tuple[str, ...]


def count_costs(table: Table, money: Converter, span: Span) -> Costs:
    """The costs of `table` inside `span`: whole if incurred inside it, spread ones by their months inside it."""
    per_unit = coins_per_unit(money.base)
    days = table.times("incurred_at")
    amounts = money.convert(table, table.numbers("amount"), days)
    months = _spread_months(table)
    inside = _part_inside(days.astype("datetime64[D]"), months, span)
    counted = [_exact(a) * part for a, part in zip(amounts, inside, strict=True)]
    categories, codes = table.codes("category")
    ids = table.texts("cost_id")
    lines = []
    for name in [c for c in COST_CODES if c in categories]:
        rows = [int(row) for row in np.flatnonzero(codes == categories.index(name)) if inside[row]]
        if rows:
            lines.append(_line(name, rows, counted, ids, per_unit))
    paid: dict[int, float] = {}
    for row in np.flatnonzero([bool(part) for part in inside]):
        month = int(days[row].astype("datetime64[M]").astype(int))
        paid[month] = paid.get(month, 0.0) + float(amounts[row])
    total = sum(to_coins(_exact(line.amount), per_unit) for line in lines)
    recurring = sum(line.amount for line in lines if line.category not in ONE_OFF)
    return Costs(tuple(lines), total, paid, recurring, _notes(amounts, inside, span, money.base))


def _line(
    name: str, rows: list[int], counted: list[Fraction], ids: list[str | None], per_unit: int
) -> CostLine:
    total = to_coins(sum((counted[row] for row in rows), Fraction(0)), per_unit)
    parts = shared_out(np.array([float(counted[row]) for row in rows]), total, per_unit)
    label = COST_CODES[name]
    named = tuple(str(ids[row]) for row in rows)
    records = Records(label, total / per_unit, "costs", "cost_id", len(rows), named, parts)
    return CostLine(name, label, total / per_unit, records)


def _spread_months(table: Table) -> Ints:
    if not table.has("spread_months"):
        return np.ones(table.rows, dtype=np.int64)
    months = np.nan_to_num(table.numbers("spread_months"), nan=1.0)
    wrong = np.flatnonzero(months > 1200)
    if wrong.size:
        reason = f"{months[wrong[0]]:g} months are more than 100 years."
        raise error_of([table.complaint(int(wrong[0]), "spread_months", reason, "facts.wrong_value")])
    return np.maximum(months, 1).astype(np.int64)


def _part_inside(days: Days, months: Ints, span: Span) -> list[Fraction]:
    first, last = month_number(span.start), month_number(span.end)
    parts = []
    for day, count in zip(days, months, strict=True):
        if count == 1:
            parts.append(Fraction(int(span.start <= date.fromisoformat(str(day)) <= span.end)))
            continue
        begin = int(day.astype("datetime64[M]").astype(int))
        inside = min(begin + int(count) - 1, last) - max(begin, first) + 1
        parts.append(Fraction(max(inside, 0), int(count)))
    return parts


def _notes(amounts: Floats, inside: list[Fraction], span: Span, currency: str) -> tuple[str, ...]:
    outside = [float(a) for a, part in zip(amounts, inside, strict=True) if not part]
    if not outside:
        return ()
    return (
        f"{len(outside)} cost(s) of {sum(outside):,.2f} {currency} were incurred outside {span.start} to {span.end} and "
        "are not counted; spread them over months (spread_months) or choose another period to count them.",
    )


def _exact(amount: float) -> Fraction:
    """The decimal number somebody wrote, not the binary one next to it."""
    return Fraction(repr(float(amount)))
