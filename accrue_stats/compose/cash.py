"""NPV, IRR and paybacks of monthly cash whose benefit lines are uncertain."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.cashflow import (
    MONTHS_PER_YEAR,
    annual_rate,
    discounted_payback,
    irr,
    monthly_rate,
    npv,
    payback,
    payback_years,
)
from accrue_stats.compose.cash_draws import BoolArray, changes_once, orientation_of, payback_each
from accrue_stats.compose.draws import Sampler, interval_of
from accrue_stats.compose.lines import Line
from accrue_stats.distributions import two_sided
from accrue_stats.estimate import Estimate, FloatArray, finite_vector

BISECTIONS = 80
STEEPEST = 60.0  # log growth a month beyond which a rate counts as unbounded


@dataclass(frozen=True, slots=True, eq=False)
class CashReturn:
    """`npv` money; `irr` a fraction a year; paybacks in years from go-live. None where the point value is undefined.

    A bound may be inf (in that share of draws the money never comes back within the months given) or, for the IRR,
    −1 (everything is lost). `present_benefit`, `present_cost`: the present values, money.
    """

    npv: Estimate
    irr: Estimate | None
    payback_years: Estimate | None
    discounted_payback_years: Estimate | None
    present_benefit: Estimate
    present_cost: float


def cash_return(
    sampler: Sampler, monthly_cost: ArrayLike, annual_discount_rate: float, level: float
) -> CashReturn:
    """Every line's months are scaled by its draw over its value; costs are known. Shapes as in `compose`."""
    months, spent = _months(sampler.lines, monthly_cost)
    shape, fixed = _shapes(sampler.lines, months)
    fixed = fixed - spent
    rate = monthly_rate(annual_discount_rate)
    discount = (1 + rate) ** -np.arange(spent.size)
    orientation = orientation_of(months.sum(axis=0) - spent)
    regular, back, back_discounted = [], [], []
    for block in sampler.chunks():
        flows = (block @ shape + fixed).T.copy()
        regular.append(changes_once(flows, orientation))
        back.append(payback_each(flows) / MONTHS_PER_YEAR)
        back_discounted.append(payback_each(flows * discount[:, None]) / MONTHS_PER_YEAR)

    point = sure_cash(sampler.lines, monthly_cost, annual_discount_rate, level)
    worth = _present_value(sampler, point.npv.value, shape @ discount, float(fixed @ discount), level)
    return CashReturn(
        npv=worth,
        irr=_irr_interval(sampler, point.irr, np.concatenate(regular), orientation, shape, fixed, level),
        payback_years=_with_interval(point.payback_years, np.concatenate(back), level),
        discounted_payback_years=_with_interval(
            point.discounted_payback_years, np.concatenate(back_discounted), level
        ),
        present_benefit=Estimate(
            worth.value + point.present_cost,
            worth.low + point.present_cost,
            worth.high + point.present_cost,
            level,
            worth.se,
        ),
        present_cost=point.present_cost,
    )


def sure_cash(
    lines: tuple[Line, ...], monthly_cost: ArrayLike, annual_discount_rate: float, level: float
) -> CashReturn:
    """The same from the point values alone: intervals of no width."""
    months, spent = _months(lines, monthly_cost)
    rate = monthly_rate(annual_discount_rate)
    flows = months.sum(axis=0) - spent
    per_month = irr(flows)
    return CashReturn(
        npv=_sure(npv(rate, flows), level),
        irr=None if per_month is None else _sure(annual_rate(per_month), level),
        payback_years=_perhaps(payback_years(payback(flows)), level),
        discounted_payback_years=_perhaps(payback_years(discounted_payback(rate, flows)), level),
        present_benefit=_sure(npv(rate, months.sum(axis=0)), level),
        present_cost=npv(rate, spent),
    )


def _months(lines: tuple[Line, ...], monthly_cost: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Benefit by line and month (lines, months) and cost by month, padded with nothing to the longest."""
    spent = finite_vector(monthly_cost, "the monthly cost")
    for line in lines:
        if line.monthly is None:
            raise ValueError(f"line {line.name!r} has no months, so there is no cash flow")
    money = [np.asarray(line.monthly, dtype=np.float64) for line in lines]
    longest = max([spent.size, *(m.size for m in money)])
    if not longest:
        raise ValueError("there are no months")
    padded = [np.pad(m, (0, longest - m.size)) for m in [*money, spent]]
    return np.array(padded[:-1]).reshape(len(lines), longest), padded[-1]


def _shapes(lines: tuple[Line, ...], months: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(shape, fixed) with flows = draws @ shape + fixed. A line worth nil errs evenly over its months."""
    values = np.array([line.value for line in lines])[:, None]
    own = np.array([len(line.monthly) if line.monthly is not None else 1 for line in lines])[:, None]
    even = (np.arange(months.shape[1]) < own) / np.maximum(own, 1)
    shape = np.where(values != 0, months / np.where(values != 0, values, 1.0), even)
    return shape, np.where(values != 0, 0.0, months).sum(axis=0)


def _present_value(
    sampler: Sampler, value: float, factors: FloatArray, fixed: float, level: float
) -> Estimate:
    """NPV: `factors` is what one unit of money of each line is worth today."""
    if sampler.is_normal:
        se = math.sqrt(max(float(factors @ sampler.covariance @ factors), 0.0))
        reach = two_sided(level) * se
        return Estimate(value, value - reach, value + reach, level, se)
    worth = np.concatenate([block @ factors for block in sampler.chunks()]) + fixed
    low, high = interval_of(worth, level)
    return Estimate(value, low, high, level, float(worth.std()))


def _irr_interval(
    sampler: Sampler,
    point: Estimate | None,
    regular: BoolArray,
    orientation: float,
    shape: FloatArray,
    fixed: FloatArray,
    level: float,
) -> Estimate | None:
    """Quantiles of the IRR without solving for it draw by draw: it lies below a rate where the NPV at that rate does
    below nothing, and NPVs are linear. None where more draws have no single rate than the interval leaves out.
    """
    if point is None or np.mean(~regular) > (1 - level) / 2:
        return None
    draws = np.concatenate(list(sampler.chunks()))[regular]
    period = np.arange(fixed.size)

    def share_below(growth: float) -> float:
        factors = np.exp(-growth * period - max(0.0, -growth * period[-1]))
        return float(np.mean(orientation * (draws @ (shape @ factors) + fixed @ factors) < 0))

    low, high = (_annual(_bisect(share_below, p)) for p in (0.5 - level / 2, 0.5 + level / 2))
    return Estimate(point.value, min(low, point.value), max(high, point.value), level)


def _bisect(share_below: Callable[[float], float], p: float) -> float:
    """The growth below which the share `p` lies; ∓inf where it is beyond what is steepest."""
    low, high = -STEEPEST, STEEPEST
    if share_below(low) >= p:
        return -math.inf
    if share_below(high) < p:
        return math.inf
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if share_below(middle) >= p else (middle, high)
        if high - low < 1e-12:
            break
    return (low + high) / 2


def _annual(growth: float) -> float:
    return math.expm1(growth * MONTHS_PER_YEAR) if growth * MONTHS_PER_YEAR < 700 else math.inf


def _with_interval(point: Estimate | None, draws: FloatArray, level: float) -> Estimate | None:
    if point is None:
        return None
    low, high = interval_of(draws, level)
    return Estimate(point.value, min(low, point.value), max(high, point.value), level)


def _sure(value: float, level: float) -> Estimate:
    return Estimate(value, value, value, level, 0.0)


def _perhaps(value: float | None, level: float) -> Estimate | None:
    return None if value is None or not math.isfinite(value) else _sure(value, level)
