"""The simulated company as facts tables, without a database, and the statement drawn of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from accrue.demo.names import TEAMS
from accrue.demo.simulation import SEQUENCES, Settings, World, simulate
from accrue_facts.reading import facts_from
from accrue_facts.statement import draw
from accrue_facts.values import Statement

TODAY = date(2026, 11, 21)
COST = 60_000.0
REGIONS = 14
ADOPTED = timedelta(days=60)


def company(seed: int, *, lifted: bool = True) -> World:
    """A company of `seed`; with nothing planted in it where it is not `lifted`."""
    sequences = SEQUENCES if lifted else tuple(replace(one, lift=0.0) for one in SEQUENCES)
    return simulate(Settings(seed, TODAY, sequences=sequences))


def planted(world: World) -> float:
    """The margin, in major units, that would not have come without."""
    return float(sum(world.planted_margin(one.key) for one in world.settings.sequences))


def statement_of(world: World, *, by_region: bool = False) -> Statement:
    """What a statement says of it, from orders, experiments, outcomes and a cost.

    `by_region`: five of fourteen regions, into which people fall without meaning, began one after the other; nothing came
    of that, and whatever line the statement makes of it counts beside the experiments.
    """
    assigned, outcomes = _experiments(world)
    rows: dict[str, list[dict[str, Any]]] = {
        "orders": [
            {
                "order_id": str(i),
                "person_id": str(one.person),
                "ordered_at": one.at,
                "amount": float(one.amount),
                "margin": float(one.margin),
                "team": TEAMS[world.team_of[one.person]],
            }
            for i, one in enumerate(world.orders)
        ],
        "experiments": assigned,
        "outcomes": outcomes,
        "costs": [{"cost_id": "1", "category": "subscription", "incurred_at": world.go_live, "amount": COST}],
    }
    if by_region:
        rows |= _regions(world)
    programme = {"base_currency": "EUR", "go_live": world.go_live.isoformat(), "discount_rate": 0.08}
    return draw(facts_from({name: pa.Table.from_pylist(one) for name, one in rows.items()}, programme))


def _regions(world: World) -> dict[str, list[dict[str, Any]]]:
    begun = [(world.go_live + n * ADOPTED).isoformat() if n < 5 else None for n in range(REGIONS)]
    return {
        "people": [
            {"person_id": str(n), "created_at": at, "country": f"C{n * 7919 % REGIONS:02d}"}
            for n, at in enumerate(world.joined)
        ],
        "adoption": [{"unit": f"C{n:02d}", "adopted_at": day} for n, day in enumerate(begun)],
    }


def _experiments(world: World) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    assigned: list[dict[str, Any]] = []
    outcomes: list[dict[str, Any]] = []
    for sequence in world.settings.sequences:
        begin, end = world.window(sequence.key)
        spent = dict.fromkeys((one.person for one in world.assigned[sequence.key]), 0)
        for order in world.orders:
            if order.person in spent and begin <= order.at < end:
                spent[order.person] += order.margin
        for one in world.assigned[sequence.key]:
            share = sequence.treated_share if one.treated else 1 - sequence.treated_share
            who = {"experiment_id": sequence.key, "person_id": str(one.person)}
            arm = "sequence" if one.treated else "control"
            assigned.append({**who, "arm": arm, "assigned_at": begin, "planned_share": share})
            outcomes.append({**who, "measure": "margin", "unit": "margin", "value": float(spent[one.person])})
    return assigned, outcomes
