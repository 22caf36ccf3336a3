"""Seeded draws of all lines at once, in chunks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from accrue_stats.compose.lines import Line, joint_covariance
from accrue_stats.estimate import FloatArray

CHUNK = 20_000


class Sampler:
    """Draws of the values of `lines`: normal lines jointly by their covariance, the others from their own draws.

    A line's draws are centred on its `value`, so that the sum of the means is the sum of the values. `covariance` of
    the lines is worked out from their units unless it is given.
    """

    def __init__(
        self, lines: tuple[Line, ...], seed: int, draws: int, covariance: FloatArray | None = None
    ) -> None:
        self.lines, self.seed, self.draws = lines, seed, draws
        self.covariance = joint_covariance(lines) if covariance is None else covariance
        self._blocks: list[FloatArray] = []
        self._totals: FloatArray | None = None

    def part(self, chosen: Sequence[int]) -> Sampler:
        """The same for some of the lines alone."""
        inside = np.array(chosen, dtype=np.intp)
        lines = tuple(self.lines[i] for i in chosen)
        return Sampler(lines, self.seed, self.draws, self.covariance[np.ix_(inside, inside)])

    @property
    def is_normal(self) -> bool:
        """Whether every line is fixed or normal, so that the sum needs no draws."""
        return all(line.draws is None for line in self.lines)

    @property
    def was_drawn(self) -> bool:
        return bool(self._blocks)

    def chunks(self) -> Iterator[FloatArray]:
        """Blocks (draws, lines) of money, the same for the same lines and seed."""
        if not self._blocks:
            self._blocks = list(self._drawn())
        yield from self._blocks

    def _drawn(self) -> Iterator[FloatArray]:
        random = np.random.default_rng(self.seed)
        values = np.array([line.value for line in self.lines])
        root = _root(self.covariance)
        for start in range(0, self.draws, CHUNK):
            size = min(CHUNK, self.draws - start)
            block = values + random.standard_normal((size, root.shape[1])) @ root.T
            for i, line in enumerate(self.lines):
                if line.draws is not None:
                    own = np.asarray(line.draws, dtype=np.float64)
                    block[:, i] = line.value + random.choice(own, size) - own.mean()
            yield block

    def totals(self) -> FloatArray:
        """The sum over lines in every draw."""
        if self._totals is None:
            self._totals = np.concatenate([block.sum(axis=1) for block in self.chunks()])
        return self._totals

    def groups(self) -> list[list[int]]:
        """Which lines are tied by shared units; every other line alone."""
        tied = self.covariance != 0
        groups: list[list[int]] = []
        for i in range(len(self.lines)):
            mine = [g for g in groups if any(tied[i, j] for j in g)]
            merged = [i, *(j for g in mine for j in g)]
            groups = [g for g in groups if g not in mine] + [merged]
        return sorted((sorted(g) for g in groups), key=min)


def interval_of(draws: FloatArray, level: float) -> tuple[float, float]:
    """The central interval of draws that may hold ±inf: bounds are draws, not interpolated."""
    low, high = np.quantile(draws, [0.5 - level / 2, 0.5 + level / 2], method="inverted_cdf")
    return float(low), float(high)


def _root(covariance: FloatArray) -> FloatArray:
    """A matrix whose product with its own transpose is `covariance`, singular or not."""
    scale = np.sqrt(np.diag(covariance))
    safe = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(covariance / np.outer(safe, safe))
    return np.asarray(scale[:, None] * vectors * np.sqrt(np.maximum(values, 0.0)), dtype=np.float64)
