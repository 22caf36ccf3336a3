"""Money over time: net present value, internal rate of return, payback. One flow per period, the first one now."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.distributions import root_between
from accrue_stats.estimate import FloatArray, finite_vector

MONTHS_PER_YEAR = 12


def monthly_rate(annual_rate: float) -> float:
    """The compound rate per month that makes `annual_rate` (a fraction) in twelve. ValueError unless above −1."""
    return math.expm1(math.log1p(_rate(annual_rate)) / MONTHS_PER_YEAR)


def annual_rate(rate_per_month: float) -> float:
    """The inverse of `monthly_rate`; inf where a month's rate compounds past what a float holds."""
    try:
        return math.expm1(math.log1p(_rate(rate_per_month)) * MONTHS_PER_YEAR)
    except OverflowError:
        return math.inf


def npv(rate_per_period: float, flows: ArrayLike) -> float:
    """Net present value of `flows` (money; spending negative; flows[0] undiscounted) at a rate per period.

    Source: any finance text, e.g. Brealey, Myers & Allen, Principles of Corporate Finance, ch. 2.
    """
    return float(np.sum(discounted(rate_per_period, flows)))


def discounted(rate_per_period: float, flows: ArrayLike) -> FloatArray:
    """Each of `flows` at its present value, same shape."""
    money = _flows(flows)
    return money * np.exp(-math.log1p(_rate(rate_per_period)) * np.arange(money.size))


def irr(flows: ArrayLike) -> float | None:
    """The rate per period at which `flows` are worth nothing, or None unless they change sign exactly once.

    With one sign change the rate is unique (Descartes). log(present value of the receipts) − log(present value of
    the outlays) falls or rises by at least one per unit of log(1 + rate), so the root lies within its size at
    rate 0: the bracket is proved, not searched.
    """
    money = _flows(flows)
    if sign_changes(money) != 1:
        return None
    period = np.arange(money.size, dtype=np.float64)
    gain, spent = money > 0, money < 0
    log_money = np.log(np.abs(money), out=np.zeros_like(money), where=money != 0)

    def imbalance(log_growth: float) -> float:
        receipts, outlays = (log_money[side] - log_growth * period[side] for side in (gain, spent))
        return _log_sum(receipts) - _log_sum(outlays)

    reach = abs(imbalance(0.0)) * (1 + 1e-9) + 1e-12
    # receipts after outlays are worth less the higher the rate, so the imbalance falls
    direction = -1.0 if period[gain][0] > period[spent][0] else 1.0
    root = root_between(lambda log_growth: direction * imbalance(log_growth), -reach, reach, 1e-15)
    return math.expm1(root) if root < 700 else None


def sign_changes(flows: ArrayLike) -> int:
    """How often `flows` go from spending to receiving or back; zeros are passed over."""
    signs = np.sign(finite_vector(flows, "the cash flows"))
    signs = signs[signs != 0]
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def payback(flows: ArrayLike) -> float | None:
    """Periods until what was spent has come back *for good*, or None when it has not by the last flow.

    Linear within the period in which the running total reaches zero for the last time; 0 when it never is below.
    """
    money = _flows(flows)
    running = np.cumsum(money)
    # a total that should be nil may miss it by rounding
    below = np.flatnonzero(running < -1e-9 * np.max(np.abs(money)))
    if not below.size:
        return 0.0
    last = int(below[-1])
    if last == money.size - 1:
        return None
    return float(last + min(-running[last] / money[last + 1], 1.0))


def discounted_payback(rate_per_period: float, flows: ArrayLike) -> float | None:
    """`payback` of the present values."""
    return payback(discounted(rate_per_period, flows))


def payback_years(months: float | None) -> float | None:
    """A payback counted in months, in years."""
    return None if months is None else months / MONTHS_PER_YEAR


def _log_sum(logs: FloatArray) -> float:
    most = float(logs.max())
    return most + math.log(float(np.sum(np.exp(logs - most))))


def _rate(rate: float) -> float:
    if not (math.isfinite(rate) and rate > -1.0):
        raise ValueError(f"a rate must be a fraction above -1 (10 % is 0.10), not {rate}")
    return rate


def _flows(flows: ArrayLike) -> FloatArray:
    money = finite_vector(flows, "the cash flows")
    if not money.size:
        raise ValueError("the cash flows are empty")
    return money
