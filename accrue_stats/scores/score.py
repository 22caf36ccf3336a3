"""A score for each row, how good it is on rows it had not seen, and when there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accrue_stats.estimate import Estimate, FloatArray, Refusal
from accrue_stats.scores.calibration import MOST_ERROR, Calibration, fit_isotonic
from accrue_stats.scores.choice import Choice, Model, choose_model
from accrue_stats.scores.effects import Effect, coefficients, permutation_importance
from accrue_stats.scores.features import Features
from accrue_stats.scores.models import Predict
from accrue_stats.scores.quality import auc, brier, calibration_error, top_decile_lift
from accrue_stats.scores.splits import own_order, stratified_folds, time_split

FEWEST = 50
LOWEST_AUC = 0.55
FEWEST_LATER = 10


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """`unseen` are the rows the figures are of, and `score` theirs, calibrated; `predict` is fitted to all rows.

    `effect_is` says what the effects are: "log-odds" or "fall of the AUC". Everything is None where refused.
    """

    model: Model | None
    auc: Estimate | None = None
    calibration_error: float | None = None
    brier: float | None = None
    lift: float | None = None
    is_calibrated: bool = False
    loss: dict[str, float] | None = None
    features: tuple[Effect, ...] = ()
    effect_is: str | None = None
    unseen: NDArray[np.int64] | None = None
    score: FloatArray | None = None
    predict: Predict | None = None
    refusals: tuple[Refusal, ...] = ()


def fit_score(
    features: Features,
    y: FloatArray,
    *,
    time: FloatArray | None = None,
    groups: NDArray[np.int64] | None = None,
    level: float = 0.90,
    seed: int = 1,
) -> Score:
    """Choose a model for `y` (0 or 1, shape (rows,)), and try it on rows it had not seen.

    With `time` the model learns from the earliest three quarters and is tried on the later rows; without, each fifth is
    scored by a model of the other four. Rows of one of `groups` stay together. Where the expected calibration error is
    above 0.05, scores are calibrated by isotonic regression on rows unseen both by it and by the model. The order of rows
    does not matter.

    Refuses `score.no_features`, `score.too_few` (under 50 positives or negatives), `score.too_few_later` (under 10 of
    either after the time split) and `score.not_better_than_chance` (the AUC's lower bound under 0.55).
    """
    refused = _too_few(features, y, time)
    if refused:
        return Score(None, refusals=(refused,))
    order = own_order(features, y, groups)
    features, y = features.take(order), y[order]
    time, groups = None if time is None else time[order], None if groups is None else groups[order]
    early = np.ones(y.size, dtype=bool) if time is None else time_split(time)
    known, own = features.take(early), None if groups is None else groups[early]
    fold = stratified_folds(y[early], groups=own, seed=seed)
    choice = choose_model(known, y[early], fold, seed)
    if time is None:
        unseen, raw, score, calibration = _crossed(choice, y, fold)
    else:
        unseen = np.flatnonzero(~early)
        raw = choice.fit(known, y[early])(features.take(unseen))
        score, calibration = _later(choice, y[early], y[unseen], raw)
    target = y[unseen]
    found = auc(target, raw, level, None if groups is None else groups[unseen])
    if found.low < LOWEST_AUC:
        reason = (
            f"The area under the ROC curve is {found.value:.3f} [{found.low:.3f}, {found.high:.3f}]; its lower bound must be "
            f"at least {LOWEST_AUC}. The columns do not tell enough."
        )
        return Score(None, refusals=(Refusal("score.not_better_than_chance", reason),))
    back = np.argsort(order[unseen])
    effects, unit = _effects(choice, features, y, fold if time is None else None, early, seed)
    return Score(
        choice.model, found, calibration_error(target, score), brier(target, score), top_decile_lift(target, raw),
        calibration is not None, choice.loss, effects, unit, order[unseen][back], score[back], _final(choice, features, y, calibration),
    )  # fmt: skip


def _too_few(features: Features, y: FloatArray, time: FloatArray | None) -> Refusal | None:
    positive, negative = int(y.sum()), int(y.size - y.sum())
    if min(positive, negative) < FEWEST:
        reason = f"There are {positive:,} positives and {negative:,} negatives; at least {FEWEST} of each are needed."
        return Refusal("score.too_few", reason)
    if not features.names:
        return Refusal("score.no_features", "No column is left to learn from.")
    if time is not None:
        early = time_split(time)
        for rows, words in ((~early, "later"), (early, "earlier")):
            a, b = int(y[rows].sum()), int(rows.sum() - y[rows].sum())
            if min(a, b) < FEWEST_LATER:
                reason = (
                    f"Of the {words} rows by which the model would be tried, {a:,} are positives and {b:,} negatives; at least "
                    f"{FEWEST_LATER} of each are needed."
                )
                return Refusal("score.too_few_later", reason)
    return None


type Tried = tuple[NDArray[np.int64], FloatArray, FloatArray, Calibration | None]


def _crossed(choice: Choice, y: FloatArray, fold: NDArray[np.int64]) -> Tried:
    raw = choice.unseen
    rows = np.arange(y.size)
    if calibration_error(y, raw) <= MOST_ERROR:
        return rows, raw, raw, None
    score = np.empty(y.size)
    for one in np.unique(fold):
        out = fold == one
        score[out] = fit_isotonic(y[~out], raw[~out]).apply(raw[out])
    return rows, raw, score, fit_isotonic(y, raw)


def _later(
    choice: Choice, early: FloatArray, later: FloatArray, raw: FloatArray
) -> tuple[FloatArray, Calibration | None]:
    if calibration_error(later, raw) <= MOST_ERROR:
        return raw, None
    calibration = fit_isotonic(early, choice.unseen)
    return calibration.apply(raw), calibration


def _effects(
    choice: Choice,
    features: Features,
    y: FloatArray,
    fold: NDArray[np.int64] | None,
    early: NDArray[np.bool_],
    seed: int,
) -> tuple[tuple[Effect, ...], str]:
    if choice.model == "logistic":
        return coefficients(choice.logistic(features, y)), "log-odds"
    out = ~early if fold is None else fold == 0
    model = choice.fit(features.take(~out), y[~out])
    return permutation_importance(model, features.take(out), y[out], seed=seed), "fall of the AUC"


def _final(choice: Choice, features: Features, y: FloatArray, calibration: Calibration | None) -> Predict:
    model = choice.fit(features, y)
    return model if calibration is None else lambda more: calibration.apply(model(more))
