"""What drove a line adds up to it to the cent, and is the published split."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue_facts.statement import draw
from accrue_facts.tests.made import EUR, cost, facts
from accrue_facts.values import Statement
from accrue_stats.tests.hillstrom import arm, needs_hillstrom


def trial(control, treated, unit="revenue"):
    arms = {"control": control, "mail": treated}
    people = [(f"{name}{i}", name, value) for name, found in arms.items() for i, value in enumerate(found)]
    assigned = [{"experiment_id": "e", "person_id": p, "arm": a} for p, a, _ in people]
    outcomes = [
        {"experiment_id": "e", "person_id": p, "measure": "spend", "value": float(v), "unit": unit}
        for p, _, v in people
    ]
    return draw(facts({**EUR, "margin_rate": 0.3}, experiments=assigned, outcomes=outcomes, costs=[cost(10)]))


def cents(amount):
    return round(amount * 100)


def bought(n, buyers, value):
    return [value] * buyers + [0.0] * (n - buyers)


def test_a_funnel_by_hand():
    """1,000 people, 10 % buying for 500, become 12 % buying for 520; at a margin of 30 %."""
    (line,) = trial(bought(1_000, 100, 500), bought(1_000, 120, 520)).lines
    conversion, value = line.drivers
    assert (conversion.without, conversion.actual) == (0.1, 0.12)
    assert (value.without, value.actual) == (500.0, 520.0)
    # (0.12 − 0.1) × 510 × 1,000 × 0.3 and (520 − 500) × 0.11 × 1,000 × 0.3
    assert (conversion.value, value.value) == (3_060.0, 660.0)
    assert conversion.value + value.value == line.value == 3_720.0


def test_nobody_who_bought_leaves_no_value_to_split():
    rng = np.random.default_rng(1)
    (line,) = trial([0.0] * 200, rng.integers(1, 50, 200)).lines
    assert line.drivers == ()


amounts = st.lists(st.integers(0, 9_999).map(lambda c: c / 100), min_size=110, max_size=140)


@settings(max_examples=25, deadline=None)
@given(amounts, amounts, st.sampled_from(["revenue", "margin"]))
def test_they_add_up_to_the_line_to_the_cent(control, treated, unit):
    (line,) = trial(control, treated, unit).lines
    if line.status == "counted" and line.drivers:
        assert sum(cents(d.value) for d in line.drivers) == cents(line.value)


@needs_hillstrom
def test_hillstrom():
    (line,) = trial(arm("No E-Mail", "spend"), arm("Mens E-Mail", "spend")).lines
    people = arm("Mens E-Mail", "spend").size
    assert [d.value / people / 0.3 for d in line.drivers] == pytest.approx([0.774170, -0.004343], abs=1e-6)
    assert sum(cents(d.value) for d in line.drivers) == cents(line.value)


def test_a_statement_kept_before_drivers_were_there_is_read():
    drawn = trial(bought(200, 40, 50), bought(200, 80, 55))
    older = drawn.to_json().replace(_drivers_of(drawn), "")
    assert older != drawn.to_json()
    assert Statement.from_json(older).lines[0].drivers == ()


def _drivers_of(drawn):
    text = drawn.to_json()
    start = text.index(',"drivers":')
    return text[start : text.index("]", start) + 1]
