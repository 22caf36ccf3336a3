"""One line of benefit, and how the errors of several lines go together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from accrue_stats.estimate import FloatArray, finite_vector

type Evidence = Literal["measured", "modelled", "declared"]
EVIDENCE: tuple[Evidence, ...] = ("measured", "modelled", "declared")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of benefit, `value` in money. Uncertain by at most one of:

    `se`: a normal error; `draws`: possible values of the line, e.g. of a bootstrap, any number ≥ 2; `units`: (ids,
    influence of each on `value`, money), whose squares sum to the squared standard error. Lines that share ids are
    resampled jointly. None of them: fixed, as declared lines are after their haircut.
    `monthly`: the money by month from go-live, summing to `value`. ValueError when that is not so.
    """

    name: str
    value: float
    evidence: Evidence
    se: float | None = None
    draws: FloatArray | None = None
    units: tuple[Sequence[object], FloatArray] | None = None
    monthly: FloatArray | None = None

    def __post_init__(self) -> None:
        if self.evidence not in EVIDENCE:
            raise ValueError(f"line {self.name!r}: the evidence must be one of {', '.join(EVIDENCE)}")
        if not math.isfinite(self.value):
            raise ValueError(f"line {self.name!r}: the value must be a finite amount, not {self.value}")
        if sum(given is not None for given in (self.se, self.draws, self.units)) > 1:
            raise ValueError(f"line {self.name!r}: give one of se, draws and units, not several")
        if self.se is not None and not (math.isfinite(self.se) and self.se >= 0):
            raise ValueError(f"line {self.name!r}: the standard error must be 0 or more, not {self.se}")
        if self.draws is not None and finite_vector(self.draws, f"the draws of line {self.name!r}").size < 2:
            raise ValueError(f"line {self.name!r}: at least 2 draws are needed")
        if self.units is not None:
            self._check_units(*self.units)
        if self.monthly is not None:
            self._check_months(finite_vector(self.monthly, f"the months of line {self.name!r}"))

    @property
    def is_uncertain(self) -> bool:
        return bool(self.se) or self.draws is not None or self.units is not None

    def _check_units(self, ids: Sequence[object], influence: FloatArray) -> None:
        size = finite_vector(influence, f"the influences of line {self.name!r}").size
        if len(ids) != size or len(set(ids)) != size:
            raise ValueError(f"line {self.name!r}: every unit needs one influence and may be there only once")

    def _check_months(self, money: FloatArray) -> None:
        total = math.fsum(money)
        if abs(total - self.value) > 1e-6 * max(abs(self.value), float(np.sum(np.abs(money))), 1e-9):
            raise ValueError(
                f"line {self.name!r}: the months sum to {total:,.2f}, the line is {self.value:,.2f}"
            )


def joint_covariance(lines: Sequence[Line]) -> FloatArray:
    """Covariance (k, k) of lines with `se` or `units`; 0 for fixed ones and ones with draws. Money squared."""
    covariance = np.zeros((len(lines), len(lines)))
    influence = [dict(zip(*line.units, strict=True)) if line.units else None for line in lines]
    for i, line in enumerate(lines):
        if line.se:
            covariance[i, i] = line.se**2
        for j in range(i + 1):
            mine, theirs = influence[i], influence[j]
            if mine is not None and theirs is not None:
                covariance[i, j] = covariance[j, i] = _shared(mine, theirs)
    return covariance


def _shared(mine: dict[object, float], theirs: dict[object, float]) -> float:
    few, many = (mine, theirs) if len(mine) <= len(theirs) else (theirs, mine)
    return math.fsum(amount * many[unit] for unit, amount in few.items() if unit in many)
