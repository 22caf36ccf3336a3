"""From lines to the return: benefit, net, ROI, ratio, probability, each with its interval.

Point values are sums, never medians of draws. As long as nothing but normal lines is in it, the benefit is normal and
composed in closed form; as soon as a line brings draws of its own, from `draws` seeded draws of all lines at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.compose.cash import CashReturn, cash_return, sure_cash
from accrue_stats.compose.draws import Sampler, interval_of
from accrue_stats.compose.lines import EVIDENCE, Evidence, Line
from accrue_stats.distributions import normal_below, two_sided
from accrue_stats.estimate import Estimate, FloatArray, check_level
from accrue_stats.ledger import ledger_return

__all__ = ["Composition", "Density", "Evidence", "Line", "compose"]

FEWEST_DRAWS = 200_000
BINS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """A coarse picture of `measure` ("roi_percent", or "net_return" without cost): len(shares) + 1 `edges`.

    `shares` are the fractions of the distribution in each bin; empty where nothing is uncertain.
    """

    measure: str
    edges: FloatArray
    shares: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """The return of all lines together. `share`: fractions of the sum of absolute values, by evidence.

    `roi_percent` is None without cost, `cost_to_benefit` where the benefit is not above zero; the ratio's `high` is
    inf where the benefit's interval reaches zero. `*_correlated`: the same if all lines that are not tied by units
    erred together, given where at least two such lines are uncertain. `cash`: None without monthly cash.
    """

    benefit: Estimate
    net_return: Estimate
    roi_percent: Estimate | None
    cost_to_benefit: Estimate | None
    probability_positive: float
    roi_percent_measured_only: Estimate | None
    benefit_correlated: Estimate | None
    roi_percent_correlated: Estimate | None
    share: dict[Evidence, float]
    density: Density
    cash: CashReturn | None
    analytic: bool
    draws: int
    seed: int


def compose(
    lines: Sequence[Line],
    cost: float,
    *,
    level: float = 0.90,
    seed: int = 0,
    draws: int = FEWEST_DRAWS,
    monthly_cost: ArrayLike | None = None,
    annual_discount_rate: float | None = None,
) -> Composition:
    """The benefit of disjoint `lines` (money) against a known `cost` (money, same period and perimeter).

    Lines that share unit ids move together as their units say; other lines independently, with the bound of all
    moving together beside it. With `monthly_cost` (money by month from go-live, positive = spent), `monthly` in every
    line, and `annual_discount_rate` (fraction) also NPV, IRR and paybacks, every line's months scaled by its draw.
    The same lines, seed and draws give the same answer to the last bit. No lines: a benefit of nothing.
    ValueError for under 200,000 draws, missing numbers, or a line with two kinds of uncertainty.

    Source: the accounting identity; Monte-Carlo by JCGM 101:2008; joint resampling by multipliers after Mammen (1992).
    """
    check_level(level)
    if draws < FEWEST_DRAWS:
        raise ValueError(f"at least {FEWEST_DRAWS:,} draws are needed, not {draws:,}")
    if not math.isfinite(cost):
        raise ValueError(f"the cost must be a finite amount, not {cost}")
    sampler = Sampler(tuple(lines), seed, draws)
    benefit = _benefit(sampler, level)
    measured = [i for i, line in enumerate(lines) if line.evidence == "measured"]
    cash = _cash(sampler, monthly_cost, annual_discount_rate, level)
    together = _together(sampler, level)
    return Composition(
        benefit=benefit,
        net_return=_shifted(benefit, cost),
        roi_percent=_roi(benefit, cost),
        cost_to_benefit=_ratio(benefit, cost),
        probability_positive=_probability(benefit, cost, sampler),
        roi_percent_measured_only=_roi(_benefit(sampler.part(measured), level), cost) if measured else None,
        benefit_correlated=together,
        roi_percent_correlated=_roi(together, cost) if together else None,
        share=_shares(lines),
        density=_density(benefit, cost, sampler),
        cash=cash,
        analytic=sampler.is_normal,
        draws=draws if sampler.was_drawn else 0,
        seed=seed,
    )


def _benefit(sampler: Sampler, level: float) -> Estimate:
    value = math.fsum(line.value for line in sampler.lines)
    if sampler.is_normal:
        return _normal(value, math.sqrt(max(float(sampler.covariance.sum()), 0.0)), level)
    low, high = interval_of(sampler.totals(), level)
    return Estimate(value, low, high, level, float(sampler.totals().std()))


def _together(sampler: Sampler, level: float) -> Estimate | None:
    """All lines erring the same way at once: interval ends add up (comonotone), tied lines counting as one."""
    groups = sampler.groups()
    if sum(1 for group in groups if any(sampler.lines[i].is_uncertain for i in group)) < 2:
        return None
    ends = [_benefit(sampler.part(group), level) for group in groups]
    value = math.fsum(line.value for line in sampler.lines)
    low, high = math.fsum(e.low for e in ends), math.fsum(e.high for e in ends)
    return Estimate(value, low, high, level, math.fsum(e.se or 0.0 for e in ends))


def _normal(value: float, se: float, level: float) -> Estimate:
    reach = two_sided(level) * se
    return Estimate(value, value - reach, value + reach, level, se)


def _shifted(benefit: Estimate, cost: float) -> Estimate:
    return Estimate(benefit.value - cost, benefit.low - cost, benefit.high - cost, benefit.level, benefit.se)


def _roi(benefit: Estimate, cost: float) -> Estimate | None:
    if cost <= 0:
        return None
    value, low, high = (
        ledger_return(b, cost).roi_percent or 0.0 for b in (benefit.value, benefit.low, benefit.high)
    )
    return Estimate(value, low, high, benefit.level, None if benefit.se is None else 100 * benefit.se / cost)


def _ratio(benefit: Estimate, cost: float) -> Estimate | None:
    value = ledger_return(benefit.value, cost).cost_to_benefit
    if value is None:
        return None
    return Estimate(
        value, cost / benefit.high, cost / benefit.low if benefit.low > 0 else math.inf, benefit.level
    )


def _probability(benefit: Estimate, cost: float, sampler: Sampler) -> float:
    if not benefit.se:
        return float(benefit.value > cost)
    if sampler.is_normal:
        return float(normal_below((benefit.value - cost) / benefit.se))
    return float(np.mean(sampler.totals() > cost))


def _shares(lines: Sequence[Line]) -> dict[Evidence, float]:
    size = math.fsum(abs(line.value) for line in lines)
    return {
        kind: math.fsum(abs(line.value) for line in lines if line.evidence == kind) / size if size else 0.0
        for kind in EVIDENCE
    }


def _density(benefit: Estimate, cost: float, sampler: Sampler) -> Density:
    measure = "roi_percent" if cost > 0 else "net_return"
    scale = 100 / cost if cost > 0 else 1.0
    if not benefit.se:
        return Density(measure, np.empty(0), np.empty(0))
    if sampler.is_normal:
        edges = benefit.value + benefit.se * np.linspace(-4, 4, BINS + 1)
        shares = np.diff(normal_below(np.linspace(-4, 4, BINS + 1)))
    else:
        totals = sampler.totals()
        low, high = np.quantile(totals, [0.0005, 0.9995])
        counts, edges = np.histogram(totals, BINS, (float(low), float(high)))
        shares = counts / totals.size
    return Density(measure, (edges - cost) * scale, np.asarray(shares, dtype=np.float64))


def _cash(
    sampler: Sampler, monthly_cost: ArrayLike | None, annual_discount_rate: float | None, level: float
) -> CashReturn | None:
    if monthly_cost is None or annual_discount_rate is None:
        return None
    if not any(line.is_uncertain for line in sampler.lines):
        return sure_cash(sampler.lines, monthly_cost, annual_discount_rate, level)
    return cash_return(sampler, monthly_cost, annual_discount_rate, level)
