"""How much a customer spends a purchase: the Gamma-Gamma model."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from accrue_stats.estimate import FloatArray


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """`p`, `q` without unit, `v` in money."""

    p: float
    q: float
    v: float
    log_likelihood: float
    customers: int

    def expected_value(self, frequency: ArrayLike, mean_value: ArrayLike) -> FloatArray:
        """Expected value of a customer's purchase; of an average customer where frequency is 0."""
        raise NotImplementedError  # lands next


def fit_gamma_gamma(frequency: ArrayLike, mean_value: ArrayLike) -> GammaGamma:
    """Maximum likelihood from the repeaters' number of repeat purchases and their mean value."""
    raise NotImplementedError  # lands next
