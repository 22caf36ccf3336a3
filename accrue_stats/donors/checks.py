"""Whether donors can carry a claim: enough of them, watched long enough before for how far they reach after."""

from __future__ import annotations

import numpy as np

from accrue_stats.estimate import FloatArray, Refusal

MIN_DONORS = 10
MAX_HORIZON = 1 / 3
"""Periods after go-live, as a part of those before."""
MIN_BEFORE = 3


def donor_refusals(
    *, donors: int, treated: int, before: int, after: int, max_horizon: float = MAX_HORIZON
) -> tuple[Refusal, ...]:
    """Refusals for fewer than 10 donors (or two for each treated unit), under 3 periods before, or too far after."""
    found = []
    needed = max(MIN_DONORS, 2 * treated)
    if donors < needed:
        found.append(
            Refusal(
                "donors.too_few",
                f"There are {donors} teams, regions or products that were left untouched; at least {needed} are needed "
                "to mix a likeness from.",
            )
        )
    if before < MIN_BEFORE:
        found.append(
            Refusal(
                "donors.too_short",
                f"There are {before} periods before go-live; at least {MIN_BEFORE} are needed. Bring in data that begin "
                "earlier.",
            )
        )
    if after > max_horizon * before * (1 + 1e-9):
        share = "a third" if max_horizon == MAX_HORIZON else f"{max_horizon:g} times"
        found.append(
            Refusal(
                "donors.horizon",
                f"{after} periods after go-live are more than {share} of the {before} before it, so the untouched "
                "ones would have to stand in for longer than they are known to. Bring in data that begin earlier, or "
                "measure a shorter time.",
            )
        )
    return tuple(found)


def donors_that_never_moved(donors: FloatArray, placebos: FloatArray) -> tuple[Refusal, ...]:
    """A refusal where no placebo (values of `sdid`) is off by anything: such donors do not say how far off one may be."""
    if (np.abs(placebos) > 1e-12 * np.abs(donors).max(initial=0.0)).any():
        return ()
    return (
        Refusal(
            "donors.no_variation",
            "All the untouched ones move by exactly the same from each period to the next, so nothing can be told from "
            "comparing with them. See whether their figures were copied or filled in.",
        ),
    )
