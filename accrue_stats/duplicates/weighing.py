"""The probability that two rows mean the same, from the levels at which their values are alike.

The model is that of Fellegi and Sunter (1969), its parameters by expectation–maximisation (Winkler, 1988) with what is
expected of each kind as pseudo-counts, so that tables with few or no duplicates are not read into. Details that depend on
each other are not counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from accrue_stats.duplicates.comparisons import LEVELS, MOST_SHARED, OWN, SHARED, TIERS, TOGETHER
from accrue_stats.duplicates.kinds import Kind
from accrue_stats.duplicates.rarity import Rarity

type Floats = np.ndarray[Any, np.dtype[np.float64]]
type Ints = np.ndarray[Any, np.dtype[np.int64]]

M_STRENGTH = 30.0
ROUNDS = 25
HALF_A_PAIR = 0.5


@dataclass(slots=True)
class Model:
    """For each column the chance of every level (else … exact and rare) between two of the same and two strangers."""

    kinds: Sequence[Kind]
    values: Sequence[Rarity]
    m: list[Floats]
    u: list[Floats]
    share: float  # of all pairs that are of the same


def start(kinds: Sequence[Kind], values: Sequence[Rarity], pairs: float, rows: int) -> Model:
    """What is expected before a pair is looked at."""
    m, u = [], []
    for kind, rarity in zip(kinds, values, strict=True):
        exact, others = LEVELS[kind][0], LEVELS[kind][1:]
        m.append(np.array([*(level.m for level in reversed(others)), *(exact.m * _tied(rarity))]))
        u.append(
            np.array([*(level.u for level in reversed(others)), *_alike(exact.u, rarity, np.zeros(TIERS))])
        )
    return Model(kinds, values, m, u, min(0.1 * rows, 0.1 * pairs) / max(pairs, 1.0))


def levels_of(kind: Kind) -> int:
    """How many levels two values of a kind are told apart by, an exact likeness by its rarity among them."""
    return len(LEVELS[kind]) - 1 + TIERS


def fit(
    model: Model,
    patterns: Ints,
    counts: Floats,
    random_counts: Sequence[Floats],
    random_pairs: float,
    pairs: float,
) -> Model:
    """Expectation–maximisation. `patterns` (P, C): levels, −1 where a value is missing; `counts` (P,): how many pairs.

    `random_counts`: by column how often each level was seen in `random_pairs` pairs drawn of all `pairs`. Nothing is learnt
    of pairs whose name is clearly another: where nobody stands twice, those of a town would else be taken for the same.
    """
    prior = [each.copy() for each in model.m]
    counts = np.where(_others_name(model.kinds, patterns), 0.0, counts)
    got = [np.zeros_like(each) for each in prior]
    for c in range(len(prior)):
        model.u[c] = _unlike(model, c, got[c], random_counts[c], 0.0)
    for _ in range(ROUNDS):
        weight = probabilities(model, patterns) * counts
        model.share = min((float(weight.sum()) + HALF_A_PAIR) / (pairs + 1.0), 0.5)
        for c in range(len(prior)):
            seen = patterns[:, c] >= 0
            got[c] = np.bincount(patterns[seen, c], weight[seen], len(prior[c]))
            model.m[c] = _same(model, c, (got[c] + M_STRENGTH * prior[c]) / (got[c].sum() + M_STRENGTH))
            model.u[c] = _unlike(model, c, got[c], random_counts[c], model.share * random_pairs)
    return model


def _same(model: Model, c: int, m: Floats) -> Floats:
    """Levels between two of the same: an exact likeness is as rare as the values of the table are."""
    return np.append(m[:-TIERS], m[-TIERS:].sum() * _tied(model.values[c]))


def _tied(rarity: Rarity) -> Floats:
    """Tiers as levels are counted, the most common first."""
    share = np.maximum(rarity.share, 1e-6)[::-1]
    return np.asarray(share / share.sum())


def _alike(u: float, rarity: Rarity, matches: Floats) -> Floats:
    """The chance of strangers to have the same value, by tier: what was counted, less the pairs of the same among them."""
    strangers = (
        np.maximum(rarity.counted[::-1] * rarity.pairs - matches, 0.0) + rarity.expected[::-1] * rarity.pairs
    )
    return np.asarray((strangers + HALF_A_PAIR * _tied(rarity)) / (rarity.pairs + HALF_A_PAIR / u))


def _unlike(model: Model, c: int, got: Floats, seen: Floats, matches: float) -> Floats:
    """Levels between strangers: of the same values by their rarity, of others by pairs drawn by chance."""
    levels = LEVELS[model.kinds[c]]
    exact, others = levels[0], levels[:0:-1]
    drawn = seen.sum()
    u = np.zeros(len(seen))
    u[-TIERS:] = _alike(exact.u, model.values[c], got[-TIERS:])
    for k, level in enumerate(others):
        strangers = max(seen[k] - matches * model.m[c][k], 0.0) + HALF_A_PAIR
        u[k] = (
            model.m[c][k] * level.u / level.m if level.fixed else strangers / (drawn + HALF_A_PAIR / level.u)
        )
    u[0] = max(1 - u[1:].sum(), 1e-6)
    return u


def probabilities(model: Model, patterns: Ints) -> Floats:
    """The probability of each pattern of levels to be of the same. (P,)"""
    share = min(max(model.share, 1e-15), 1 - 1e-9)
    odds = bits(model, patterns) + np.log2(share / (1 - share))
    return np.asarray(1 / (1 + np.exp2(-np.clip(odds, -60, 60))))


def bits(model: Model, patterns: Ints) -> Floats:
    """The evidence of each pattern, log2. (P,)"""
    each = np.zeros(patterns.shape)
    for c in range(patterns.shape[1]):
        weights = np.append(np.log2(model.m[c] / model.u[c]), 0.0)  # the last for −1, missing
        each[:, c] = weights[patterns[:, c]]
    kinds = np.array(model.kinds)
    for together in TOGETHER:
        among = np.isin(kinds, list(together))
        if among.sum() > 1:
            each[:, among] = _halved(each[:, among])
    total: Floats = each.sum(axis=1)
    return np.where(_others_name(model.kinds, patterns), _of_a_home(kinds, each, total), total)


def _halved(each: Floats) -> Floats:
    """The strongest for it whole, the strongest against it whole, the others half."""
    rows = np.arange(len(each))
    halved = each / 2
    for best in (each.argmax(axis=1), each.argmin(axis=1)):
        halved[rows, best] = each[rows, best]
    return halved


def _others_name(kinds: Sequence[Kind], patterns: Ints) -> Any:
    """Whether the name is clearly another and nothing of one's own agrees. (P,)"""
    names = [c for c, kind in enumerate(kinds) if kind in ("given", "full")]
    names = names or [c for c, kind in enumerate(kinds) if kind == "company"]
    if not names:
        return np.zeros(len(patterns), dtype=bool)
    other = np.any(patterns[:, names] == 0, axis=1) & ~np.any(patterns[:, names] > 0, axis=1)
    for c, kind in enumerate(kinds):
        if kind in OWN:
            other &= patterns[:, c] < levels_of(kind) - TIERS
    return other


def _of_a_home(kinds: Any, each: Floats, total: Floats) -> Floats:
    shared = each[:, np.isin(kinds, list(SHARED))].sum(axis=1)
    return total - np.maximum(shared - MOST_SHARED, 0.0)
