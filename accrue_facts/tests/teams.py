"""A company whose teams adopt at their own dates, with orders that would not have been without: the truth is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from accrue_facts.tables import Facts
from accrue_facts.tests.made import facts

START = date(2022, 1, 1)


@dataclass(frozen=True, slots=True)
class Teams:
    """`truth` is the margin that adoption brought, in orders of their own (`extra` in their ids)."""

    orders: list[dict[str, Any]]
    adoption: list[dict[str, Any]]
    truth: float

    def facts(self, programme: dict[str, Any] | None = None, **rows: list[dict[str, Any]]) -> Facts:
        settings = {"base_currency": "EUR", "go_live": "2023-01-01", "margin_rate": 0.5, **(programme or {})}
        return facts(settings, orders=self.orders, adoption=self.adoption, **rows)


def month(at: int) -> str:
    return f"{START.year + at // 12:04d}-{at % 12 + 1:02d}"


def teams(
    seed: int = 0, *, units: int = 12, adopting: int = 6, months: int = 30, lift: float = 0.3, first: int = 12,
    step: int = 2, per_month: float = 40.0,
) -> Teams:  # fmt: skip
    """Orders of about 100 a piece: `adopting` of the teams adopt from month `first` on, one every `step` months (0: all
    at once), and from then on take `lift` more orders. Teams differ in level, and months go up and down for all."""
    rng = np.random.default_rng(seed)
    level = per_month * rng.uniform(0.8, 1.2, units)
    swing = 1 + 0.1 * np.sin(np.arange(months) / 2) + rng.normal(0, 0.03, months)
    starts = [first + step * i if i < adopting else None for i in range(units)]
    orders: list[dict[str, Any]] = []
    truth = 0.0
    for unit, begins in enumerate(starts):
        for at in range(months):
            rate = level[unit] * swing[at]
            usual = int(rng.poisson(rate))
            more = int(rng.poisson(rate * lift)) if begins is not None and at >= begins else 0
            worth = rng.gamma(4.0, 25.0, usual + more).round(2)
            truth += 0.5 * float(worth[usual:].sum())
            days = rng.integers(1, 29, usual + more)
            orders += [
                {
                    "order_id": f"{unit}-{at}-{i}{'-extra' if i >= usual else ''}",
                    "person_id": f"p{unit}-{at % 3}-{int(day)}",
                    "ordered_at": f"{month(at)}-{day:02d}",
                    "amount": float(amount),
                    "team": f"Team {unit:02d}",
                }
                for i, (day, amount) in enumerate(zip(days, worth, strict=True))
            ]
    adoption = [
        {"unit": f"Team {unit:02d}", "adopted_at": None if begins is None else f"{month(begins)}-01"}
        for unit, begins in enumerate(starts)
    ]
    return Teams(orders, adoption, truth)
