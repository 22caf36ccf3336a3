"""Columns that go to fields which the company made itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accrue.exchange.converting import reads
from accrue.exchange.guessing.words import plain
from accrue.filters.custom.importing import Writable
from accrue.filters.custom.models import FieldType

ENOUGH, LEAST = 0.8, 0.3
CHOSEN = (FieldType.CHOICE, FieldType.CHOICES)


def placed_in_own(
    own: Sequence[Writable], columns: list[dict[str, Any]], found: list[str], *, by_content: bool = True
) -> list[str]:
    """`found` with the columns that go nowhere yet placed: those called as a field, then those holding its choices."""
    out, free = list(found), {field.name: field for field in own if field.name not in found}
    named = {plain(word): field for field in own for word in (field.key, field.label) if plain(word)}
    for place, column in enumerate(columns):
        field = named.get(plain(column["name"]))
        if not out[place] and field and field.name in free and _share(field, column) >= LEAST:
            out[place] = free.pop(field.name).name
    for place, column in enumerate(columns) if by_content else ():
        fitting = [
            one
            for one in free.values()
            if one.type in CHOSEN and one.choices and _share(one, column) >= ENOUGH
        ]
        if not out[place] and len(fitting) == 1:
            out[place] = free.pop(fitting[0].name).name
    return out


def _share(field: Writable, column: dict[str, Any]) -> float:
    """How many of a column's examples are choices of the field; all of them where it is no field of choices."""
    cells = [cell for cell in column["examples"] if cell.strip()]
    if field.type not in CHOSEN:
        return 1.0
    return sum(reads(field.parse, cell) for cell in cells) / len(cells) if cells else LEAST
