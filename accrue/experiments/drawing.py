"""Chance, from a seed: the same person in the same experiment always draws the same arm."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal

PLACES = 2**64


def draw_arm(seed: int, person_id: int, arms: Sequence[tuple[str, Decimal]]) -> str:
    """The arm of a person: sha256 of seed and person as a number from 0 to 1, and the arms' shares laid end to end.

    `arms` are (name, planned share) in a fixed order, their shares summing to 1. Two seeds draw independently.
    """
    digest = hashlib.sha256(f"{seed}:{person_id}".encode()).digest()
    place = int.from_bytes(digest[:8], "big")
    reached = Decimal(0)
    for name, share in arms[:-1]:
        reached += share
        if place < reached * PLACES:
            return name
    return arms[-1][0]
