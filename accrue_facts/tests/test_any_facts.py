"""Whatever the facts, the answer is a statement or one clear error; never anything else."""

import math

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accrue_facts.errors import FactsError
from accrue_facts.statement import draw
from accrue_facts.tests.made import facts
from accrue_facts.values import Statement

few = st.sampled_from
amount = few([0.0, 1.0, -1.0, 0.1, 2.5, 1e6, 1e-9, 99999999.99])
day = few(["2023-12-31", "2024-01-01", "2024-01-08", "2024-02-29", "2021-05-05", "2025-01-01"])
person = few([f"p{i}" for i in range(12)])
currency = few([None, "EUR", "EUR", "USD"])
maybe = st.none() | amount

orders = st.fixed_dictionaries(
    {"person_id": person, "ordered_at": day, "amount": amount, "currency": currency, "margin": maybe}
)
assigned = st.fixed_dictionaries(
    {"experiment_id": few(["x", "y"]), "person_id": person, "arm": few(["control", "a", "b"]), "assigned_at": st.none() | day,
     "pre_value": maybe, "planned_share": few([None, None, 0.5, 0.3])}
)  # fmt: skip
outcome = st.fixed_dictionaries(
    {"experiment_id": few(["x", "y", "z"]), "person_id": person, "measure": few(["m", "n"]), "value": amount,
     "unit": few(["revenue", "margin", "visits", None])}
)  # fmt: skip
point = st.fixed_dictionaries(
    {
        "measure": few(["revenue", "margin", "visits"]),
        "period": day | few(["2024-01", "2024", "3"]),
        "value": amount,
        "control": maybe,
    }
)
spent = st.fixed_dictionaries(
    {"category": few(["media", "implementation", "exit"]), "incurred_at": day, "amount": amount, "currency": currency,
     "spread_months": few([None, 0, 1, 7, 48])}
)  # fmt: skip
rate = st.fixed_dictionaries({"currency": few(["USD", "EUR"]), "day": day, "rate": few([0.5, 2.0])})
programme = st.fixed_dictionaries(
    {},
    optional={
        "base_currency": few(["EUR", "USD", "JPY"]), "go_live": day, "margin_rate": few([0.0, 0.4, 1.0]), "discount_rate": few([-0.5, 0.0, 0.1]),
        "horizon_months": few([1, 24]),
        "declared": st.lists(st.fixed_dictionaries({"name": few(["d", "e"]), "amount": amount, "haircut": few([0.0, 0.3, 1.0])}), max_size=3),
    },
)  # fmt: skip


def unique(rows, *key):
    return list({tuple(row[k] for k in key): row for row in rows}.values())


def numbered(rows, name):
    return [{**row, name: str(i)} for i, row in enumerate(rows)]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(
    programme, st.lists(orders, max_size=15), st.lists(assigned, max_size=40), st.lists(outcome, max_size=40),
    st.lists(point, max_size=25), st.lists(spent, max_size=5), st.lists(rate, max_size=3),
)  # fmt: skip
def test_a_statement_or_one_clear_error(settings_, bought, people, came, series, costs, rates):
    try:
        made = facts(
            settings_, orders=numbered(bought, "order_id"), experiments=unique(people, "experiment_id", "person_id"),
            outcomes=unique(came, "experiment_id", "person_id", "measure"), series=unique(series, "measure", "period"),
            costs=numbered(costs, "cost_id"), rates=unique(rates, "currency", "day"),
        )  # fmt: skip
        s = draw(made)
    except FactsError:
        return
    assert Statement.from_json(s.to_json()) == s
    per_unit = 1 if s.currency == "JPY" else 100
    counted = sum(round(line.value * per_unit) for line in s.lines if line.status == "counted")
    assert s.benefit is None or counted == round(s.benefit.value * per_unit)
    for line in s.lines:
        assert (line.value is None) == (line.status == "refused")
        assert line.status == "counted" or line.reason
        assert line.value is None or abs(math.fsum(line.by_month) - line.value) < 0.01
    assert (s.benefit is None) == (not any(line.status == "counted" for line in s.lines))
    assert s.cost is not None or s.roi_percent is None
