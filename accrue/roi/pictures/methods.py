"""The methods page: what stands behind each line, for a reader who knows statistics."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.roi.pictures.amounts import Amounts
from accrue.roi.pictures.rows import Row
from accrue.roi.selectors.statements import Opened
from accrue_facts.methods import METHODS, Method
from accrue_facts.values import Check, Figure


@dataclass(frozen=True, slots=True)
class LineMethod:
    """A line's `row`, the `method` of its design, and what was checked; figures with their value and interval."""

    row: Row
    method: Method
    checks: tuple[Check, ...]
    figures: list[tuple[Figure, str, str]]


def line_methods(opened: Opened, rows: list[Row], amounts: Amounts) -> list[LineMethod]:
    """In the statement's order; a line of a design nobody knows here has none."""
    return [
        LineMethod(
            row, METHODS[line.design], line.checks, [(one, *amounts.figure(one)) for one in line.figures]
        )
        for line, row in zip(opened.drawn.lines, rows, strict=True)
        if line.design in METHODS
    ]
