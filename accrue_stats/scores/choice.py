"""Which model: the plain one, unless the trees are clearly better."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from accrue_stats.estimate import FloatArray
from accrue_stats.scores.features import Features
from accrue_stats.scores.models import PENALTIES, Logistic, Predict, fit_boosting, fit_logistic
from accrue_stats.scores.quality import log_losses

type Model = Literal["logistic", "boosting"]
type Fit = Callable[[Features, FloatArray], Predict]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """`unseen`, shape (rows,): each row's score by the chosen model fitted without its fold.

    `loss`: mean log-loss of either model over those rows; `penalty` is the logistic model's.
    """

    model: Model
    penalty: float
    loss: dict[str, float]
    unseen: FloatArray
    seed: int

    def logistic(self, features: Features, y: FloatArray) -> Logistic:
        """The logistic model with the chosen penalty."""
        return fit_logistic(features, y, self.penalty)

    def fit(self, features: Features, y: FloatArray) -> Predict:
        """The chosen model on these rows."""
        if self.model == "boosting":
            return fit_boosting(features, y, self.seed)
        return self.logistic(features, y).predict


def choose_model(features: Features, y: FloatArray, fold: NDArray[np.int64], seed: int = 1) -> Choice:
    """Cross-validate both over the folds; boosting only if its log-loss is lower by more than its standard error.

    The penalty of the logistic model is the strongest of those tried that is within one standard error of the difference, row
    by row, of the best. Source: L. Breiman et al., Classification and Regression Trees (1984), 3.4.3.
    """
    tried = {p: _unseen(_logistic(p), features, y, fold) for p in PENALTIES}
    losses = {p: log_losses(y, score) for p, score in tried.items()}
    best = min(PENALTIES, key=lambda p: float(losses[p].mean()))
    penalty = next(p for p in PENALTIES if p == best or not _clearly_lower(losses[best], losses[p]))
    trees = _unseen(lambda f, t: fit_boosting(f, t, seed), features, y, fold)
    tree_losses = log_losses(y, trees)
    error = float(tree_losses.std(ddof=1)) / math.sqrt(y.size)
    boosting = float(tree_losses.mean()) + error < float(losses[penalty].mean())
    loss = {"logistic": float(losses[penalty].mean()), "boosting": float(tree_losses.mean())}
    chosen: Model = "boosting" if boosting else "logistic"
    return Choice(chosen, penalty, loss, trees if boosting else tried[penalty], seed)


def _logistic(penalty: float) -> Fit:
    return lambda features, y: fit_logistic(features, y, penalty).predict


def _unseen(fit: Fit, features: Features, y: FloatArray, fold: NDArray[np.int64]) -> FloatArray:
    score = np.empty(y.size)
    for one in np.unique(fold):
        out = fold == one
        score[out] = fit(features.take(~out), y[~out])(features.take(out))
    return score


def _clearly_lower(one: FloatArray, other: FloatArray) -> bool:
    gain = other - one
    return bool(gain.mean() > gain.std(ddof=1) / math.sqrt(gain.size))
