"""Three ways to rank the items for each person. Higher is better; ties go to the more popular item."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from accrue_stats.estimate import FloatArray
from accrue_stats.recommend.baskets import Baskets

SHRINKAGE = 20.0
METHODS = ("popularity", "item_to_item", "own_history")

type Rank = Callable[[NDArray[np.int64]], NDArray[np.float32]]
"""From positions of people to scores, shape (those people, items)."""


def similarity(found: Baskets, shrinkage: float = SHRINKAGE) -> NDArray[np.float32]:
    """How often two items have the same buyers, shape (items, items), 0 on the diagonal.

    Cosine with `shrinkage` added to its denominator, so that a few common buyers do not make items alike:
    |A and B| / (√(|A| |B|) + shrinkage). Source: R. Bell, Y. Koren, KDD Cup Workshop (2007), for the shrinkage.
    """
    held = found.held
    both = np.asarray((held.T @ held).todense(), dtype=np.float32)
    root = np.sqrt(found.popularity).astype(np.float32)
    both /= root[:, None] * root[None, :] + np.float32(shrinkage)
    np.fill_diagonal(both, 0.0)
    return both


def ranking(found: Baskets, method: str, *, shrinkage: float = SHRINKAGE) -> Rank:
    """The scores of `method` ("popularity", "item_to_item", "own_history"). ValueError for any other.

    popularity: how many people bought it. item_to_item: the sum of similarities with what the person bought.
    own_history: how often the person bought it.
    """
    if method not in METHODS:
        raise ValueError(f"{method!r} is no method; there are {', '.join(METHODS)}")
    tie = _ties(found.popularity)
    if method == "popularity":
        return lambda people: np.tile(tie, (people.size, 1))
    if method == "own_history":
        return lambda people: _dense(found.counts, people) + tie
    alike, held = similarity(found, shrinkage), found.held
    return lambda people: np.asarray(held[people] @ alike, dtype=np.float32) + np.float32(1e-4) * tie


def _ties(popularity: FloatArray) -> NDArray[np.float32]:
    """Falling from near ½ to 0 in the order of items, which is that of their popularity."""
    size = popularity.size
    return (0.5 * (size - np.arange(size)) / (size + 1)).astype(np.float32)


def _dense(counts: sparse.csr_array, people: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.asarray(counts[people].todense(), dtype=np.float32)


def top_items(
    found: Baskets, rank: Rank, people: NDArray[np.int64], *, size: int = 10, only_new: bool = True
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The best `size` columns of `found` for each person, best first, and their scores; both (people, size).

    Scores are −inf past the end of what there is. `only_new` leaves out what the person bought before.
    """
    width = max(int(4e7) // max(found.items.size, 1), 1)
    size = min(size, found.items.size)
    columns, scores = [], []
    for at in range(0, people.size, width):
        some = people[at : at + width]
        score = rank(some)
        if only_new:
            score = np.where(_dense(found.counts, some) > 0, np.float32(-np.inf), score)
        best = np.argpartition(-score, size - 1, axis=1)[:, :size] if size < score.shape[1] else None
        best = np.tile(np.arange(score.shape[1]), (some.size, 1)) if best is None else np.sort(best, axis=1)
        own = np.take_along_axis(score, best, axis=1)
        order = np.argsort(-own, axis=1, kind="stable")
        columns.append(np.take_along_axis(best, order, axis=1))
        scores.append(np.take_along_axis(own, order, axis=1))
    if not columns:
        return np.empty((0, size), np.int64), np.empty((0, size), np.float32)
    return np.concatenate(columns).astype(np.int64), np.concatenate(scores)
