"""What every kind of file becomes: a header and rows of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a file read; empty is for the reader to find out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


def unreadable(code: str, message: str) -> Invalid:
    return Invalid(f"exchange.{code}", message, fields={"file": message})


def tabulated(rows: Iterator[Row]) -> tuple[list[str], Iterator[Row]]:
    """The header and what follows. Where the first row is data, columns are numbered and it stays a row."""
    first = next((row for row in rows if any(cell.strip() for cell in row[1])), None)
    if first is None:
        raise unreadable(
            "empty", "There is nothing in this file. Choose one with a row of headings and rows beneath."
        )
    if _is_data(first[1]):
        header = [f"Column {n}" for n in range(1, len(first[1]) + 1)]
        return header, _after(first, rows)
    return _named(first[1]), rows


def _after(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows


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
