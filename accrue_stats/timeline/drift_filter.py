"""The filter behind the timeline: takes level drift and AR(1) noise out of several columns at once.

Noise u_t = drift_t + ar_t, with drift a random walk of step sd q and ar_t = rho ar_{t-1} + a unit shock. For every
(q, rho) of a grid the Kalman filter turns columns into uncorrelated ones; as it is linear, generalised least squares
on any stretch that starts at the first period is ordinary least squares on its sums. One pass serves all stretches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accrue_stats.estimate import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What the first `periods` periods say, for every grid point g and column m.

    `products` (g, m, m): sums of whitened products; `log_det` (g,): log determinant of the noise covariance;
    `level`, `ar` (g, m): the filtered state; `state` (g, 3): its covariance (level, both, ar), in units of the shocks.
    """

    periods: int
    products: FloatArray
    log_det: FloatArray
    level: FloatArray
    ar: FloatArray
    state: FloatArray


def filter_columns(
    columns: FloatArray, q: FloatArray, rho: FloatArray, cuts: Sequence[int]
) -> dict[int, Cut]:
    """Filters `columns` (periods, m) under each (q, rho), two vectors of one length; keeps what holds at `cuts`."""
    grid, m = q.size, columns.shape[1]
    level, ar = np.zeros((grid, m)), np.zeros((grid, m))
    p11, p12, p22 = np.zeros(grid), np.zeros(grid), 1 / (1 - rho**2)
    products, log_det = np.zeros((grid, m, m)), np.zeros(grid)
    wanted, kept = set(cuts), {}
    pending: list[FloatArray] = []
    for t in range(max(cuts)):
        innovation = columns[t] - level - ar
        variance = p11 + 2 * p12 + p22
        gain1, gain2 = (p11 + p12) / variance, (p12 + p22) / variance
        pending.append(innovation / np.sqrt(variance)[:, None])
        log_det += np.log(variance)
        level = level + gain1[:, None] * innovation
        ar = ar + gain2[:, None] * innovation
        p11, p12, p22 = p11 - gain1**2 * variance, p12 - gain1 * gain2 * variance, p22 - gain2**2 * variance
        if t + 1 in wanted or len(pending) == 64:
            block = np.stack(pending, axis=1)
            products = products + block.transpose(0, 2, 1) @ block
            pending.clear()
        if t + 1 in wanted:
            state = np.column_stack([p11, p12, p22])
            kept[t + 1] = Cut(t + 1, products, log_det.copy(), level.copy(), ar.copy(), state)
        ar = ar * rho[:, None]
        p11, p12, p22 = p11 + q**2, p12 * rho, p22 * rho**2 + 1
    return kept


def one_step_errors(columns: FloatArray, q: float, rho: float) -> tuple[FloatArray, FloatArray]:
    """Innovations of `columns` (periods, m) for one (q, rho), and their standard deviations in units of the shocks."""
    level, ar = np.zeros(columns.shape[1]), np.zeros(columns.shape[1])
    p11, p12, p22 = 0.0, 0.0, 1 / (1 - rho**2)
    errors, spreads = np.empty_like(columns), np.empty(columns.shape[0])
    for t in range(columns.shape[0]):
        errors[t] = columns[t] - level - ar
        variance = p11 + 2 * p12 + p22
        spreads[t] = variance**0.5
        gain1, gain2 = (p11 + p12) / variance, (p12 + p22) / variance
        level, ar = level + gain1 * errors[t], (ar + gain2 * errors[t]) * rho
        p11, p12, p22 = p11 - gain1**2 * variance, p12 - gain1 * gain2 * variance, p22 - gain2**2 * variance
        p11, p12, p22 = p11 + q**2, p12 * rho, p22 * rho**2 + 1
    return errors, spreads
