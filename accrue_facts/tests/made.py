"""Small facts made for tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from accrue_facts.reading import facts_from
from accrue_facts.tables import Facts

EUR = {"base_currency": "EUR", "go_live": "2024-01-01", "margin_rate": 0.5, "discount_rate": 0.1}


def experiment(
    name: str = "mail", people: dict[str, list[str]] | None = None, lift: float = 4.0, seed: int = 1, n: int = 400,
    when: str | None = "2024-01-10", share: dict[str, float] | None = None,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:  # fmt: skip
    """Rows of experiments and outcomes: revenue of about 10 a head, `lift` more in each treated arm."""
    rng = np.random.default_rng(seed)
    people = people or {arm: [f"{arm[0]}{i}" for i in range(n)] for arm in ("control", "mail")}
    assigned, outcomes = [], []
    for arm, members in people.items():
        for person in members:
            row: dict[str, Any] = {"experiment_id": name, "person_id": person, "arm": arm}
            if when:
                row["assigned_at"] = when
            if share:
                row["planned_share"] = share.get(arm)
            assigned.append(row)
            value = round(float(rng.gamma(2.0, 5.0)) + (lift if arm != "control" else 0.0), 2)
            outcomes.append(
                {
                    "experiment_id": name,
                    "person_id": person,
                    "measure": "spend",
                    "value": value,
                    "unit": "revenue",
                }
            )
    return assigned, outcomes


def cost(
    amount: float, when: str = "2024-01-15", category: str = "media", spread: int | None = None, i: int = 1
) -> dict[str, Any]:
    return {
        "cost_id": f"c{i}", "category": category, "incurred_at": when, "amount": float(amount), "spread_months": spread,
    }  # fmt: skip


def weekly(
    before: int = 156, after: int = 26, lift: float = 0.1, seed: int = 0
) -> tuple[list[str], Any, Any]:
    """Days, values and a control of a weekly series that went up by `lift` after `before` weeks, at 2024-01-01."""
    rng = np.random.default_rng(seed)
    n = before + after
    t = np.arange(n)
    level = 0.001 * t + 0.1 * np.sin(2 * np.pi * t / 52) + np.cumsum(rng.normal(0, 0.004, n))
    values = 1000 * np.exp(level + rng.normal(0, 0.02, n))
    control = 800 * np.exp(level + rng.normal(0, 0.02, n))
    values[before:] *= 1 + lift
    start = date(2024, 1, 1) - timedelta(weeks=before)
    return [(start + timedelta(weeks=int(i))).isoformat() for i in t], values.round(2), control.round(2)


def orders(before: int = 156, after: int = 26, lift: float = 0.1, per_week: int = 10) -> list[dict[str, Any]]:
    days, values, _ = weekly(before, after, lift)
    rows = []
    for i, (day, value) in enumerate(zip(days, values, strict=True)):
        for k in range(per_week):
            when = (date.fromisoformat(day) + timedelta(days=k % 7)).isoformat()
            row = {
                "order_id": f"o{i}-{k}",
                "person_id": f"p{k}",
                "ordered_at": when,
                "amount": round(value / per_week, 2),
            }
            rows.append(row)
    return rows


def tables(**rows: list[dict[str, Any]]) -> dict[str, pa.Table]:
    return {name: pa.Table.from_pylist(list_) for name, list_ in rows.items() if list_}


def facts(programme: dict[str, Any] | None = None, **rows: list[dict[str, Any]]) -> Facts:
    return facts_from(tables(**rows), EUR if programme is None else programme)
