"""Expected purchases under BG/NBD of a customer who still buys, for any parameters.

The textbook writes this with Gauss's hypergeometric function, which has poles where nothing special happens (a = 1,
a + b = 1) and loses all digits for very active customers. The expectation itself is a smooth integral over the chance
of stopping; on the logit scale of that chance the trapezoid rule converges exponentially.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, log_expit

from accrue_stats.estimate import FloatArray

NODES = 128
NEGLIGIBLE = 42.0  # e^−42 is nothing beside 1
ROWS = 4_096
MANY = 512


def purchases_while_alive(shape: ArrayLike, a: float, b: ArrayLike, ahead: ArrayLike) -> FloatArray:
    """E[(1 − (1 + p u)^−s)/p] with p ~ Beta(a, b): purchases before stopping, of a customer alive now.

    `shape` s = r + x, `b` = b + x, `ahead` u = t/(alpha + T), all > 0 (u ≥ 0), broadcast together. Equals equation
    (10) of Fader, Hardie & Lee (2005) without its P(alive): given the rate and p, a customer alive now makes
    (1 − exp(−rate p t))/p purchases on average within t.
    """
    s, more, u = (
        v.ravel() for v in np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (shape, b, ahead)))
    )
    result = np.zeros(s.size)
    values, which = np.unique(more, return_inverse=True)
    steepest = np.zeros(values.size)
    np.maximum.at(steepest, which, s * u)
    chances, weights = _nodes(a, values, steepest)
    for i, (p, weight) in enumerate(zip(chances, weights, strict=True)):
        alike = np.flatnonzero(which == i)
        shapes = s[alike]
        if (
            alike.size > MANY and np.ptp(shapes) == 0
        ):  # then customers differ only by how long they are known, and many alike
            reach, place = np.unique(u[alike], return_inverse=True)
            result[alike] = _bought(shapes[: reach.size], reach, p, weight)[place]
        else:
            result[alike] = _bought(shapes, u[alike], p, weight)
    return result.reshape(np.broadcast_shapes(np.shape(shape), np.shape(b), np.shape(ahead)))


def _bought(s: FloatArray, u: FloatArray, p: FloatArray, weight: FloatArray) -> FloatArray:
    blocks = [
        -np.expm1(-s[i : i + ROWS, None] * np.log1p(u[i : i + ROWS, None] * p)) @ (weight / p)
        for i in range(0, s.size, ROWS)
    ]
    return np.concatenate(blocks)


def _nodes(a: float, b: FloatArray, steepness: FloatArray) -> tuple[FloatArray, FloatArray]:
    """For each of `b` and `steepness` (k,) chances p (k, NODES) and their weights under Beta(a, b), for functions that
    are flat below p = 1/`steepness`."""
    least = -NEGLIGIBLE - np.log1p(steepness)
    lowest, highest = _ends(a, b)
    low, high = np.maximum(lowest, least), np.minimum(highest, NEGLIGIBLE)
    step = (high - low) / (NODES - 1)
    x = low[:, None] + np.outer(step, np.arange(NODES))
    log_weight = a * log_expit(x) + b[:, None] * log_expit(-x)
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    # beyond the ends the function is flat and the weights fall like a geometric series
    weight[:, 0] *= 1 + 1 / np.expm1(np.minimum(a * step, 700.0))
    weight[:, -1] *= 1 + 1 / np.expm1(np.minimum(b * step, 700.0))
    return expit(x), weight / weight.sum(axis=1, keepdims=True)


def _ends(a: float, b: FloatArray) -> FloatArray:
    """The logits (2, k) on both sides of the mode at which the weight has become negligible. The log weight is concave."""
    mode, side = np.log(a / b), np.array([[-1.0], [1.0]])
    top = a * log_expit(mode) + b * log_expit(-mode)

    def lost(x: FloatArray) -> FloatArray:
        return np.asarray(top - a * log_expit(x) - b * log_expit(-x) - NEGLIGIBLE)

    near, far = np.zeros((2, b.size)), np.ones((2, b.size))
    while (short := lost(mode + side * far) < 0).any():
        near, far = np.where(short, far, near), np.where(short, far * 2, far)
    for _ in range(16):
        middle = (near + far) / 2
        beyond = lost(mode + side * middle) > 0
        near, far = np.where(beyond, near, middle), np.where(beyond, middle, far)
    return np.asarray(mode + side * far)
