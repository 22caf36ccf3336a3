"""Whether cohorts and controls moved alike before: one pooled Wald test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, fdtrc

from accrue_stats.estimate import FloatArray
from accrue_stats.rollout.averages import Average, unit_average, worked
from accrue_stats.rollout.cells import Cells, cell_effects
from accrue_stats.rollout.cohorts import Cohorts, IntArray
from accrue_stats.rollout.few_units import Residuals, directed

PLENTY = 50
"""With so many degrees of freedom for each effect before, the chi-square test of all of them is used."""
UNITS_PER_CONTRAST = 4
MOST_CONTRASTS = 6


@dataclass(frozen=True, slots=True)
class PreTrend:
    """`chi2` is the Wald statistic with `df` contrasts, `p` its p-value (by F where `few_units`)."""

    chi2: float
    df: int
    p: float
    few_units: bool


def pre_trend(
    cells: Cells, values: FloatArray, cohorts: Cohorts, residuals: Residuals, anticipation: int
) -> PreTrend | None:
    """The effects before adoption (and before `anticipation`) are all zero; None where there are none.

    With plenty of units this is W of the R package `did`: all of them, with the covariance of their influence.
    Otherwise the leads that half of the treated units have are pooled over cohorts and into as many stretches as the units can
    carry, and Hotelling's F is used with the covariance common to all units. Where the covariance is singular the
    test is of the directions it leaves. None also where half of them have none in common.
    """
    before = cells.event < -anticipation
    count = int(before.sum())
    if not count:
        return None
    freedom = residuals.freedom
    if residuals.within_cohorts and freedom >= PLENTY * count:
        chosen = cells.only(before)
        effects = cell_effects(chosen, cohorts.means(values))
        influence = np.stack(
            [worked(_one(i, count, cohorts), chosen, values, cohorts).influence for i in range(count)], axis=1
        )
        chi2, rank = _wald(effects, influence.T @ influence)
        return PreTrend(chi2, rank, float(chdtrc(rank, chi2)) if rank else 1.0, False)
    leads = usual_leads(cells, cohorts.sizes, anticipation)
    if not leads:
        return None
    blocks = np.array_split(np.arange(len(leads)), _contrasts(freedom, len(leads)))
    effects = cell_effects(cells, cohorts.means(values))
    each = [unit_average(cells, effects, cohorts.sizes, before & (cells.event == e)) for e in leads]
    sums = [_sum([each[i] for i in block]) for block in blocks]
    found = [worked(one, cells, values, cohorts) for one in sums]
    along = np.stack([directed(residuals, one.outcome) for one in found])
    covariance = np.einsum("ank,bnk,k->ab", along, along, 1.0 / cohorts.sizes) / freedom
    chi2, rank = _wald(np.array([one.value for one in found]), covariance)
    spare = freedom - rank + 1
    p = float(fdtrc(rank, spare, chi2 * spare / (freedom * rank))) if rank else 1.0
    return PreTrend(chi2, rank, p, True)


def usual_leads(cells: Cells, sizes: IntArray, anticipation: int) -> list[int]:
    """The event times before adoption and anticipation that at least half of the treated units have, ascending."""
    treated = np.unique(cells.cohort[cells.event >= 0])
    leads = []
    for e in np.unique(cells.event[cells.event < -anticipation]):
        there = np.intersect1d(treated, cells.cohort[cells.event == e])
        if there.size and 2 * sizes[there].sum() >= sizes[treated].sum():
            leads.append(int(e))
    return leads


def _contrasts(freedom: float, leads: int) -> int:
    return max(1, min(int(freedom // UNITS_PER_CONTRAST), MOST_CONTRASTS, leads))


def _one(i: int, count: int, cohorts: Cohorts) -> Average:
    weights = np.zeros(count)
    weights[i] = 1.0
    return Average(weights, np.zeros(cohorts.starts.size))


def _sum(averages: list[Average]) -> Average:
    return Average(sum(one.weights for one in averages), sum(one.spread for one in averages))  # type: ignore[arg-type]


def _wald(effects: FloatArray, covariance: FloatArray) -> tuple[float, int]:
    """The statistic and its rank: directions of next to no variance are left out."""
    size, directions = np.linalg.eigh(covariance)
    kept = size > 1e-10 * max(float(size.max()), 0.0)
    along = directions.T @ effects
    return float((along[kept] ** 2 / size[kept]).sum()), int(kept.sum())
