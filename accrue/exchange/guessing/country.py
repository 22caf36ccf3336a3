"""Of which country the phone numbers of a file are where neither they nor their row says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from accrue.standards.countries import checked_country

LEAST = 0.6


def guess_country(columns: Sequence[dict[str, Any]], mapping: Sequence[str]) -> str:
    """The country that most filled cells of the column of countries name; nothing where none is that frequent."""
    counted: Counter[str] = Counter()
    for column, target in zip(columns, mapping, strict=False):
        for text, count in (column["values"] or {}).items() if target == "country" else ():
            try:
                counted[checked_country(text)] += count
            except ValueError:
                counted["?"] += count
    counted.pop("", None)
    code, count = max(counted.items(), key=lambda one: one[1], default=("", 0))
    return code if code != "?" and count >= LEAST * counted.total() else ""
