"""The estimate without each unit in turn."""

from __future__ import annotations

import numpy as np

from accrue_stats.estimate import FloatArray
from accrue_stats.rollout.cells import Base, Control, group_time_cells, outcome_weights
from accrue_stats.rollout.cohorts import Cohorts


def leave_one_out(
    values: FloatArray, cohorts: Cohorts, *, control: Control, anticipation: int, base: Base
) -> FloatArray:
    """The average effect after adoption without each unit, (n,); NaN where nothing can be estimated without it."""
    means, periods = cohorts.means(values), values.shape[1]
    out = np.full(values.shape[0], np.nan)
    for g in range(cohorts.starts.size):
        sizes = cohorts.sizes.copy()
        sizes[g] -= 1
        cells = group_time_cells(
            cohorts.starts, sizes, periods, control=control, anticipation=anticipation, base=base
        )
        cells = cells.only(cells.event >= 0)
        if not cells.event.size:
            continue
        count = sizes[cells.cohort].astype(np.float64)
        outcome = outcome_weights(cells, count / count.sum(), periods)
        mine = cohorts.of == g
        fixed = float((outcome * means).sum())
        apart = (values[mine] - means[g]) @ outcome[g] / sizes[g] if sizes[g] else 0.0
        out[mine] = fixed - apart
    return out
