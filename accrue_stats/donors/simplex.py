"""Weights of zero or more that sum to one and bring a mix of columns as near a target as can be."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import nnls

from accrue_stats.estimate import FloatArray

GAP = 1e-10
"""How far from the best, as a part of the scale, a solution may be."""
MOST_STEPS = 20_000


def simplex_weights(columns: FloatArray, target: FloatArray, *, ridge: float) -> FloatArray:
    """The w ≥ 0 with Σw = 1 that makes |columns·w − target|² + ridge·|w|² least.

    `columns` has shape (rows, n), `target` (rows,), any one unit; `ridge` ≥ 0 in its square. Exact: with Σw = 1 the
    sum of squares is |(columns − target)·w|², whose best direction non-negative least squares finds by an active set,
    whatever the length. Should that fail, pairwise Frank–Wolfe steps go on until the duality gap closes.

    Sources: Lawson & Hanson, Solving Least Squares Problems (1974), 23; Lacoste-Julien & Jaggi (2015) for the steps.
    """
    n = columns.shape[1]
    if n == 1:
        return np.ones(1)
    gaps = columns - target[:, None]
    scale = math.sqrt(float(np.max(np.sum(gaps**2, axis=0))) + ridge)
    if scale == 0 or not math.isfinite(scale):
        return np.full(n, 1 / n)
    errors = np.vstack([gaps / scale, math.sqrt(ridge) / scale * np.eye(n)]) if ridge > 0 else gaps / scale
    weights = _active_set(errors)
    return weights if _gap(errors, weights) <= GAP else _pairwise_steps(errors, weights)


def _active_set(errors: FloatArray) -> FloatArray:
    n = errors.shape[1]
    rows = np.vstack([errors, np.ones((1, n))])
    aim = np.zeros(rows.shape[0])
    aim[-1] = 1.0
    try:
        found = np.asarray(nnls(rows, aim, maxiter=30 * n)[0], dtype=np.float64)
    except RuntimeError:  # it did not end within its steps
        found = np.zeros(n)
    total = float(found.sum())
    return found / total if total > 0 else np.full(n, 1 / n)


def _gap(errors: FloatArray, weights: FloatArray) -> float:
    slope = errors.T @ (errors @ weights)
    return float(weights @ slope - slope.min())


def _pairwise_steps(errors: FloatArray, weights: FloatArray) -> FloatArray:
    """Move weight from the worst column in use to the best one, as far as it pays."""
    w = weights.copy()
    mixed = errors @ w
    for _ in range(MOST_STEPS):
        slope = errors.T @ mixed
        best, worst = int(np.argmin(slope)), int(np.argmax(np.where(w > 0, slope, -np.inf)))
        if float(w @ slope - slope[best]) <= GAP:
            break
        move = errors[:, best] - errors[:, worst]
        length = float(move @ move)
        step = w[worst] if length == 0 else min(w[worst], (slope[worst] - slope[best]) / length)
        w[best] += step
        w[worst] -= step
        mixed = mixed + step * move
    w = np.maximum(w, 0.0)
    return np.asarray(w / w.sum())
