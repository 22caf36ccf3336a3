"""How many people an experiment needs before it starts, and what it can find with the people there are."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import nctdtr

from accrue_stats.distributions import normal_quantile, root_between, student_quantile

MOST_UNITS = 10**15
"""Beyond this many people a design is as good as impossible."""


@dataclass(frozen=True, slots=True)
class SampleSize:
    """People needed, each arm rounded up to whole people so that the power is at least what was asked for."""

    control: int
    treated: int

    @property
    def total(self) -> int:
        return self.control + self.treated


@dataclass(frozen=True, slots=True)
class Detectable:
    """The nearest outcomes above and below the base that would be found; None where there is no such outcome."""

    above: float | None
    below: float | None


def sample_size(
    base: float, to: float, *, sd: float | None = None, power: float = 0.80, alpha: float = 0.05, ratio: float = 1.0
) -> SampleSize:  # fmt: skip
    """People in each arm so that a change from `base` to `to` is found with probability `power`.

    Without `sd` both are shares (0 to 1) and the test is the pooled z-test of two proportions, without continuity
    correction; with `sd`, the spread of one person's outcome in the outcome's own unit, they are means and the test is
    Student's t (by its noncentral distribution). `alpha` is the two-sided risk of a false alarm, `ratio` treated people
    per person of the control. One look at the end. ValueError where nothing changes, the shares or options are out
    of range, or over 10¹⁵ people would be needed.

    Source: Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions (2003), ch. 4.
    """
    _check(base, to, sd, power, alpha, ratio)
    change = to - base
    if change == 0:
        raise ValueError(f"base and to are both {base:g}; there is no change to find")
    needed = (_reach(base, to, sd, power, alpha, ratio) / change) ** 2
    if not needed * (1 + ratio) <= MOST_UNITS:
        raise ValueError(f"a change of {change:g} is too small: it would need over {MOST_UNITS:.0e} people")
    if sd is None:
        return SampleSize(_whole(needed), _whole(needed * ratio))
    # Student's t needs a few more than the normal distribution says
    control = _whole(needed)
    while _power_of_t(change / sd, control, _whole(control * ratio), alpha) < power:
        control += 1
    return SampleSize(control, _whole(control * ratio))


def detectable_change(
    base: float, control: int, *, sd: float | None = None, power: float = 0.80, alpha: float = 0.05, ratio: float = 1.0
) -> Detectable:  # fmt: skip
    """The smallest change from `base` that `control` people in the control arm find with probability `power`.

    The other way round of `sample_size`, same options and units; for shares solved numerically to the last bit.
    ValueError as there, and for less than one person.
    """
    _check(base, base, sd, power, alpha, ratio)
    if control < 1:
        raise ValueError(f"an arm needs at least one person, not {control}")
    if sd is not None:
        treated = max(round(control * ratio), 1)
        if control + treated <= 2:
            return Detectable(None, None)
        most = 1e4 * math.sqrt(1 / control + 1 / treated)
        reach = root_between(lambda d: _power_of_t(d, control, treated, alpha) - power, 0.0, most) * sd
        return Detectable(base + reach, base - reach)
    return Detectable(
        *(_nearest_share(base, edge, control, power, alpha, ratio) for edge in (1.0, 0.0)),
    )


def _nearest_share(
    base: float, edge: float, control: int, power: float, alpha: float, ratio: float
) -> float | None:
    def surplus(part: float) -> float:
        to = base + part * (edge - base)
        return abs(to - base) * math.sqrt(control) - _reach(base, to, None, power, alpha, ratio)

    if base == edge or surplus(1.0) < 0:
        return None
    # The change outgrows the spread from where it first does: the spread is concave, the change a straight line.
    return base + root_between(surplus, 0.0, 1.0) * (edge - base)


def _reach(base: float, to: float, sd: float | None, power: float, alpha: float, ratio: float) -> float:
    """The change, times the root of the control's size, that is found with this power."""
    z_alpha, z_power = (float(z) for z in normal_quantile([1 - alpha / 2, power]))
    if sd is not None:
        return (z_alpha + z_power) * sd * math.sqrt(1 + 1 / ratio)
    pooled = (base + ratio * to) / (1 + ratio)
    under_none = math.sqrt(max(pooled * (1 - pooled), 0.0) * (1 + 1 / ratio))
    return z_alpha * under_none + z_power * math.sqrt(base * (1 - base) + to * (1 - to) / ratio)


def _power_of_t(change: float, control: int, treated: int, alpha: float) -> float:
    """Of the two-sided t-test for a change of so many standard deviations; 0 with too few people for a spread."""
    freedom = control + treated - 2
    if freedom < 1:
        return 0.0
    edge = student_quantile(1 - alpha / 2, freedom)
    shift = abs(change) / math.sqrt(1 / control + 1 / treated)
    # far out the sums of the noncentral distribution fail (NaN): there the change is as good as certain to be found
    missed, opposite = (float(nctdtr(freedom, shift, side)) for side in (edge, -edge))
    return 1 - (missed if missed == missed else 0.0) + (opposite if opposite == opposite else 0.0)


def _whole(people: float) -> int:
    """Rounded up, but not for the last bits of a float."""
    return max(math.ceil(people * (1 - 1e-12)), 1)


def _check(base: float, to: float, sd: float | None, power: float, alpha: float, ratio: float) -> None:
    if not all(map(math.isfinite, (base, to, power, alpha, ratio))):
        raise ValueError("every option must be a finite number")
    for name, share in (("base", base), ("to", to)):
        if sd is None and not 0 <= share <= 1:
            raise ValueError(f"{name} must be a share between 0 and 1, not {share:g}; a mean needs an sd too")
    if sd is not None and not (math.isfinite(sd) and sd > 0):
        raise ValueError(f"sd must be above 0, not {sd:g}")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, for example 0.05, not {alpha:g}")
    if not 0.5 <= power < 1:
        raise ValueError(f"power must lie between 0.5 and 1, for example 0.80, not {power:g}")
    if not 1e-6 <= ratio <= 1e6:
        raise ValueError(f"ratio must lie between a millionth and a million, not {ratio:g}")
