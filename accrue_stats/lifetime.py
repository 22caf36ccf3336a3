"""How often a customer will buy again, and whether they still do: the BG/NBD model."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from accrue_stats.estimate import FloatArray


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Purchase rate Gamma(r, alpha), dropout after each purchase Beta(a, b). `alpha` in periods."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    customers: int

    def p_alive(self, frequency: ArrayLike, recency: ArrayLike, observed: ArrayLike) -> FloatArray:
        """Probability that each customer still buys."""
        raise NotImplementedError  # lands next

    def expected_purchases(
        self, t: ArrayLike, frequency: ArrayLike, recency: ArrayLike, observed: ArrayLike
    ) -> FloatArray:
        """Expected purchases in the next `t` periods."""
        raise NotImplementedError  # lands next

    def expected_purchases_new(self, t: ArrayLike) -> FloatArray:
        """Expected repeat purchases of a new customer in the first `t` periods."""
        raise NotImplementedError  # lands next


def fit_bg_nbd(frequency: ArrayLike, recency: ArrayLike, observed: ArrayLike) -> BgNbd:
    """Maximum likelihood from x, t_x, T of each customer."""
    raise NotImplementedError  # lands next
