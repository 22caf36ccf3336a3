"""What a unit would have been, from a regression on the donors that is held back from trusting any of them too much."""

from __future__ import annotations

import numpy as np

from accrue_stats.estimate import FloatArray

PENALTIES = 10.0 ** np.arange(-4, 4.5, 0.5)
"""Tried, as a part of the mean squared size of the donors."""
BLOCKS = 5


def ridge_gap(unit: FloatArray, donors: FloatArray, before: int) -> FloatArray:
    """The unit less its ridge regression on the donors, by period; the regression is learnt from the periods before.

    `unit` (periods,), `donors` (n, periods). With a level, which is not penalised. The penalty is the one that best
    predicts blocks of neighbouring periods left out in turn. Weights may be negative and need not sum to one.

    Source: Doudchenko & Imbens, NBER working paper 22791 (2016).
    """
    blocks = np.array_split(np.arange(before), min(BLOCKS, before))
    errors = np.zeros(PENALTIES.size)
    if before >= 3:
        for block in blocks:
            kept = np.setdiff1d(np.arange(before), block)
            predicted = _predictions(unit[kept], donors[:, kept], donors[:, block])
            errors += np.sum((predicted - unit[block]) ** 2, axis=1)
    best = PENALTIES.size - 1 - int(np.argmin(errors[::-1]))  # the strongest of equals
    return np.asarray(unit - _predictions(unit[:before], donors[:, :before], donors)[best])


def _predictions(unit: FloatArray, known: FloatArray, wanted: FloatArray) -> FloatArray:
    """For each penalty (rows) the unit where the donors are `wanted`, learnt where they are `known`."""
    level, centre = unit.mean(), known.mean(axis=1, keepdims=True)
    x = known - centre
    values, vectors = np.linalg.eigh(x.T @ x)
    values = np.maximum(values, 0.0)
    size = float(values.mean()) or 1.0
    turned = vectors.T @ (unit - level)
    kernel = (wanted - centre).T @ x @ vectors
    shrunk = turned[None, :] / (values[None, :] + PENALTIES[:, None] * size)
    return np.asarray(level + shrunk @ kernel.T)
