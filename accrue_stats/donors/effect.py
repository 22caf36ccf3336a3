"""What happened to a unit that the donors' course does not account for (grade C)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.distributions import two_sided_student
from accrue_stats.donors.checks import MAX_HORIZON, donor_refusals, donors_that_never_moved
from accrue_stats.donors.designs import Mix, noise_level, plain_difference
from accrue_stats.donors.fake_dates import FakeDates, try_fake_dates
from accrue_stats.donors.placebo import Designs, Placebos, every_design, placebos_in_space
from accrue_stats.estimate import Check, Estimate, FloatArray, Refusal, check_level

MOST_MISFIT = 3.0
"""How many times as far off as the middle one of the placebos the unit may be before, and still count as fitted."""


@dataclass(frozen=True, slots=True)
class Rank:
    """Where the treated unit stands among `of` units (itself and the placebos), 1 the most unusual; p = rank / of.

    By the root mean square gap after over before of synthetic control; `sdid_p` by the size of the SDID estimate.
    """

    rank: int
    of: int
    p: float
    sdid_p: float


@dataclass(frozen=True, slots=True, eq=False)
class DonorsEffect:
    """Estimates per treated unit and period after go-live, in the unit of the values; `total` is `sdid` times both.

    `sdid` is what is claimed; the others stand beside it. What could not be computed is None: all but `did` with under
    three donors or two periods before, `did` too without any. With refusals nothing but a description may be shown.
    """

    before: int
    after: int
    treated: int
    donors: int
    did: Estimate | None
    synthetic_control: Estimate | None
    sdid: Estimate | None
    ridge: Estimate | None
    total: Estimate | None
    weights: FloatArray | None
    period_weights: FloatArray | None
    control_weights: FloatArray | None
    path: FloatArray | None
    rank: Rank | None
    misfit: float | None
    fake_dates: FakeDates | None
    checks: tuple[Check, ...]
    refusals: tuple[Refusal, ...]


def donors_effect(
    treated: ArrayLike, donors: ArrayLike, *, before: int, level: float = 0.90, max_horizon: float = MAX_HORIZON, seed: int = 0
) -> DonorsEffect:  # fmt: skip
    """Plain, synthetic and synthetic-difference estimates with placebo standard errors, rank and refusals.

    `treated` (one row per treated unit, periods) and `donors` (n, periods): values without gaps in one unit, periods in
    order, the first `before` of them before go-live; a single treated unit may be a plain list. Takes for granted that
    go-live did not touch the donors, and that without it the unit would have gone on as a mix of them, give or take a
    level. Bounds by Student's t with one degree of freedom less than there are placebos. ValueError for bad shapes.

    Sources: Arkhangelsky et al. (2021); Abadie, Diamond & Hainmueller (2010).
    """
    check_level(level)
    inside, others = _matrix(treated, "treated"), _matrix(donors, "donors")
    periods = inside.shape[1]
    if others.shape[0] and others.shape[1] != periods:
        raise ValueError(f"the donors have {others.shape[1]} periods and the treated {periods}")
    if not 1 <= before < periods:
        raise ValueError(f"there must be periods before and after go-live, not {before} of {periods} before")
    count, n, after = inside.shape[0], others.shape[0], periods - before
    refusals = donor_refusals(donors=n, treated=count, before=before, after=after, max_horizon=max_horizon)
    unit = inside.mean(axis=0)
    if n - count < 2 or before < 2:
        plain = _bare(plain_difference(unit, others, before), level) if n else None
        return DonorsEffect(
            before, after, count, n, plain, None, None, None, None, None, None, None, None, None, None, None, (), refusals
        )  # fmt: skip
    noise = noise_level(others, before)
    found = every_design(unit, others, before, noise=noise, treated=count)
    tried = placebos_in_space(others, before, noise=noise, treated=count, seed=seed)
    did, control, sdid, ridge = _estimates(found, tried, level)
    rank = _rank(found, tried)
    refusals += donors_that_never_moved(others, tried.values[:, 2])
    return DonorsEffect(
        before, after, count, n, did, control, sdid, ridge, sdid.times(count * after),
        found.sdid.units, found.sdid.periods, found.control.units, found.sdid.path, rank, found.control.misfit,
        try_fake_dates(unit, others, before, treated=count),
        _checks(found, tried, rank), refusals,
    )  # fmt: skip


def _matrix(values: ArrayLike, name: str) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    array = array[None, :] if array.ndim == 1 and array.size else array
    if array.size == 0:
        return np.zeros((0, 0))
    if array.ndim != 2:
        raise ValueError(f"{name} must be a table of units by periods, not of shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds missing or infinite values")
    return array


def _bare(mix: Mix, level: float) -> Estimate:
    return Estimate(mix.value, -np.inf, np.inf, level)


def _estimates(
    found: Designs, tried: Placebos, level: float
) -> tuple[Estimate, Estimate, Estimate, Estimate]:
    n = tried.ratios.size
    # the published error divides by n; Student's t goes with n − 1
    q = two_sided_student(level, n - 1) * math.sqrt(n / (n - 1))
    did, control, sdid, ridge = (
        Estimate(value, value - q * float(se), value + q * float(se), level, float(se))
        for value, se in zip(found.values, tried.errors, strict=True)
    )
    return did, control, sdid, ridge


def _rank(found: Designs, tried: Placebos) -> Rank:
    of = tried.ratios.size + 1
    rank = 1 + int(np.sum(tried.ratios >= found.control.ratio))
    as_large = 1 + int(np.sum(np.abs(tried.values[:, 2]) >= abs(found.sdid.value)))
    return Rank(rank, of, rank / of, as_large / of)


def _checks(found: Designs, tried: Placebos, rank: Rank) -> tuple[Check, ...]:
    ratio = found.control.ratio
    return (
        _fit("pre-fit", found.control.misfit, tried.misfits, "the mix of donors nearest to the unit was"),
        _fit("parallel before", found.sdid.misfit, tried.unparallel, "the course of the donors' mix was"),
        Check(
            "placebo in space", ratio if np.isfinite(ratio) else None, rank.p, None,
            f"Of {rank.of} units the treated one's gap grew {_ordinal(rank.rank)}.",
        ),
    )  # fmt: skip


def _fit(name: str, misfit: float, others: FloatArray, what: str) -> Check:
    """Passes up to three times the misfit of the middle placebo; p is the share of units fitted as badly."""
    middle = float(np.median(others))
    as_bad = (1 + int(np.sum(others >= misfit))) / (others.size + 1)
    note = (
        f"Before go-live {what} {misfit:,.4g} off (root mean square), {middle:,.4g} for the middle one of the "
        "placebos."
    )
    return Check(name, misfit, as_bad, misfit <= MOST_MISFIT * middle * (1 + 1e-9), note)


def _ordinal(rank: int) -> str:
    return (
        "most"
        if rank == 1
        else f"{rank}th most"
        if rank not in (2, 3)
        else ("second most", "third most")[rank - 2]
    )
