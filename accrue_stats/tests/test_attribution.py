"""Attribution: published answers, brute force over small cases, and what must hold for any journeys."""

import itertools
import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue_stats.attribution.allocate import RULES, allocate
from accrue_stats.attribution.journeys import journeys_of
from accrue_stats.attribution.markov import MOST_CHANNELS, removal_effects
from accrue_stats.attribution.rules import position_based, time_decay

CHANNELS = ("a", "b", "c", "d")
STEPS = st.lists(st.integers(0, 3), min_size=1, max_size=6)
PATHS = st.lists(st.tuples(STEPS, st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12)


def journeys(paths, channels=CHANNELS, *, ages=True):
    """Of (steps, conversions, nulls); each step one day after the one before."""
    journey = [i for i, (steps, _, _) in enumerate(paths) for _ in steps]
    channel = [c for steps, _, _ in paths for c in steps]
    age = [float(len(steps) - k) for steps, _, _ in paths for k in range(len(steps))] if ages else None
    return journeys_of(channels, journey, channel, [p[1] for p in paths], [p[2] for p in paths], age)


def credit(paths, rule, **options):
    return allocate(journeys(paths), [rule], **options).credit[rule]


def test_markov_removal_as_published():
    found = credit([([0, 1, 2], 1, 0), ([0], 0, 1), ([1, 2], 0, 1)], "markov")
    assert found == pytest.approx([0.2, 0.4, 0.4, 0.0], abs=1e-9)
    effects = removal_effects(journeys([([0, 1, 2], 1, 0), ([0], 0, 1), ([1, 2], 0, 1)]))
    assert effects == pytest.approx([0.5, 1.0, 1.0, 0.0], abs=1e-12)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([0], {"first": [1, 0], "last": [1, 0], "linear": [1, 0], "position": [1, 0], "shapley": [1, 0]}),
        ([0, 1], {"first": [1, 0], "last": [0, 1], "linear": [0.5, 0.5], "position": [0.5, 0.5]}),
        ([0, 1, 2], {"position": [0.4, 0.2, 0.4], "linear": [1 / 3] * 3, "shapley": [1 / 3] * 3}),
        ([0, 1, 1, 2], {"position": [0.4, 0.2, 0.4], "linear": [0.25, 0.5, 0.25], "shapley": [1 / 3] * 3}),
        ([0, 1, 0], {"position": [0.8, 0.2], "linear": [2 / 3, 1 / 3], "shapley": [0.5, 0.5]}),
    ],
)
def test_rules_on_one_journey(steps, expected):
    for rule, shares in expected.items():
        found = credit([(steps, 2, 5)], rule)
        assert found == pytest.approx([2 * s for s in shares] + [0] * (4 - len(shares)), abs=1e-12), rule


def test_decay_halves_in_its_half_life():
    found = journeys_of(("a", "b"), [0, 0], [0, 1], [3.0], [0.0], [14.0, 7.0])
    assert time_decay(found, 7.0) == pytest.approx([1.0, 2.0], abs=1e-12)
    old = journeys_of(("a", "b"), [0, 0], [0, 1], [3.0], [0.0], [100_007.0, 100_000.0])
    assert time_decay(old, 7.0) == pytest.approx([1.0, 2.0], abs=1e-9)
    assert time_decay(found, 1e9) == pytest.approx([1.5, 1.5], abs=1e-6)


def brute_removal(paths, gone):
    """The probability to convert when `gone` leads nowhere, by walking the chain a thousand steps."""
    size = len(CHANNELS)
    moves, begin = np.zeros((size, size + 2)), np.zeros(size)
    for steps, won, lost in paths:
        begin[steps[0]] += won + lost
        for a, b in itertools.pairwise(steps):
            moves[a, b] += won + lost
        moves[steps[-1], size] += won
        moves[steps[-1], size + 1] += lost
    moves /= np.maximum(moves.sum(axis=1, keepdims=True), 1e-300)
    keep = np.array([c != gone for c in range(size)], dtype=float)
    at, won = begin / begin.sum() * keep, 0.0
    for _ in range(1000):
        won += at @ moves[:, size]
        at = (at @ moves[:, :size]) * keep
    return won


@settings(max_examples=40, deadline=None)
@given(PATHS)
def test_removal_is_the_chain_without_the_channel(paths):
    if not any(won for _, won, _ in paths):
        return
    base = brute_removal(paths, None)
    expected = [1 - brute_removal(paths, c) / base for c in range(4)]
    assert removal_effects(journeys(paths)) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(PATHS)
def test_shapley_is_the_mean_over_all_orders(paths):
    if not any(won for _, won, _ in paths):
        return

    def worth(channels):
        return sum(won for steps, won, _ in paths if set(steps) <= channels)

    expected = np.zeros(4)
    for order in itertools.permutations(range(4)):
        for k, c in enumerate(order):
            expected[c] += worth(set(order[: k + 1])) - worth(set(order[:k]))
    assert credit(paths, "shapley") == pytest.approx(expected / math.factorial(4), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(PATHS, st.permutations(range(12)))
def test_every_rule_shares_out_all_conversions_whatever_the_order(paths, order):
    total = sum(won for _, won, _ in paths)
    found = allocate(journeys(paths))
    again = allocate(journeys([paths[i] for i in order if i < len(paths)]))
    if not total:
        assert {r.code for r in found.refused.values()} == {"attribution.no_conversions"}
        return
    assert set(found.credit) == set(RULES)
    for rule, values in found.credit.items():
        assert values.sum() == pytest.approx(total, rel=1e-9)
        assert (values >= -1e-12).all()
        assert values == pytest.approx(again.credit[rule], abs=1e-9)
    doubled = allocate(journeys([(s, 2 * w, 2 * n) for s, w, n in paths]))
    assert doubled.credit["markov"] == pytest.approx(2 * found.credit["markov"], rel=1e-9, abs=1e-12)


def test_refusals():
    assert allocate(journeys([([0], 1, 0)], ages=False)).refused["decay"].code == "attribution.no_times"
    many = tuple(f"c{i}" for i in range(MOST_CHANNELS + 1))
    found = allocate(journeys([([0], 1, 0)], many), ["markov", "last"])
    assert found.refused["markov"].code == "attribution.too_many_channels"
    assert found.credit["last"].sum() == 1


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: journeys_of(("a",), [0, 2], [0, 0], [1, 1], [0, 0]), "without a gap"),
        (lambda: journeys_of(("a",), [0], [1], [1], [0]), "position in channels"),
        (lambda: journeys_of(("a",), [0], [0], [-1], [0]), "0 or more"),
        (lambda: journeys_of(("a",), [0], [0], [1], [0], [1.0, 2.0]), "equally long"),
        (lambda: allocate(journeys([([0], 1, 0)]), ["best"]), "no rule"),
        (lambda: position_based(journeys([([0], 1, 0)]), 0.7), "0.5"),
        (lambda: time_decay(journeys([([0], 1, 0)]), 0.0), "half-life"),
    ],
)
def test_what_is_no_journey_is_told(made, words):
    with pytest.raises(ValueError, match=words):
        made()


def test_a_million_touches_take_seconds():
    rng = np.random.default_rng(3)
    n = 1_000_000
    journey = np.sort(rng.integers(0, 250_000, n))
    journey = np.unique(journey, return_inverse=True)[1]
    size = int(journey[-1]) + 1
    won = (rng.random(size) < 0.1).astype(float)
    found = journeys_of(tuple("abcdefgh"), journey, rng.integers(0, 8, n), won, 1 - won, rng.random(n) * 60)
    begun = time.process_time()
    shared = allocate(found)
    assert time.process_time() - begun < 5
    assert all(v.sum() == pytest.approx(won.sum()) for v in shared.credit.values())
