"""From lines to the return: benefit, net, ROI, ratio, probability, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

from accrue_stats.estimate import Estimate, FloatArray

type Evidence = Literal["measured", "modelled", "declared"]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of benefit in money. Uncertainty by exactly one of `se`, `draws`, `units`; none of them = fixed.

    `units`: (unit ids, influence of each unit on `value`); lines that share ids are resampled jointly.
    `monthly`: the same money by month from go-live, summing to `value`.
    """

    name: str
    value: float
    evidence: Evidence
    se: float | None = None
    draws: FloatArray | None = None
    units: tuple[Sequence[object], FloatArray] | None = None
    monthly: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class Density:
    """A coarse picture of `measure` ("roi_percent", or "net_return" without cost): len(counts) + 1 edges."""

    measure: str
    edges: FloatArray
    counts: FloatArray


@dataclass(frozen=True, slots=True)
class Composition:
    """The return of all lines together; estimates as in `Estimate`, `share` fractions by evidence.

    `*_correlated`: the same with all lines moving together, where nothing says how they move (else None).
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
    npv: Estimate | None
    irr: Estimate | None
    payback_years: Estimate | None
    discounted_payback_years: Estimate | None
    draws: int
    seed: int


def compose(
    lines: Sequence[Line],
    cost: float,
    *,
    level: float = 0.90,
    seed: int = 0,
    draws: int = 200_000,
    monthly_cost: ArrayLike | None = None,
    annual_discount_rate: float | None = None,
) -> Composition:
    """Benefit of `lines` against `cost`. Without `monthly_cost` and a discount rate no npv, irr, paybacks."""
    raise NotImplementedError  # lands next
