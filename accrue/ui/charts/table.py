"""The same figures as a table, for those who read rather than look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """The first column holds names, the others figures, all formatted."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
