"""Expected purchases under BG/NBD of a customer who still buys, for any parameters.

The textbook writes this with Gauss's hypergeometric function, which has poles where nothing special happens (a = 1,
a + b = 1) and loses all digits for very active customers. The expectation itself is a smooth integral over the chance
of stopping; on the logit scale of that chance the trapezoid rule converges exponentially.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, log_expit

from accrue_stats.estimate import FloatArray

NODES = 128
NEGLIGIBLE = 42.0  # e^−42 is nothing beside 1
ROWS = 4_096


def purchases_while_alive(shape: ArrayLike, a: float, b: ArrayLike, ahead: ArrayLike) -> FloatArray:
    """E[(1 − (1 + p u)^−s)/p] with p ~ Beta(a, b): purchases before stopping, of a customer alive now.

    `shape` s = r + x, `b` = b + x, `ahead` u = t/(alpha + T), all > 0 (u ≥ 0), broadcast together. Equals equation
    (10) of Fader, Hardie & Lee (2005) without its P(alive): given the rate and p, a customer alive now makes
    (1 − exp(−rate p t))/p purchases on average within t.
    """
    s, more, u = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (shape, b, ahead)))
    result = np.zeros(s.shape)
    for value in np.unique(more):
        alike = np.flatnonzero((more == value).ravel())
        p, weight = _nodes(a, float(value), float(np.max(s.flat[alike] * u.flat[alike])))
        for start in range(0, alike.size, ROWS):
            some = alike[start : start + ROWS]
            bought = -np.expm1(-s.flat[some][:, None] * np.log1p(u.flat[some][:, None] * p)) / p
            result.flat[some] = bought @ weight
    return result


def _nodes(a: float, b: float, steepness: float) -> tuple[FloatArray, FloatArray]:
    """Chances p and their weights under Beta(a, b), for functions that are flat below p = 1/`steepness`."""
    least = -NEGLIGIBLE - math.log1p(steepness)
    low, high = max(_end(a, b, -1.0), least), min(_end(a, b, 1.0), NEGLIGIBLE)
    x = np.linspace(low, high, NODES)
    step = (high - low) / (NODES - 1)
    log_weight = a * log_expit(x) + b * log_expit(-x)
    weight = np.exp(log_weight - log_weight.max())
    # beyond the ends the function is flat and the weights fall like a geometric series
    weight[0] *= 1 + 1 / math.expm1(min(a * step, 700.0))
    weight[-1] *= 1 + 1 / math.expm1(min(b * step, 700.0))
    return expit(x), weight / weight.sum()


def _end(a: float, b: float, side: float) -> float:
    """The logit on one side of the mode at which the weight has become negligible. The log weight is concave."""
    mode = math.log(a / b)

    def lost(x: float) -> float:
        return a * (_log_expit(mode) - _log_expit(x)) + b * (_log_expit(-mode) - _log_expit(-x)) - NEGLIGIBLE

    near, far = 0.0, 1.0
    while lost(mode + side * far) < 0:
        near, far = far, far * 2
    for _ in range(16):
        middle = (near + far) / 2
        near, far = (near, middle) if lost(mode + side * middle) > 0 else (middle, far)
    return mode + side * far


def _log_expit(x: float) -> float:
    return -math.log1p(math.exp(-x)) if x > 0 else x - math.log1p(math.exp(x))
