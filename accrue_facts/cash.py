"""Cash by month: when the benefit was earned and when the cost was paid; nothing is projected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.coins import in_coins
from accrue_facts.costs import Costs
from accrue_facts.span import Span, month_name, month_number
from accrue_facts.tables import Floats
from accrue_facts.values import Month


@dataclass(frozen=True, slots=True, eq=False)
class Cash:
    """`earned` and `spent` by month, the first being month `first` (since January 1970).

    It begins `before` months ahead of the period where a spread cost was paid earlier.
    """

    first: int
    before: int
    earned: Floats
    spent: Floats


def flows(span: Span, earned: list[Floats | None], costs: Costs | None) -> Cash:
    start, months = month_number(span.start), len(span.months)
    paid = {} if costs is None else costs.paid
    before = max(start - min(paid, default=start), 0)
    gained = np.zeros(before + months)
    for one in earned:
        if one is not None:
            gained[before:] += one
    spent = np.zeros(before + months)
    for month, amount in paid.items():
        spent[month - start + before] += amount
    return Cash(start - before, before, gained, spent)


def cash_months(cash: Cash, per_unit: int) -> tuple[Month, ...]:
    running = np.cumsum(cash.earned - cash.spent)
    return tuple(
        Month(
            month_name(cash.first + i),
            in_coins(float(cash.earned[i]), per_unit),
            in_coins(float(cash.spent[i]), per_unit),
            in_coins(float(running[i]), per_unit),
        )
        for i in range(cash.earned.size)
    )
