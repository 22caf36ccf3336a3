"""The two models a score is chosen from. scikit-learn is loaded only when one is fitted: it takes seconds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import cast

import numpy as np

from accrue_stats.estimate import FloatArray
from accrue_stats.scores.features import Encoding, Features, fit_encoding

PENALTIES = (0.01, 0.1, 1.0, 10.0)
"""Inverse strengths of the ridge penalty that are tried."""
ROUNDS, RATE, LEAVES, SMALLEST_LEAF = 100, 0.08, 15, 20

type Predict = Callable[[Features], FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """`weights`, shape (columns,): log-odds for one standard deviation of a number, or for a category."""

    encoding: Encoding
    weights: FloatArray
    intercept: float

    def predict(self, features: Features) -> FloatArray:
        """The probability of each row, shape (rows,)."""
        odds = self.encoding.apply(features) @ self.weights + self.intercept
        return np.asarray(0.5 * (1 + np.tanh(odds / 2)), dtype=np.float64)


def fit_logistic(features: Features, y: FloatArray, penalty: float = 1.0) -> Logistic:
    """Logistic regression with a ridge penalty of inverse strength `penalty` on scaled columns."""
    from sklearn.linear_model import LogisticRegression

    encoding = fit_encoding(features)
    with _one_thread():
        model = LogisticRegression(C=penalty, max_iter=1000, tol=1e-5)
        fitted = model.fit(encoding.apply(features), y > 0.5)
    return Logistic(encoding, np.asarray(fitted.coef_[0], dtype=np.float64), float(fitted.intercept_[0]))


def fit_boosting(features: Features, y: FloatArray, seed: int = 1) -> Predict:
    """Gradient-boosted trees on histograms (100 rounds, rate 0.08, 15 leaves of 20 rows or more); takes missing as it is."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    kept = [_most_frequent(features, i) for i in range(len(features.categorical))]
    flags = [False] * len(features.numeric) + [True] * len(features.categorical)
    model = HistGradientBoostingClassifier(
        max_iter=ROUNDS, learning_rate=RATE, max_leaf_nodes=LEAVES, min_samples_leaf=SMALLEST_LEAF,
        l2_regularization=1.0, categorical_features=flags if any(flags) else None, early_stopping=False,
        random_state=seed,
    )  # fmt: skip
    with _one_thread():
        model.fit(_matrix(features, kept), y > 0.5)

    def predict(more: Features) -> FloatArray:
        with _one_thread():
            return np.asarray(model.predict_proba(_matrix(more, kept))[:, 1], dtype=np.float64)

    return predict


def _one_thread() -> AbstractContextManager[object]:
    """Threads that wait for each other on a busy machine make these small fits many times slower, and none faster."""
    from threadpoolctl import threadpool_limits

    return cast("AbstractContextManager[object]", threadpool_limits(limits=1))


def _most_frequent(features: Features, column: int) -> FloatArray:
    """For each level its rank by frequency, at most 200 apart; rarer ones share the last."""
    size = max(len(features.levels[column]), 1)
    codes = features.codes[:, column]
    held = np.bincount(codes[codes >= 0], minlength=size)
    rank = np.empty(size)
    rank[np.argsort(-held, kind="stable")] = np.arange(size)
    return np.minimum(rank, 200.0)


def _matrix(features: Features, kept: list[FloatArray]) -> FloatArray:
    coded = [
        np.where(features.codes[:, i] >= 0, rank[np.maximum(features.codes[:, i], 0)], np.nan)
        for i, rank in enumerate(kept)
    ]
    return np.column_stack([features.numbers, *coded])
