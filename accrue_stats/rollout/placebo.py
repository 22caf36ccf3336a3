"""A date at which nothing began: the same estimate, as if adoption had come earlier."""

from __future__ import annotations

import numpy as np

from accrue_stats.estimate import Check, FloatArray
from accrue_stats.rollout.averages import unit_average, worked
from accrue_stats.rollout.cells import Base, Cells, Control, cell_effects, group_time_cells
from accrue_stats.rollout.cohorts import NEVER, Cohorts
from accrue_stats.rollout.few_units import Residuals, p_value

PLACEBO_P = 0.10


def placebo_check(
    cells: Cells,
    values: FloatArray,
    cohorts: Cohorts,
    residuals: Residuals,
    *,
    control: Control,
    anticipation: int,
    base: Base,
    scale: float = 1.0,
) -> Check:
    """Adoption put back by half of the shortest time before it, measured only on periods before the true one.

    Passes at p ≥ .10 (Student's t). Not tested with fewer than two untouched periods before. The
    statistic is that effect, times `scale`.
    """  # fmt: skip
    name = "placebo date"
    treated = np.unique(cells.cohort[cells.event >= 0])
    before = int((cohorts.starts[treated] - anticipation).min()) if treated.size else 0
    back = before // 2
    if back < 1:
        return Check(name, None, None, None, "Not tested: too few periods before.")
    found = []
    for g in treated:
        moved = np.where(cohorts.starts < NEVER, cohorts.starts - anticipation, NEVER)
        last = int(moved[g])
        moved[g] -= back
        one = group_time_cells(moved, cohorts.sizes, last, control=control, anticipation=0, base=base)
        found.append(one.only((one.cohort == g) & (one.event >= 0)))
    joined = Cells(
        *(
            np.concatenate([getattr(one, part) for one in found])
            for part in ("cohort", "time", "base_from", "base_to", "controls", "event")
        )
    )
    if not joined.event.size:
        return Check(name, None, None, None, "Not tested: no controls before.")
    effects = cell_effects(joined, cohorts.means(values))
    every = np.ones(joined.event.size, dtype=np.bool_)
    result = worked(unit_average(joined, effects, cohorts.sizes, every), joined, values, cohorts)
    p = p_value(result, residuals)
    note = f"As if adoption had come {back} period(s) earlier, p = {p:.2g}."
    return Check(name, result.value * scale, p, p >= PLACEBO_P, note)
