"""Expected purchases under BG/NBD of a customer who still buys, for any parameters."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import hyp2f1, roots_jacobi

from accrue_stats.estimate import FloatArray

NODES = 96
NEAR_POLE = 1e-5


def purchases_while_alive(shape: ArrayLike, a: float, b: ArrayLike, ahead: ArrayLike) -> FloatArray:
    """E[(1 − (1 + p u)^−s)/p] with p ~ Beta(a, b): purchases before stopping, of a customer alive now.

    `shape` s = r + x, `b` = b + x, `ahead` u = t/(alpha + T), all > 0 (u ≥ 0), broadcast together. In closed form
    (a + b − 1)/(a − 1) × [1 − (1 + u)^(1−a) 2F1(a + b − 1 − s, a − 1; a + b − 1; u/(1 + u))]: equation (10) of Fader,
    Hardie & Lee (2005) after Euler's transformation, which keeps every term within range for large x. Near the poles
    at a = 1 and a + b = 1, and wherever the series does not converge, Gauss-Jacobi quadrature of the expectation.
    """
    s, more, u = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (shape, b, ahead)))
    top = a + more - 1
    with np.errstate(all="ignore"):
        series = hyp2f1(top - s, a - 1, top, u / (1 + u))
        closed = top / (a - 1) * (1 - (1 + u) ** (1 - a) * series)
    # what anyone can buy lies between nothing and never stopping
    wrong = (
        ~np.isfinite(closed) | (closed < -1e-9) | (closed > s * u * (1 + 1e-9)) | (np.abs(top) < NEAR_POLE)
    )
    wrong |= abs(a - 1) < NEAR_POLE
    result = np.array(np.where(wrong, 0.0, np.maximum(closed, 0.0)))
    for value in np.unique(more[wrong]):
        at = wrong & (more == value)
        result[at] = _quadrature(s[at], a, float(value), u[at])
    return result


def _quadrature(s: FloatArray, a: float, b: float, u: FloatArray) -> FloatArray:
    """The expectation over Beta(a, b) by Gauss-Jacobi nodes; one `b`, vectors of s and u."""
    nodes, weights = roots_jacobi(NODES, b - 1, a - 1)
    p = (nodes + 1) / 2
    kept = -np.expm1(-s[:, None] * np.log1p(p * u[:, None])) / p
    return np.asarray(kept @ (weights / weights.sum()), dtype=np.float64)
