"""A weighted mixture of Student's t distributions: what is known after integrating over a grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_stats.distributions import normal_quantile, root_between, student_below, student_quantile
from accrue_stats.estimate import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Components (p,) with their `weight` (summing to 1), `centre` and `spread` (> 0), all of one `freedom`."""

    weight: FloatArray
    centre: FloatArray
    spread: FloatArray
    freedom: float

    @property
    def mean(self) -> float:
        return float(self.weight @ self.centre)

    @property
    def sd(self) -> float:
        widen = self.freedom / (self.freedom - 2) if self.freedom > 2 else 3.0
        return float(np.sqrt(self.weight @ (widen * self.spread**2 + (self.centre - self.mean) ** 2)))

    def below(self, x: float) -> float:
        return float(self.weight @ student_below((x - self.centre) / self.spread, self.freedom))

    def normal_score(self, x: float) -> float:
        """Where `x` lies, in standard deviations of a normal distribution."""
        if x > self.mean:
            above = float(self.weight @ student_below((self.centre - x) / self.spread, self.freedom))
            return -float(normal_quantile(max(above, 1e-300)))
        return float(normal_quantile(max(self.below(x), 1e-300)))

    def quantile(self, p: float) -> float:
        each = self.centre + self.spread * student_quantile(p, self.freedom)
        return root_between(lambda x: self.below(x) - p, float(each.min()), float(each.max()))
