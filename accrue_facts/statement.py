"""Draw the statement from a facts folder."""

from __future__ import annotations

from pathlib import Path

from accrue_facts.errors import FactsError
from accrue_facts.values import Statement

SEED = 20260101


def draw(
    facts: Path, *, start: str | None = None, end: str | None = None, level: float = 0.90, seed: int = SEED
) -> Statement:
    """What the CRM returned, from the facts in folder `facts`, between `start` and `end` (ISO days, both inside).

    The same facts, period, level and seed give the same statement, to the last bit. FactsError names file, row and
    column of what cannot be used.
    """
    raise FactsError("facts.not_ready", f"{facts}: statements cannot be drawn yet.")
