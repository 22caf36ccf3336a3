"""What every kind of file becomes: a header and rows of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from statistics import median

from accrue.errors import Invalid

type Row = tuple[int, list[str]]
"""The number of a row as spreadsheets count (the header is 1), and its cells."""


@dataclass(frozen=True)
class Table:
    """`rows` may be walked once. `note` says how the file was understood: “Windows-1252, semicolons”."""

    form: str
    note: str
    header: list[str]
    rows: Iterator[Row]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a file read; empty is for the reader to find out. `header` is the number of the row of headings,
    “0” where there are none."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: str = ""


LOOKED_AT = 50
"""So many rows at the beginning tell where the headings are."""


def unreadable(code: str, message: str) -> Invalid:
    return Invalid(f"exchange.{code}", message, fields={"file": message})


def tabulated(rows: Iterator[Row], wish: Wish) -> tuple[int, list[str], Iterator[Row]]:
    """The number of the row of headings (0: there is none), the headings and what follows them.

    A title above the headings is passed over. Where there are none, columns are numbered and the first row is data."""
    if wish.header:
        return _headed(rows, int(wish.header))
    first = list(islice((row for row in rows if _filled(row)), LOOKED_AT))
    if not first:
        raise unreadable(
            "empty", "There is nothing in this file. Choose one with a row of headings and rows beneath."
        )
    titles = _titles(first)
    if _is_data(first[titles][1]):
        return 0, _numbered(first[0][1]), chain(first, rows)
    return first[titles][0], _named(first[titles][1]), chain(first[titles + 1 :], rows)


def _headed(rows: Iterator[Row], number: int) -> tuple[int, list[str], Iterator[Row]]:
    """As somebody said: headings in this row, or in none."""
    found = next((row for row in rows if _filled(row) and row[0] >= number), None)
    if found is None:
        raise unreadable(
            "headings", f"There is no row {number} in this file. Say which row holds the headings."
        )
    if not number:
        return 0, _numbered(found[1]), chain([found], rows)
    if found[0] != number:
        raise unreadable("headings", f"Row {number} is empty. Say which row holds the headings.")
    return number, _named(found[1]), rows


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row[1])


def _titles(first: list[Row]) -> int:
    """How many rows at the beginning are no part of the table: far fewer cells are filled than below."""
    usual = median(_filled(row) for row in first)
    return next(n for n, row in enumerate(first) if _filled(row) > 2 or _filled(row) * 2 >= usual)


def _numbered(cells: list[str]) -> list[str]:
    return [f"Column {n}" for n in range(1, len(cells) + 1)]


def _is_data(cells: list[str]) -> bool:
    """Headings hold no addresses and no numbers."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return any("@" in cell and " " not in cell and "." in cell.split("@")[-1] for cell in filled) or (
        len(filled) > 1
        and sum(cell.replace(".", "").replace("-", "").isdigit() for cell in filled) * 2 > len(filled)
    )


def _named(cells: list[str]) -> list[str]:
    """Headings, each one different; columns without one are called by their number."""
    found: list[str] = []
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:120] or f"Column {number}"
        same, n = name, 2
        while same in found:
            same, n = f"{name} ({n})", n + 1
        found.append(same)
    return found
