"""Facts whose measures were worked out by hand, for every engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from accrue_facts.measures.asking import ask
from accrue_facts.measures.question import Question
from accrue_facts.measures.relations import Tables
from accrue_facts.reading import facts_from
from accrue_facts.tables import Facts

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)


def table(*columns: str, rows: list[tuple[Any, ...]]) -> pa.Table:
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(columns)})


def known_facts() -> Facts:
    return facts_from(
        {
            "people": table(
                "person_id", "created_at", "country", "segment",
                rows=[("1", "2025-01-01", "DE", "small"), ("2", "2025-01-01", None, "small"), ("3", "2025-01-01", "FR", None)],
            ),
            "orders": table(
                "order_id", "person_id", "ordered_at", "amount", "currency", "margin", "team",
                rows=[
                    ("a", "1", "2025-01-31T23:59:59", 100.0, "EUR", 30.0, "North"),
                    ("b", "1", "2025-05-05", 50.0, "USD", None, "North"),
                    ("c", "2", "2025-02-01", 200.0, "EUR", 80.0, "South"),
                    ("n1", "2", "2025-02-10", -20.0, "EUR", -8.0, "South"),
                    ("d", "3", "2026-03-03", 10.0, "EUR", 4.0, None),
                ],
            ),
            "items": table(
                "order_id", "person_id", "item", "occurred_at", "amount",
                rows=[
                    ("a", None, "Tea", None, 60.0), ("a", None, "Pot", None, 40.0), ("b", None, "Tea", None, 50.0),
                    (None, "3", "Tea", "2026-03-03", 10.0), ("c", "2", "Pot", None, None),
                ],
            ),
            "rates": table("currency", "day", "rate", rows=[("USD", "2024-01-01", 0.5), ("USD", "2025-06-01", 9.0)]),
            "deals": table(
                "deal_id", "person_id", "owner_id", "team", "created_at", "closed_at", "outcome", "amount", "currency",
                rows=[
                    ("1", "1", "7", "North", "2025-01-01", "2025-01-11", "won", 1000.0, "EUR"),
                    ("2", "2", "7", "North", "2025-01-01", "2025-02-11", "lost", 500.0, "EUR"),
                    ("3", "3", "8", "South", "2025-02-01", "2025-02-21", "won", 400.0, "USD"),
                    ("4", "3", "8", "South", "2025-02-01", None, "open", 99.0, "EUR"),
                    ("5", "3", None, None, "2025-02-01", "2025-02-22", "won", None, None),
                ],
            ),
            "deal_stages": table(
                "deal_id", "stage", "entered_at",
                rows=[
                    ("1", "New", "2025-01-01"), ("1", "Offer", "2025-01-05"), ("1", "Won", "2025-01-11"),
                    ("2", "New", "2025-01-01"), ("2", "Offer", "2025-01-08"), ("2", "Lost", "2025-02-11"),
                    ("4", "New", "2025-02-01"),
                ],
            ),
            "leads": table(
                "lead_id", "created_at", "converted_at", "source",
                rows=[("1", "2025-01-01", "2025-01-02", "Web"), ("2", "2025-01-01", None, "Web"), ("3", "2025-01-01", None, "Fair")],
            ),
            "costs": table(
                "cost_id", "category", "incurred_at", "amount", "campaign_id",
                rows=[("1", "media", "2025-01-15", 60.0, None), ("2", "training", "2025-01-15", 999.0, None), ("3", "media", "2025-01-16", 7.0, "k")],
            ),
            "campaigns": table(
                "campaign_id", "name", "channel", "started_at", "cost",
                rows=[("k", "Spring", "mail", "2025-01-10", 30.0), ("l", "No day", "mail", None, 500.0)],
            ),
            "surveys": table(
                "response_id", "person_id", "kind", "score", "answered_at",
                rows=[
                    ("1", "1", "nps", 10, "2025-01-01"), ("2", "2", "nps", 9, "2025-01-01"), ("3", "3", "nps", 8, "2025-01-01"),
                    ("4", "3", "nps", 6, "2025-01-01"), ("5", "1", "csat", 4, "2025-01-01"), ("6", "2", "csat", 3, "2025-01-01"),
                ],
            ),
            "cases": table(
                "case_id", "person_id", "opened_at", "first_replied_at", "resolved_at",
                rows=[
                    ("1", "1", "2025-01-01T08:00", "2025-01-01T09:30", "2025-01-02T08:00"),
                    ("2", "2", "2025-01-01T08:00", "2025-01-01T08:30", None),
                ],
            ),
            "tasks": table(
                "task_id", "user_id", "kind", "done_at", "team",
                rows=[("1", "7", "call", "2025-01-01", "North"), ("2", "7", "call", "2025-01-02", "North"),
                      ("3", "7", "call", "2025-02-01", "North"), ("4", "8", "call", "2025-01-03", "South")],
            ),
            "touches": table(
                "touch_id", "person_id", "channel", "kind", "occurred_at", "is_human",
                rows=[("1", "1", "email", "open", "2025-01-01", True), ("2", "1", "email", "open", "2025-01-02", False),
                      ("3", "1", "call", "call", "2025-01-03", None)],
            ),
            "adoption": table("unit", "adopted_at", rows=[("North", "2025-06"), ("South", "2027-W01"), ("West", None)]),
        },
        {"base_currency": "EUR", "margin_rate": 0.4},
    )  # fmt: skip


TOTALS = {
    "revenue": 315.0,  # 100 + 50 × 0.5 + 200 − 20 + 10
    "margin": 116.0,  # 30 + 25 × 0.4 + 80 − 8 + 4
    "orders": 4.0,
    "average_order": 78.75,
    "product_sales": 135.0,  # 60 + 40 + 50 × 0.5 + 10
    "deal_volume": 5.0,
    "won_deals": 3.0,
    "won_value": 1200.0,
    "average_deal": 600.0,  # the won deal without an amount is not in it
    "win_rate": 75.0,
    "stage_conversion": 75.0,  # 2 of New, and of Offer the won one
    "cycle_days": 17.0,  # 10, 20, 21
    "lead_conversion": 33.333333,
    "new_customers": 3.0,
    "retention": 50.0,  # 1 came back, 2 did not, 3 began less than a year before the last order
    "churn": 50.0,
    "cltv": 56.0,  # (30 + 10 + 80 − 8) ÷ 2
    "cac": 30.0,  # (60 + 30) ÷ 3: what was spent on campaign k is in its cost
    "nps": 25.0,
    "csat": 50.0,
    "cases": 2.0,
    "response_time": 1.0,
    "resolution_time": 24.0,
    "tasks_per_person": 1.333333,
    "deals_per_person": 1.0,  # three, in a month of 7's, one of 7's and one of 8's
    "interactions": 2.0,
    "adoption": 33.333333,
}


def total(tables: Tables, measure: str, **more: Any) -> float | None:
    found = ask(tables, Question(measure, more.pop("first", FIRST), more.pop("last", LAST), **more)).total
    return found.value if found else None


def groups(tables: Tables, measure: str, split: str) -> dict[str, float | None]:
    found = ask(tables, Question(measure, FIRST, LAST, split=split))
    return {one.name: one.figure.value for one in found.groups}
