"""Which rows a model learns from, and which it is tried on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accrue_stats.estimate import FloatArray
from accrue_stats.scores.features import Features

FOLDS = 5
TRAINING = 0.75


def own_order(
    features: Features, y: FloatArray, groups: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Positions that put rows in the order of what they hold, so that folds do not hang on the order of a file."""
    columns = [*features.numbers.T, *features.codes.T]
    by_name = [columns[i] for i in sorted(range(len(columns)), key=features.names.__getitem__)]
    keys = [*by_name, y] if groups is None else [*by_name, y, groups]
    return np.lexsort(keys[::-1])


def stratified_folds(
    y: FloatArray, folds: int = FOLDS, *, groups: NDArray[np.int64] | None = None, seed: int = 1
) -> NDArray[np.int64]:
    """The fold of each row, shape (rows,): each fold with its share of positives, all rows of a group in one fold."""
    rng = np.random.default_rng(seed)
    unit = np.arange(y.size) if groups is None else np.unique(groups, return_inverse=True)[1]
    size = int(unit.max()) + 1
    held = np.bincount(unit, y, size) / np.bincount(unit, minlength=size)
    # shuffled, then ordered by the share of positives and dealt out in turn
    shuffled = rng.permutation(size)
    order = shuffled[np.argsort(held[shuffled], kind="stable")]
    fold = np.empty(size, dtype=np.int64)
    fold[order] = np.arange(size) % folds
    return fold[unit]


def time_split(time: FloatArray, share: float = TRAINING) -> NDArray[np.bool_]:
    """Shape (rows,): True for the earliest `share` of the rows, the moment at the border whole among them.

    All True when nothing is later, which leaves nothing to try a model on.
    """
    border = np.sort(time)[max(int(np.ceil(share * time.size)) - 1, 0)]
    early = time <= border
    if early.all():
        # so many at the last moment: it alone is the later part
        early = time < border
    return early if early.any() else np.ones(time.size, dtype=bool)
