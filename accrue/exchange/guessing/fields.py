"""What kind of field a column that fits nowhere would make."""

from __future__ import annotations

import re
from typing import Any

from accrue.exchange.guessing.content import kind_of_content
from accrue.filters.custom.models import FieldType
from accrue.filters.custom.values import NO, YES

OFFERED = (
    FieldType.TEXT,
    FieldType.NUMBER,
    FieldType.MONEY,
    FieldType.DATE,
    FieldType.CHOICE,
    FieldType.YESNO,
)
"""Types that a column can be turned into without asking more."""
MOST_CHOICES, LONGEST_CHOICE, LEAST_USES = 20, 60, 3
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,2}([.,' ]?\d{3})*)([.,]\d+)?")
_SIGNED = re.compile(r"[€$£¥]|\b[A-Z]{3}\b")


def guess_type(column: dict[str, Any]) -> FieldType:
    """By the column's examples and how often each of its texts stands in it."""
    cells = [cell.strip() for cell in column["examples"] if cell.strip()]
    if not cells:
        return FieldType.TEXT
    texts = [text for text in column.get("values") or {} if text]
    folded = {text.casefold() for text in texts or cells}
    if folded <= YES | NO and not all(text.isdigit() for text in folded):
        return FieldType.YESNO
    content = kind_of_content(cells)
    if content == "day":
        return FieldType.DATE
    if content == "money" and sum(bool(_SIGNED.search(cell)) for cell in cells) > len(cells) / 2:
        return FieldType.MONEY
    if all(_NUMBER.fullmatch(cell) for cell in cells):
        return FieldType.NUMBER
    few = 1 < len(folded) <= MOST_CHOICES and LEAST_USES * len(folded) <= column["filled"]
    if texts and few and all(len(text) <= LONGEST_CHOICE for text in texts):
        return FieldType.CHOICE
    return FieldType.TEXT
