"""ODS, row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from accrue.exchange.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from accrue.exchange.reading.archive import BLOCK, Parsing, broken, local, opened, whole
from accrue.exchange.reading.table import Row, Table, Wish, tabulated, unreadable
from accrue.exchange.reading.workbook import number_text


def read_document(path: Path, wish: Wish) -> Table:
    archive = opened(path)
    sheets = _sheets(archive)
    if not sheets:
        raise broken()
    name = wish.sheet if wish.sheet in sheets else sheets[0]
    number, header, rows = tabulated(_Sheet(sheets.index(name)).rows(archive), wish)
    return Table(
        "ods", f"OpenDocument, sheet “{name}”", header, rows, sheet=name, sheets=sheets, header_row=number
    )


def _sheets(archive: zipfile.ZipFile) -> list[str]:
    found: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "table":
            found.append({local(k): v for k, v in attributes.items()}.get("name", f"Sheet {len(found) + 1}"))

    whole(archive, "content.xml", Parsing(start, lambda name: None))
    return found


class _Sheet:
    def __init__(self, position: int) -> None:
        self.position, self.table = position, -1
        self.done: list[Row] = []
        self.number, self.row_repeats, self.cell_repeats = 0, 1, 1
        self.cells: list[str] = []
        self.value: str | None = None
        self.parts: list[str] = []
        self.depth = 0

    def rows(self, archive: zipfile.ZipFile) -> Iterator[Row]:
        parsing = Parsing(self._start, self._end)
        parsing.text(self._text)
        try:
            with archive.open("content.xml") as file:
                while block := file.read(BLOCK):
                    parsing.feed(block)
                    yield from self.done
                    self.done.clear()
        except (KeyError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
            raise broken() from None
        yield from self.done
        archive.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "table":
            self.table += 1
        if self.table != self.position:
            return
        given = {local(key): value for key, value in attributes.items()}
        if tag == "table-row":
            self.cells, self.row_repeats = [], _times(given, "number-rows-repeated")
        elif tag in ("table-cell", "covered-table-cell"):
            self.cell_repeats, self.parts = _times(given, "number-columns-repeated"), []
            self.value = _value(given)
        elif tag == "p":
            if self.parts:
                self.parts.append("\n")
            self.depth += 1

    def _text(self, text: str) -> None:
        if self.depth:
            self.parts.append(text)

    def _end(self, name: str) -> None:
        tag = local(name)
        if self.table != self.position:
            return
        if tag == "p":
            self.depth -= 1
        elif tag in ("table-cell", "covered-table-cell"):
            self._keep_cell()
        elif tag == "table-row":
            self._keep_row()

    def _keep_cell(self) -> None:
        text = (self.value if self.value is not None else "".join(self.parts))[:LONGEST_CELL]
        if len(self.cells) + (self.cell_repeats if text else 0) > MOST_COLUMNS:
            raise unreadable(
                "columns", f"Row {self.number + 1} has too many columns; a file may have {MOST_COLUMNS}."
            )
        self.cells += [text] * min(self.cell_repeats, MOST_COLUMNS - len(self.cells))

    def _keep_row(self) -> None:
        filled = any(self.cells)
        if filled and self.row_repeats > MOST_ROWS:
            raise unreadable(
                "rows", f"A row is repeated {self.row_repeats:,} times; a file may have {MOST_ROWS:,} rows."
            )
        if filled and self.row_repeats > 1000:
            raise unreadable(
                "repeated", f"One row is repeated {self.row_repeats:,} times. Remove the copies."
            )
        for again in range(self.row_repeats if filled else 0):
            self.done.append((self.number + 1 + again, self.cells))
        self.number += self.row_repeats


def _times(given: dict[str, str], name: str) -> int:
    text = given.get(name, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 10 else 1


def _value(given: dict[str, str]) -> str | None:
    kind = given.get("value-type", "")
    if kind == "date":
        return given.get("date-value", "").replace("T", " ")
    if kind in ("float", "currency", "percentage") and "value" in given:
        return number_text(given["value"])
    if kind == "boolean":
        return "yes" if given.get("boolean-value") == "true" else "no"
    return None
