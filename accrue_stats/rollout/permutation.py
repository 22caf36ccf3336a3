"""Chance as the yardstick: the same adoption dates given to other units.

Valid with any number of units if the dates might as well have fallen to other units (Fisher, 1935; Roth & Sant'Anna,
Journal of Political Economy Microeconomics 1, 2023, for staggered adoption).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from accrue_stats.estimate import FloatArray
from accrue_stats.rollout.cohorts import Cohorts, IntArray

MOST_EXACT = 20_000
MOST_ENTRIES = 5_000_000
DRAWS = 4_999
DRAWS_MANY_UNITS = 1_999
MANY_UNITS = 1_000


@dataclass(frozen=True, slots=True)
class Permutation:
    """`p` two-sided; `smallest` the smallest p this design can give; `exact`: every one of `ways` was tried."""

    p: float
    smallest: float
    ways: int
    tried: int
    exact: bool


def permutation_test(values: FloatArray, cohorts: Cohorts, outcome: FloatArray, *, seed: int) -> Permutation:
    """How often another assignment of the dates gives an estimate at least as far from zero.

    `values` (n, T), `outcome` (k, T) the weights of the cohorts' means in the estimate. All assignments are tried
    where there are at most 20,000, otherwise 4,999 drawn with `seed` (1,999 for more than 1,000 units), the observed
    one counted among them.
    """
    per_unit = outcome / cohorts.sizes[:, None]
    kinds, kind_of = np.unique(np.round(per_unit / _size(per_unit), 12), axis=0, return_inverse=True)
    counts = np.bincount(kind_of, weights=cohorts.sizes, minlength=kinds.shape[0]).astype(np.int64)
    first = np.array([int(np.flatnonzero(kind_of == k)[0]) for k in range(kinds.shape[0])])
    moved = values @ per_unit[first].T
    labels = kind_of[cohorts.of]
    observed = abs(float(moved[np.arange(labels.size), labels].sum()))
    ways = arrangements(counts)
    smallest = min(1.0, (2 if _mirrored(kinds, counts) else 1) / ways)
    edge = observed * (1 - 1e-9) - 1e-12 * _size(values)
    if ways <= MOST_EXACT and ways * labels.size <= MOST_ENTRIES:
        found = np.abs(_sums(moved, _every_assignment(counts)))
        return Permutation(float((found >= edge).mean()), smallest, ways, ways, True)
    draws = DRAWS if labels.size <= MANY_UNITS else DRAWS_MANY_UNITS
    as_far = _drawn_as_far(moved, labels, edge, draws, seed)
    return Permutation((1 + as_far) / (1 + draws), max(smallest, 1 / (1 + draws)), ways, draws, False)


def arrangements(counts: IntArray) -> int:
    """In how many ways units fall into kinds of these sizes."""
    ways, left = 1, int(counts.sum())
    for count in counts:
        ways *= math.comb(left, int(count))
        left -= int(count)
    return ways


def _drawn_as_far(moved: FloatArray, labels: IntArray, edge: float, draws: int, seed: int) -> int:
    rng = np.random.default_rng(seed)
    at_once = max(1, MOST_ENTRIES // labels.size)
    as_far = 0
    for begin in range(0, draws, at_once):
        block = np.tile(labels, (min(at_once, draws - begin), 1))
        as_far += int((np.abs(_sums(moved, rng.permuted(block, axis=1))) >= edge).sum())
    return as_far


def _sums(moved: FloatArray, labels: IntArray) -> FloatArray:
    return np.asarray(moved[np.arange(moved.shape[0]), labels].sum(axis=1), dtype=np.float64)


def _every_assignment(counts: IntArray) -> IntArray:
    rows: list[IntArray] = [np.full(int(counts.sum()), counts.size - 1, dtype=np.int64)]
    for kind, count in enumerate(counts[:-1]):
        rows = [
            _placed(row, list(places), kind)
            for row in rows
            for places in combinations(np.flatnonzero(row == counts.size - 1).tolist(), int(count))
        ]
    return np.stack(rows)


def _placed(row: IntArray, places: list[int], kind: int) -> IntArray:
    out = row.copy()
    out[places] = kind
    return out


def _mirrored(kinds: FloatArray, counts: IntArray) -> bool:
    """Whether every assignment has a mirror image that gives minus its estimate."""
    here = {
        (*row, int(count))
        for row, count in zip((kinds + 0.0).tolist(), counts, strict=True)
        for row in [tuple(row)]
    }
    there = {
        (*row, int(count))
        for row, count in zip((-kinds + 0.0).tolist(), counts, strict=True)
        for row in [tuple(row)]
    }
    return here == there


def _size(array: FloatArray) -> float:
    return float(np.abs(array).max()) or 1.0
