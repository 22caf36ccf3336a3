from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Avatar:
    """Enough of a user to be drawn: the name, the initials in the tile, and one of six hues."""

    name: str
    initials: str
    hue: int

    def __str__(self) -> str:
        return self.name
