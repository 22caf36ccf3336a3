"""The three formulas: return on investment, net return, cost to benefit. Computed exactly, rounded once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

type Money = int | float | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Return:
    """`roi_percent` is None when nothing was spent; `cost_to_benefit` is None when nothing was gained."""

    roi_percent: float | None
    net_return: float
    cost_to_benefit: float | None


def ledger_return(benefit: Money, cost: Money) -> Return:
    """ROI % = 100 (B − C)/C, net = B − C, cost to benefit = C/B.

    `benefit` B is incremental contribution profit before the system's own cost and `cost` C everything spent on it,
    same currency, period and perimeter, so cost is subtracted once. Integers, Decimals and Fractions are exact to
    the last rounding into a float. C ≤ 0 leaves the ROI undefined, B ≤ 0 (or C < 0) the ratio.
    ValueError for a missing or infinite amount.

    Source: the accounting identity; docs/reference/estimators/ledger.md.
    """
    b, c = _exact(benefit, "benefit"), _exact(cost, "cost")
    return Return(
        roi_percent=float(100 * (b - c) / c) if c > 0 else None,
        net_return=float(b - c),
        cost_to_benefit=float(c / b) if b > 0 and c >= 0 else None,
    )


def _exact(amount: Money, name: str) -> Fraction:
    if not math.isfinite(amount):
        raise ValueError(f"the {name} must be a finite amount, not {amount}")
    return Fraction(amount)
