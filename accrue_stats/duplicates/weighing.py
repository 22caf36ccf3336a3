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

type Floats = np.ndarray[Any, np.dtype[np.float64]]
type Ints = np.ndarray[Any, np.dtype[np.int64]]

M_STRENGTH, U_STRENGTH = 30.0, 100.0
ROUNDS = 25
HALF_A_PAIR = 0.5


@dataclass(slots=True)
class Model:
    """For each column the chance of every level (else … exact and rare) between two of the same and two strangers."""

    kinds: Sequence[Kind]
    m: list[Floats]
    u: list[Floats]
    share: float  # of all pairs that are of the same


def start(kinds: Sequence[Kind], tiers: Sequence[Floats], pairs: float, rows: int) -> Model:
    """What is expected before a pair is looked at. `tiers`: by column the share of rare, less rare, common values."""
    m, u = [], []
    for kind, shares in zip(kinds, tiers, strict=True):
        levels = LEVELS[kind]
        exact, others = levels[0], levels[1:]
        of_tier = np.maximum(shares, 0.02) / np.maximum(shares, 0.02).sum()
        # A rare value is shared by strangers more rarely still.
        u_tier = exact.u * np.array([0.02, 0.18, 0.8])
        m.append(np.array([*(level.m for level in reversed(others)), *(exact.m * of_tier[::-1])]))
        u.append(np.array([*(level.u for level in reversed(others)), *u_tier[::-1]]))
    return Model(kinds, m, u, min(0.1 * rows, 0.1 * pairs) / max(pairs, 1.0))


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

    `random_counts`: by column how often each level was seen in `random_pairs` pairs drawn of all `pairs`.
    """
    prior_m, prior_u = [each.copy() for each in model.m], [each.copy() for each in model.u]
    model.u = _unlike(prior_u, random_counts, model, 0.0)
    for _ in range(ROUNDS):
        p = probabilities(model, patterns)
        weight = p * counts
        expected = float(weight.sum())
        for c in range(patterns.shape[1]):
            seen = patterns[:, c] >= 0
            got = np.bincount(patterns[seen, c], weight[seen], len(prior_m[c]))
            model.m[c] = (got + M_STRENGTH * prior_m[c]) / (got.sum() + M_STRENGTH)
        model.share = min((expected + HALF_A_PAIR) / (pairs + 1.0), 0.5)
        model.u = _unlike(prior_u, random_counts, model, model.share * random_pairs)
    return model


def _unlike(prior: list[Floats], counts: Sequence[Floats], model: Model, matches: float) -> list[Floats]:
    """Levels between strangers: what random pairs showed, less the pairs of the same among them."""
    found = []
    for c, seen in enumerate(counts):
        strangers = np.maximum(seen - matches * model.m[c] * min(1.0, seen.sum() / max(seen.sum(), 1.0)), 0.0)
        found.append((strangers + U_STRENGTH * prior[c]) / (strangers.sum() + U_STRENGTH))
    return found


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
