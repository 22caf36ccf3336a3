"""Records that a row may be a duplicate of, asked for all rows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accrue.accounts.models import User
from accrue.contacts.selectors.alike import alike

CERTAIN = 0.85
"""A row this likely to be somebody known is a duplicate."""
SAME_NAME = 0.7
"""Two names of a company this likely the same, nothing else being known, are two spellings."""


@dataclass(frozen=True, slots=True)
class Likely:
    """`record_id` is None where the record is out of the actor's sight."""

    record_id: int | None
    why: str
    label: str
    certainty: float


def likely(
    actor: User, kind: str, rows: Sequence[Mapping[str, str]], least: float = CERTAIN
) -> list[Likely | None]:
    """For each row the record it is most alike to, or None where none is alike enough."""
    found: list[Likely | None] = []
    for matches in alike(actor, kind, rows):
        best = next((match for match in matches if match.certainty >= least), None)
        found.append(Likely(best.record_id, best.why, best.label, best.certainty) if best else None)
    return found
