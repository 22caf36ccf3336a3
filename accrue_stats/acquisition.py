"""What a new customer costs, is worth, and how soon the cost is back; and how many customers are lost."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from accrue_stats.distributions import root_between
from accrue_stats.estimate import Estimate, check_level
from accrue_stats.lifetime.purchases import BgNbd
from accrue_stats.shares import wilson

STRETCHES = 12


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What is known of somebody who has just bought for the first time.

    `first` and `repeat`: margin of the first and of a repeat purchase, money; `model` in its own periods.
    """

    model: BgNbd
    first: float
    repeat: float

    def earned(self, periods: float, rate_per_period: float = 0.0) -> float:
        """Margin within `periods` of the first purchase, that one included; discounted at `rate_per_period`."""
        if periods <= 0:
            return self.first
        ends = np.linspace(0.0, periods, STRETCHES + 1)
        bought = np.diff(self.model.expected_purchases_new(ends))
        discount = (1 + rate_per_period) ** -((ends[1:] + ends[:-1]) / 2)
        return self.first + self.repeat * float(discount @ bought)


def acquisition_cost(spent: float, new_customers: int) -> float | None:
    """Money spent on winning customers over the customers won (CAC); None when nobody was won.

    ValueError for a negative sum or number.
    """
    if not (math.isfinite(spent) and spent >= 0 and new_customers >= 0):
        raise ValueError(f"what was spent and who was won must be 0 or more, not {spent} and {new_customers}")
    return spent / new_customers if new_customers else None


def payback_periods(customer: NewCustomer, cost: float, horizon: float) -> float:
    """Periods until a new customer's margin, undiscounted, has brought back what winning them cost.

    0 when the first purchase does; infinite when `horizon` periods do not.
    """
    if customer.first >= cost:
        return 0.0
    if customer.repeat <= 0 or customer.earned(horizon) < cost:
        return math.inf
    needed = (cost - customer.first) / customer.repeat
    return root_between(
        lambda t: float(customer.model.expected_purchases_new(t)) - needed, 0.0, horizon, 1e-6 * horizon
    )


def churn_share(lost: int, customers: int, level: float = 0.90) -> Estimate | None:
    """The share of the customers at the start of a period who were lost in it, with Wilson's interval.

    None without customers. ValueError unless 0 ≤ lost ≤ customers. Source: Wilson, JASA 22 (1927).
    """
    check_level(level)
    if not 0 <= lost <= customers:
        raise ValueError(f"{lost} of {customers} customers cannot have been lost")
    return wilson(lost, customers, level) if customers else None
