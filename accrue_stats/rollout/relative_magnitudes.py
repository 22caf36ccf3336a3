"""Which effects are compatible with drifts after adoption of at most M times the largest drift before: C-LF test.

Rambachan & Roth, Review of Economic Studies 90 (2023), the set Delta^RM(M), by the conditional test with a
least-favourable first stage of Andrews, Roth & Pakes, Review of Economic Studies 90 (2023), from the moments that
involve the time after adoption. For each drift before taken as the largest, with each sign, all values of the effect
are tested, and the answer is the union.

For one drift x, signed, the inequalities are |drift j after| ≤ M gap_j x. The dual of the linear programme that takes
out the single drifts has few vertices, known in closed form: the effect above M x reach, below it, and x < 0, the
latter with a weight for each drift after of which only the least and the largest ever bind. All are sums of two
normal figures, so no programme need be solved and the least-favourable critical value is an integral over a circle
instead of a simulation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from accrue_stats.estimate import FloatArray, check_level

FIRST_STAGE = 0.1
"""Which part of the error is spent on the least-favourable stage (Andrews, Roth & Pakes, section 6)."""
ANGLES = 360
HALVINGS = 26
GRID = 161
FINER, ROUNDS = 21, 3
"""Points between the estimate and where all is rejected, then between the last accepted one and its neighbour."""
TINY = 1e-12
PARALLEL = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Trends:
    """The `value` of a weighted sum of effects after adoption, and K ≥ 1 drifts before: (`drifts`, from one period
    to the next).

    J ≥ 1 drifts after can disturb it: `counts` (J,) says how often each is in the value (with weights l of the
    effects, the sum of those from j on), `gaps` (J,) over how many periods each runs. `covariance`
    (1 + K + J): of the value, the drifts before, and the steps of the effects after (the first, then differences).
    """

    value: float
    drifts: FloatArray
    counts: FloatArray
    gaps: FloatArray
    covariance: FloatArray

    @property
    def reach(self) -> float:
        """How many times a drift of one period can be in the value at most."""
        return float(np.abs(self.counts) @ self.gaps)


@dataclass(frozen=True, slots=True, eq=False)
class _Tests:
    """One row per drift and sign (p,): vertices (p, 4, 2) as weights of (value − theta, signed drift), the estimate
    of the latter, the covariance (p, 4, 4) of the vertices, and the first stage's critical value."""

    vertices: FloatArray
    signed: FloatArray
    covariance: FloatArray
    critical: FloatArray
    size: float


def event_study_trends(
    before: FloatArray, after: FloatArray, covariance: FloatArray, weights: FloatArray
) -> Trends:
    """Of an event study's effects against the last period before adoption: `before` (K,) in order of time without
    that period, `after` (J,), their `covariance` (K + J), and `weights` (J,) of the sum that is asked for."""
    k, j = before.size, after.size
    pre = np.diff(np.vstack([np.eye(k), np.zeros((1, k))]), axis=0)
    steps = np.eye(j) - np.eye(j, k=-1)
    linear = np.zeros((1 + k + j, k + j))
    linear[0, k:] = weights
    linear[1 : 1 + k, :k] = pre
    linear[1 + k :, k:] = steps
    return Trends(
        float(weights @ after),
        pre @ before,
        np.cumsum(weights[::-1])[::-1],
        np.ones(j),
        linear @ covariance @ linear.T,
    )


def relative_magnitudes(trends: Trends, m: float, *, level: float = 0.90) -> tuple[float, float]:
    """The least and largest value that the test with `m` > 0 does not reject; all between them are taken in.

    ValueError for an `m` not above 0, or where the value or a drift before does not vary.
    """
    check_level(level)
    if not m > 0:
        raise ValueError(f"m must be above 0, not {m}: without drifts the plain interval is the answer")
    spread = np.diag(trends.covariance)[: 1 + trends.drifts.size]
    if not (np.isfinite(trends.covariance).all() and (spread > 0).all()):
        raise ValueError("the effect or a drift before does not vary, so nothing can be tested")
    tests = _tests(trends, m, level)
    # beyond these distances the first stage rejects, whatever the rest
    per_unit, per_drift = np.abs(tests.vertices[:, :2, 0]), tests.vertices[:, :2, 1]
    farthest = (tests.critical[:, None] - per_drift * tests.signed[:, None]) / per_unit
    down, up = np.maximum(farthest.max(axis=0), 0.0)
    below, above = _farthest(tests, float(down), float(up))
    return trends.value - below, trends.value + above


def not_rejected(trends: Trends, m: float, theta: float, *, level: float = 0.90) -> bool:
    """Whether the test leaves `theta` possible."""
    return bool(_accepted(_tests(trends, m, level), np.array([trends.value - theta]))[0])


def _farthest(tests: _Tests, down: float, up: float) -> tuple[float, float]:
    """How far to both sides of the estimate, which is never rejected, values are still accepted."""
    near, far, points = [0.0, 0.0], [down * (1 + 1e-9), up * (1 + 1e-9)], GRID
    for _ in range(ROUNDS + 1):
        tried = [np.linspace(a, b, points) for a, b in zip(near, far, strict=True)]
        accepted = _accepted(tests, np.concatenate([tried[0], -tried[1]])).reshape(2, points)
        for side in (0, 1):
            inside = np.flatnonzero(accepted[side])
            last = int(inside[-1]) if inside.size else 0
            near[side] = float(tried[side][last])
            far[side] = float(tried[side][min(last + 1, points - 1)])
        points = FINER
    return near[0], near[1]


def _tests(trends: Trends, m: float, level: float) -> _Tests:
    k = trends.drifts.size
    counts, gaps, whole = trends.counts, trends.gaps, trends.covariance
    of_steps, of_drifts = np.diag(whole)[1 + k :], np.diag(whole)[1 : 1 + k]
    plus, minus = np.maximum(counts, 0), np.maximum(-counts, 0)
    reach = trends.reach
    vertices, signed, covariance = [], [], []
    for i in range(k):
        along = whole[1 + k :, 1 + i]
        for sign in (1.0, -1.0):
            common, mixed = of_steps + (m * gaps) ** 2 * of_drifts[i], 2 * m * gaps * sign * along
            above, below = np.sqrt(np.maximum(common - mixed, 0)), np.sqrt(np.maximum(common + mixed, 0))
            up, down = plus @ above + minus @ below, plus @ below + minus @ above
            backwards = 2 * m * gaps / np.maximum(above + below, TINY * np.sqrt(common.max()))
            vertices.append([
                [1 / up, -m * reach / up], [-1 / down, -m * reach / down],
                [0.0, -backwards.min()], [0.0, -backwards.max()],
            ])  # fmt: skip
            signed.append(sign * trends.drifts[i])
            across = sign * whole[0, 1 + i]
            covariance.append([[whole[0, 0], across], [across, of_drifts[i]]])
    v, two = np.array(vertices), np.array(covariance)
    error = 1 - level
    first = error * FIRST_STAGE
    return _Tests(
        v,
        np.array(signed),
        v @ two @ v.transpose(0, 2, 1),
        _least_favourable(v, two, first),
        (error - first) / (1 - first),
    )


def _least_favourable(vertices: FloatArray, covariance: FloatArray, error: float) -> FloatArray:
    """The value (p,) that the largest vertex exceeds with probability `error` when all inequalities just bind."""
    angle = np.arange(ANGLES) * (2 * np.pi / ANGLES)
    size, axes = np.linalg.eigh(covariance)
    root = axes * np.sqrt(np.maximum(size, 0))[:, None, :]
    highest = (vertices @ root @ np.stack([np.cos(angle), np.sin(angle)])).max(axis=1)
    highest = np.maximum(highest, TINY * highest.max(axis=1, keepdims=True))
    low, high = np.zeros(highest.shape[0]), highest.max(axis=1) * np.sqrt(-2 * np.log(error))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        beyond = np.exp(-((middle[:, None] / highest) ** 2) / 2).mean(axis=1) > error
        low, high = np.where(beyond, middle, low), np.where(beyond, high, middle)
    return np.asarray(high, dtype=np.float64)


def _accepted(tests: _Tests, apart: FloatArray) -> NDArray[np.bool_]:
    """For each of `apart` (g,) = estimate − theta, whether the test of some drift and sign does not reject theta."""
    moments = (
        tests.vertices[:, None, :, 0] * apart[None, :, None]
        + (tests.vertices[:, :, 1] * tests.signed[:, None])[:, None, :]
    )
    binding, most = moments.argmax(axis=2), moments.max(axis=2)
    open_yet = (most > 0) & (most <= tests.critical[:, None])
    left = most <= 0
    for v in range(tests.vertices.shape[1]):
        row, column = np.nonzero(open_yet & (binding == v))
        left[row, column] = _conditionally_accepted(tests, v, row, moments[row, column])
    return np.asarray(left.any(axis=0))


def _conditionally_accepted(
    tests: _Tests, v: int, row: NDArray[np.intp], moments: FloatArray
) -> NDArray[np.bool_]:
    """The second stage where vertex `v` is the largest of `moments` (n, 4), positive, of the tests `row` (n,).

    Given which vertex is the largest and what does not depend on it, it is normal between the values at which
    another would be the largest; the first stage has cut it at its critical value.
    """
    variance = tests.covariance[:, v, v]
    still = variance <= TINY * tests.covariance.diagonal(axis1=1, axis2=2).max(axis=1)
    safe = np.where(still, 1.0, variance)
    slope = tests.covariance[:, :, v] / safe[:, None]
    free = np.where(np.abs(1 - slope) <= PARALLEL, 0.0, 1 - slope)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = (moments - slope[row] * moments[:, [v]]) / free[row]
    low = np.where(free[row] > 0, crossing, -np.inf).max(axis=1)
    high = np.where(free[row] < 0, crossing, np.inf).min(axis=1)
    sd = np.sqrt(safe)[row]
    chance = _truncated_tail(moments[:, v] / sd, low / sd, np.minimum(high, tests.critical[row]) / sd)
    return np.asarray((chance >= tests.size) & ~still[row])


def _truncated_tail(z: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """P(Z > z) of a standard normal between `low` and `high`; 1 where z is not between them."""
    base = log_ndtr(-low)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        above, beyond = (np.minimum(log_ndtr(-at) - base, 0.0) for at in (z, high))
        tail = (np.exp(above) - np.exp(beyond)) / -np.expm1(beyond)
    slack = 1e-9 * (1 + np.abs(z))
    return np.where((z >= low - slack) & (z <= high + slack) & np.isfinite(tail), tail, 1.0)
