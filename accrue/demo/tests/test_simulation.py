"""The simulated company follows from its seed, and its truth is known to the cent."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from accrue.demo.simulation import SEQUENCES, Settings, World, simulate
from accrue_stats.holdout.effect import holdout_effect

TODAY = date(2026, 11, 21)


def margins(world: World, key: str) -> tuple[np.ndarray, np.ndarray]:
    begin, end = world.window(key)
    arms = {a.person: a.treated for a in world.assigned[key]}
    spent = dict.fromkeys(arms, 0)
    for order in world.orders:
        if order.person in arms and begin <= order.at < end:
            spent[order.person] += order.margin
    control = [spent[p] for p, treated in arms.items() if not treated]
    return np.array(control, float), np.array([spent[p] for p, treated in arms.items() if treated], float)


def test_same_seed_same_company():
    assert simulate(Settings(7, TODAY)).orders == simulate(Settings(7, TODAY)).orders
    assert simulate(Settings(7, TODAY)).orders != simulate(Settings(8, TODAY)).orders


def test_without_an_effect_there_are_no_extra_orders():
    world = simulate(
        Settings(1, TODAY, sequences=tuple(s.__class__(**{**_values(s), "lift": 0.0}) for s in SEQUENCES))
    )
    assert not [order for order in world.orders if order.extra]


def _values(sequence):
    return {name: getattr(sequence, name) for name in sequence.__slots__}


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda s: s.key)
def test_the_holdout_finds_what_was_planted(sequence):
    """Over 40 companies the 90 % interval of the total holds the planted margin about as often as it says."""
    held, errors = 0, []
    for seed in range(40):
        world = simulate(Settings(seed, TODAY))
        total = holdout_effect(*margins(world, sequence.key)).total
        truth = world.planted_margin(sequence.key)
        held += total.low <= truth <= total.high
        errors.append((total.value - truth) / total.se)
    assert held >= 33
    assert abs(np.mean(errors)) < 0.5
