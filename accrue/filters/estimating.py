"""How many rows PostgreSQL expects, from what it keeps about its tables: a fraction of a millisecond, and no row is read.

It multiplies how common each three letters are, as if they came together by chance, and so takes the six of a common word
for unique. How often a whole text holds a word it guesses well. Both are only asked which way is the shorter one.
"""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet

FEW, MANY = 1_000, 100_000


def are_fewer(rows: QuerySet[Any], others: QuerySet[Any]) -> bool:
    """Whether so many of the first kind are expected that reading them all is cheaper than reading all of the others."""
    number = expected(rows)
    return number <= FEW or (number <= MANY and number <= expected(others))


def expected(rows: QuerySet[Any]) -> int:
    """Rows that PostgreSQL expects; 0 where the conditions exclude each other."""
    plan = rows.order_by().values("pk").explain(format="json")
    return int(json.loads(plan)[0]["Plan"]["Plan Rows"]) if plan else 0
