"""The wide split of an effect: its parts are the total, to the cent, whatever steps there are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue_facts.effect import measure_effect
from accrue_facts.effect_arms import measure_arms
from accrue_facts.tests.made import EUR, facts

N = 200
NAMES = ("leads", "conversion", "retention", "orders", "value")


def world(steps=("leads", "retained", "orders"), seed=0, spend=40.0, unit="revenue"):
    """Arms of N; `steps` are there as measures. Spending is in cents, of those who became a customer."""
    rng = np.random.default_rng(seed)
    assigned, outcomes = [], []
    for i in range(2 * N):
        arm = "mail" if i % 2 else "control"
        assigned.append({"experiment_id": "e", "person_id": str(i), "arm": arm})
        leads = int(rng.poisson(1.5 + 0.3 * (i % 2)))
        bought = leads > 0 and rng.random() < 0.5 + 0.1 * (i % 2)
        orders = int(bought) * (1 + int(rng.poisson(0.8)))
        values = {"leads": leads, "retained": int(bought and rng.random() < 0.6), "orders": orders}
        values = {name: values[name] for name in steps}
        values["spend"] = round(float(rng.gamma(2.0, spend / 2, orders).sum()), 2) if orders else 0.0
        outcomes += [
            {"experiment_id": "e", "person_id": str(i), "measure": name, "value": float(value), "unit": unit if name == "spend" else None}
            for name, value in values.items()
        ]  # fmt: skip
    return facts({**EUR, "margin_rate": 0.3}, experiments=assigned, outcomes=outcomes)


def drivers(found):
    return {one["name"]: one for one in found.answer["drivers"]}


def test_every_step_there_is_has_its_part():
    found = measure_effect(world(), "e", "spend", None, level=0.9)
    steps = drivers(found)
    assert tuple(steps) == NAMES
    total = found.answer["total"]["value"]
    assert sum(round(100 * one["value"]) for one in steps.values()) == round(100 * total)
    for arm in ("control", "treated"):
        mean = found.answer[f"{arm}_mean"]
        assert np.prod([one[arm] for one in steps.values()]) == pytest.approx(mean, rel=1e-12)
    assert steps["leads"]["treated"] > steps["leads"]["control"]
    assert "drivers" not in found.answer["undefined"]


def test_without_steps_it_is_the_split_of_the_mean():
    found = measure_effect(world(steps=()), "e", "spend", None, level=0.9)
    steps = drivers(found)
    assert tuple(steps) == ("conversion", "value")
    assert steps["conversion"]["value"] == pytest.approx(found.answer["split"]["conversion"] * N, abs=0.011)


def test_the_published_funnel_is_its_split():
    """1,000 leads, 10 %, 500 each become 1,100, 12 %, 520: 5,613.33, 10,713.33 and 2,313.33."""
    rows = []
    for arm, leads, buyers, value in (("control", 1_000, 100, 500.0), ("mail", 1_100, 132, 520.0)):
        for i in range(1_000):
            rows.append((arm, f"{arm}{i}", 1.0 + (i < leads - 1_000), value if i < buyers else 0.0))
    assigned = [{"experiment_id": "e", "person_id": p, "arm": a} for a, p, _, _ in rows]
    outcomes = [
        {"experiment_id": "e", "person_id": p, "measure": m, "value": v, "unit": "revenue" if m == "spend" else None}
        for _, p, leads, spend in rows
        for m, v in (("leads", leads), ("spend", spend))
    ]  # fmt: skip
    found = measure_effect(facts(EUR, experiments=assigned, outcomes=outcomes), "e", "spend", None, level=0.9)
    parts = {name: one["value"] for name, one in drivers(found).items()}
    assert parts == pytest.approx({"leads": 5_613.33, "conversion": 10_713.33, "value": 2_313.33}, abs=0.011)
    assert round(sum(parts.values()), 2) == 18_640.0


def test_all_arms_have_it_too():
    (arm,) = measure_arms(world(), "e", "spend", level=0.9).answer["arms"]
    assert [one["name"] for one in arm["drivers"]] == list(NAMES)


def test_a_step_that_is_none_is_left_out_and_told():
    table = world(steps=("leads",))
    outcomes = table.tables["outcomes"]
    rows = [{c: outcomes.columns[c][at].as_py() for c in outcomes.columns} for at in range(outcomes.rows)]
    rows = [
        {**row, "value": -1.0} if row["measure"] == "leads" and row["person_id"] == "0" else row
        for row in rows
    ]
    experiments = table.tables["experiments"]
    people = [
        {c: experiments.columns[c][at].as_py() for c in experiments.columns} for at in range(experiments.rows)
    ]
    found = measure_effect(facts(EUR, experiments=people, outcomes=rows), "e", "spend", None, level=0.9)
    assert tuple(drivers(found)) == ("conversion", "value")
    assert "leads" in found.answer["undefined"]["drivers"]


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 10_000), st.floats(0.05, 1e6), st.sampled_from([(), ("leads",), ("orders",), ("leads", "orders")]),
)  # fmt: skip
def test_parts_are_the_total_to_the_cent(seed, spend, steps):
    found = measure_effect(world(steps, seed, spend), "e", "spend", None, level=0.9)
    total = found.answer["total"]["value"]
    assert sum(round(100 * one["value"]) for one in found.answer["drivers"]) == round(100 * total)
