"""What a score goes by, and columns that know too much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from accrue_stats.estimate import FloatArray
from accrue_stats.scores.features import Features
from accrue_stats.scores.models import Logistic, Predict

LEAK = 0.98
"""The AUC of a single column above which it is suspected to hold the answer."""
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Effect:
    """One column (or category) and its effect, in the unit that the function which made it says."""

    name: str
    column: str
    effect: float


def coefficients(model: Logistic) -> tuple[Effect, ...]:
    """Log-odds for one standard deviation more of a number; for a category against the mean row. Largest first.

    Categories nobody has are left out, and of a column of two categories the first.
    """
    encoding = model.encoding
    shown = []
    for i, (name, column) in enumerate(zip(encoding.names, encoding.columns, strict=True)):
        own = [
            j
            for j, other in enumerate(encoding.columns)
            if other == column != encoding.names[j] and encoding.mean[j] > 0
        ]
        is_number = name == column
        if not is_number and (encoding.mean[i] <= 0 or (len(own) == 2 and i == own[0])):
            continue
        level = 0.0 if is_number else float(model.weights[own] @ encoding.mean[own])
        shown.append(Effect(name, column, float(model.weights[i]) - level))
    return tuple(sorted(shown, key=lambda e: -abs(e.effect)))


def permutation_importance(
    predict: Predict, features: Features, y: FloatArray, *, repeats: int = 3, seed: int = 1
) -> tuple[Effect, ...]:
    """By how much the AUC falls when a column is shuffled among rows the model had not seen. Largest first.

    At most 20,000 rows are taken, at random. Source: L. Breiman, Random forests, Machine Learning 45 (2001).
    """
    rng = np.random.default_rng(seed)
    if y.size > MOST_ROWS:
        rows = rng.choice(y.size, MOST_ROWS, replace=False)
        features, y = features.take(rows), y[rows]
    whole = plain_auc(y, predict(features))
    found = []
    for name in features.names:
        drops = []
        for _ in range(repeats):
            order = rng.permutation(y.size)
            drops.append(whole - plain_auc(y, predict(_shuffled(features, name, order))))
        found.append(Effect(name, name, float(np.mean(drops))))
    return tuple(sorted(found, key=lambda e: -abs(e.effect)))


def _shuffled(features: Features, name: str, order: NDArray[np.int64]) -> Features:
    numbers, codes = features.numbers.copy(), features.codes.copy()
    if name in features.numeric:
        i = features.numeric.index(name)
        numbers[:, i] = numbers[order, i]
    else:
        i = features.categorical.index(name)
        codes[:, i] = codes[order, i]
    return Features(features.numeric, numbers, features.categorical, codes, features.levels)


def plain_auc(y: FloatArray, score: FloatArray) -> float:
    """The area under the ROC curve, ties half."""
    positive = y > 0.5
    m = int(positive.sum())
    return float((rankdata(score)[positive].sum() - m * (m + 1) / 2) / (m * (y.size - m)))


def leaks(features: Features, y: FloatArray, limit: float = LEAK) -> tuple[tuple[str, float], ...]:
    """Columns that alone give an AUC above `limit`, with it: a number either way up, missing at either end; a category by
    the share of positives among the other rows of its level."""
    found = []
    for i, name in enumerate(features.numeric):
        values = features.numbers[:, i]
        ends = [np.where(np.isnan(values), end, values) for end in (-np.inf, np.inf)]
        best = max(max(a, 1 - a) for a in (plain_auc(y, _ranked(v)) for v in ends))
        found.append((name, best))
    for i, name in enumerate(features.categorical):
        codes = features.codes[:, i] + 1
        held, hits = np.bincount(codes), np.bincount(codes, y)
        others = held[codes] - 1
        share = np.where(others > 0, (hits[codes] - y) / np.maximum(others, 1), y.mean())
        found.append((name, plain_auc(y, share)))
    return tuple((name, a) for name, a in found if a > limit)


def _ranked(values: FloatArray) -> FloatArray:
    return np.asarray(np.unique(values, return_inverse=True)[1], dtype=np.float64)
