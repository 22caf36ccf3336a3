"""Three ways to say what a unit would have been without: plain difference, synthetic control, and both at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_stats.donors.simplex import simplex_weights
from accrue_stats.estimate import FloatArray

TINY = 1e-6
"""Penalty of weights that are meant to be free, in standard deviations of the noise: it only settles ties."""


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """`units`: a weight for each donor; `periods`: one for each period before; `gap`: unit less mix, by period."""

    units: FloatArray
    periods: FloatArray
    gap: FloatArray

    @property
    def before(self) -> int:
        return int(self.periods.size)

    @property
    def value(self) -> float:
        """The mean gap after, less the weighted gap before."""
        return float(self.gap[self.before :].mean() - self.gap[: self.before] @ self.periods)

    @property
    def path(self) -> FloatArray:
        """The gap by period with its level before taken away: after, what was gained in each period."""
        return np.asarray(self.gap - self.gap[: self.before] @ self.periods)

    @property
    def misfit(self) -> float:
        """Root mean square of the gap before (of the plain gap for synthetic control, otherwise around its level)."""
        before = self.gap[: self.before]
        around = before if not self.periods.any() else before - before.mean()
        return float(np.sqrt(np.mean(around**2)))

    @property
    def ratio(self) -> float:
        """Root mean square gap after over before; the larger, the more unusual (inf where it was met exactly)."""
        after = float(np.sqrt(np.mean(self.gap[self.before :] ** 2)))
        before = float(np.sqrt(np.mean(self.gap[: self.before] ** 2)))
        return after / before if before > 0 else (np.inf if after > 0 else 1.0)


def noise_level(donors: FloatArray, before: int) -> float:
    """The standard deviation of the donors' steps from period to period before. `donors` has shape (n, periods)."""
    steps = np.diff(donors[:, :before], axis=1)
    return float(steps.std(ddof=1)) if steps.size > 1 else 0.0


def plain_difference(unit: FloatArray, donors: FloatArray, before: int) -> Mix:
    """Difference-in-differences: all donors and all periods alike."""
    n = donors.shape[0]
    return Mix(np.full(n, 1 / n), np.full(before, 1 / before), unit - donors.mean(axis=0))


def synthetic_control(unit: FloatArray, donors: FloatArray, before: int, *, noise: float) -> Mix:
    """The mix of donors that was nearest to the unit before, level and all; nothing is taken off after.

    Source: Abadie, Diamond & Hainmueller, JASA 105 (2010), on the outcomes before, without covariates.
    """
    ridge = before * (TINY * noise) ** 2
    weights = simplex_weights(donors[:, :before].T, unit[:before], ridge=ridge)
    return Mix(weights, np.zeros(before), unit - weights @ donors)


def synthetic_difference(
    unit: FloatArray, donors: FloatArray, before: int, *, noise: float, treated: int = 1
) -> Mix:
    """Synthetic difference-in-differences: donors weighted so that they ran parallel to the unit before, periods so
    that donors were then as they are after.

    `unit` (periods,) is the mean of the `treated` units, `donors` (n, periods). Both sets of weights allow for a
    level; the donors' are drawn together by (treated × periods after)^¼ × `noise`.

    Source: Arkhangelsky, Athey, Hirshberg, Imbens & Wager, American Economic Review 111 (2021), algorithm 1.
    """
    n, after = donors.shape[0], donors.shape[1] - before
    early = donors[:, :before]
    spread = (treated * after) ** 0.25 * noise
    units = simplex_weights(
        (early - early.mean(axis=1, keepdims=True)).T, unit[:before] - unit[:before].mean(), ridge=before * spread**2
    )  # fmt: skip
    late = donors[:, before:].mean(axis=1)
    periods = simplex_weights(early - early.mean(axis=0), late - late.mean(), ridge=n * (TINY * noise) ** 2)
    return Mix(units, periods, unit - units @ donors)
