"""The months after the period, as if they went on like its own: an assumption, told as one."""

from __future__ import annotations

import numpy as np

from accrue_facts.coins import coins_per_unit, in_coins
from accrue_facts.costs import Costs
from accrue_facts.draft import Frame
from accrue_facts.values import Interval, Projection
from accrue_stats.cashflow import monthly_rate, npv

ASSUMPTION = (
    "Each month after the period brings the period's average benefit and its average recurring cost; one-off costs "
    "(implementation, integration, migration, exit) do not come again."
)


def project(frame: Frame, benefit: Interval | None, costs: Costs | None, rate: float) -> Projection | None:
    """The programme's horizon from here on; None without a horizon, a benefit or a cost.

    The present value is as of the end of the period, at the programme's discount rate. The months ahead are the period's
    carried on, so their ends are those of the benefit's interval, carried on.
    """
    months = frame.facts.settings.horizon_months
    if months is None or benefit is None or costs is None:
        return None
    per_unit = coins_per_unit(frame.money.base)
    length = len(frame.span.months)
    spent = costs.recurring / length
    paid = in_coins(spent * months, per_unit)

    def carried(earned: float) -> tuple[float, float, float]:
        """Benefit, net return and present value of the months ahead, where the period brought `earned`."""
        gained = in_coins(earned / length * months, per_unit)
        flow = np.concatenate([[0.0], np.full(months, earned / length - spent)])
        return gained, in_coins(gained - paid, per_unit), in_coins(npv(monthly_rate(rate), flow), per_unit)

    gained, net, present = carried(benefit.value)
    if benefit.low is None or benefit.high is None or benefit.low == benefit.high:
        return Projection(months, gained, paid, net, present, ASSUMPTION)
    low, high = carried(benefit.low), carried(benefit.high)
    return Projection(
        months, gained, paid, net, present, ASSUMPTION, low[0], high[0], low[1], high[1], low[2], high[2]
    )
