"""Cash flows of many draws at once: one column of months per draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accrue_stats.estimate import FloatArray

type BoolArray = NDArray[np.bool_]


def orientation_of(flows: FloatArray) -> float:
    """1 where money is spent first and comes back later, −1 the other way round."""
    signs = np.sign(flows[flows != 0])
    return -float(signs[0]) if signs.size else 1.0


def changes_once(flows: FloatArray, orientation: float) -> BoolArray:
    """Whether each column of flows (months, draws) has one rate: one change of sign, `orientation`'s way, or none."""
    last = np.zeros(flows.shape[1])
    changes, wrong = np.zeros(flows.shape[1], dtype=np.int64), np.zeros(flows.shape[1], dtype=np.bool_)
    for signs in np.sign(flows):
        turned = signs * last < 0
        changes += turned
        wrong |= turned & (last == orientation)
        last = np.where(signs != 0, signs, last)
    return (changes <= 1) & ~wrong


def payback_each(flows: FloatArray) -> FloatArray:
    """`cashflow.payback` of each column of flows (months, draws), in months; inf where it is None."""
    running, reach = np.zeros(flows.shape[1]), 1e-9 * np.max(np.abs(flows), axis=0)
    found = np.zeros(flows.shape[1])
    for month, flow in enumerate(flows):
        before, running = running, running + flow
        below = running < -reach
        # back above nothing within this month: where it crosses; below: not back yet
        crossed = (before < -reach) & ~below
        share = np.minimum(-before / np.where(crossed, flow, 1.0), 1.0)
        found = np.where(below, np.inf, np.where(crossed, month - 1 + share, found))
    return found
