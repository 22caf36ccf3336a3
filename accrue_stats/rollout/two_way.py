"""The two-way fixed-effects figure, only to show how far it is off."""

from __future__ import annotations

import numpy as np

from accrue_stats.estimate import FloatArray
from accrue_stats.rollout.cohorts import IntArray


def two_way_effect(values: FloatArray, adopted: IntArray) -> tuple[float, float] | None:
    """The coefficient of "has adopted" beside unit and period effects, and the share of treated unit-periods that it
    counts with a negative weight; None where nothing is treated or everything at once.

    `values` (n, T), `adopted` (n,). de Chaisemartin & D'Haultfœuille, American Economic Review 110 (2020).
    """
    treated = (np.arange(values.shape[1])[None, :] >= adopted[:, None]).astype(np.float64)
    apart = (
        treated - treated.mean(axis=1, keepdims=True) - treated.mean(axis=0, keepdims=True) + treated.mean()
    )
    size = float((apart**2).sum())
    if size < 1e-9:
        return None
    return float((apart * values).sum() / size), float((apart[treated > 0] < -1e-12).mean())
