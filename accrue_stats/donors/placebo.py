"""The same done to donors, to which nothing happened: how far off it is, and how unusual the treated unit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from accrue_stats.donors.designs import Mix, plain_difference, synthetic_control, synthetic_difference
from accrue_stats.donors.ridge import ridge_gap
from accrue_stats.estimate import FloatArray

MOST_PLACEBOS = 200
FEWER_PLACEBOS = 100
"""Draws where there are more than `MOST_PLACEBOS` donors, each of which takes long."""


@dataclass(frozen=True, slots=True, eq=False)
class Designs:
    """Every design on one unit."""

    did: Mix
    control: Mix
    sdid: Mix
    ridge: float

    @property
    def values(self) -> tuple[float, float, float, float]:
        return self.did.value, self.control.value, self.sdid.value, self.ridge


@dataclass(frozen=True, slots=True, eq=False)
class Placebos:
    """One entry per placebo: `values` has a column for each design, in the order of `Designs.values`; `misfits` are of
    synthetic control, `unparallel` those of synthetic difference-in-differences around its level."""

    values: FloatArray
    ratios: FloatArray
    misfits: FloatArray
    unparallel: FloatArray

    @property
    def errors(self) -> FloatArray:
        """The standard error of each design: how far the placebos lie apart."""
        return np.asarray(self.values.std(axis=0))


def every_design(
    unit: FloatArray, donors: FloatArray, before: int, *, noise: float, treated: int = 1
) -> Designs:
    """All designs on `unit` (periods,), the mean of the `treated` units, against `donors` (n, periods)."""
    return Designs(
        plain_difference(unit, donors, before),
        synthetic_control(unit, donors, before, noise=noise),
        synthetic_difference(unit, donors, before, noise=noise, treated=treated),
        float(ridge_gap(unit, donors, before)[before:].mean()),
    )


def placebos_in_space(
    donors: FloatArray, before: int, *, noise: float, treated: int = 1, seed: int = 0
) -> Placebos:
    """Every design on donors in the place of the treated, against the donors left; the treated unit plays no part.

    With one treated unit every donor takes its place once, above 200 donors 100 of them drawn by `seed`; with more
    treated units 200 draws of as many donors (all there are, if fewer).

    Sources: Abadie, Diamond & Hainmueller (2010); Arkhangelsky et al. (2021), algorithm 4.
    """
    found = []
    for chosen in _turns(donors.shape[0], treated, seed):
        rest = np.delete(donors, chosen, axis=0)
        unit = donors[chosen].mean(axis=0)
        found.append(every_design(unit, rest, before, noise=noise, treated=treated))
    return Placebos(
        np.array([one.values for one in found]),
        np.array([one.control.ratio for one in found]),
        np.array([one.control.misfit for one in found]),
        np.array([one.sdid.misfit for one in found]),
    )


def _turns(donors: int, treated: int, seed: int) -> list[NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    if treated == 1:
        many = donors > MOST_PLACEBOS
        order = rng.permutation(donors)[:FEWER_PLACEBOS] if many else np.arange(donors)
        return [np.array([one]) for one in order]
    if math.comb(donors, treated) <= MOST_PLACEBOS:
        return [np.array(chosen) for chosen in combinations(range(donors), treated)]
    return [rng.choice(donors, treated, replace=False) for _ in range(MOST_PLACEBOS)]
