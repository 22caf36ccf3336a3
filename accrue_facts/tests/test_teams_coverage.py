"""Statements of companies whose teams adopt one after another: the truth lies inside about as often as it says."""

from __future__ import annotations

import pytest

from accrue_facts.statement import draw
from accrue_facts.tests.teams import teams

SEEDS = 10


@pytest.mark.parametrize("lift", [0.3, 0.0])
def test_the_statement_holds_what_adoption_brought(lift):
    held = claimed = 0
    for seed in range(SEEDS):
        world = teams(seed, lift=lift, per_month=10.0)
        benefit = draw(world.facts()).benefit
        held += benefit is None or benefit.low <= world.truth <= benefit.high
        claimed += benefit is not None and benefit.low > 0
    assert held >= SEEDS - 2
    assert lift or claimed <= 2
