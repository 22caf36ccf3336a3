"""Files of any kind as tables. What a file is, its content says; its name only helps with text."""

from __future__ import annotations

import zipfile
from pathlib import Path

from accrue.exchange.reading.archive import opened
from accrue.exchange.reading.cards import is_cards, read_cards
from accrue.exchange.reading.document import read_document
from accrue.exchange.reading.old_workbook import read_old_workbook
from accrue.exchange.reading.table import Row, Table, Wish, unreadable
from accrue.exchange.reading.text import DELIMITERS, ENCODINGS, read_text
from accrue.exchange.reading.workbook import read_workbook

__all__ = ["DELIMITERS", "ENCODINGS", "Row", "Table", "Wish", "read_table", "unreadable"]

OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")


def read_table(path: Path, wish: Wish | None = None) -> Table:
    """The table of a file. Raises Invalid (code `exchange.…`) that says what to do where it cannot be read."""
    wish = wish or Wish()
    with path.open("rb") as file:
        beginning = file.read(4096)
    if not beginning.strip():
        raise unreadable("empty", "This file is empty. Choose one with a row of headings and rows beneath.")
    if beginning.startswith(OLD_EXCEL):
        return read_old_workbook(path, wish)
    if beginning.startswith(b"PK"):
        return _spreadsheet(path, wish)
    if beginning.lstrip().startswith(
        (b"%PDF", b"<?xml", b"<html", b"<!DOCTYPE", b"{", b"\x89PNG", b"\xff\xd8")
    ):
        raise unreadable("no_table", "This is no table. Choose a CSV, XLSX, XLS, ODS or vCard file.")
    return read_cards(path) if is_cards(beginning) else read_text(path, wish)


def _spreadsheet(path: Path, wish: Wish) -> Table:
    if not zipfile.is_zipfile(path):
        raise unreadable(
            "broken", "This workbook is damaged. Open it, save it anew as XLSX or CSV, and choose that."
        )
    names = set(opened(path).namelist())
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return read_workbook(path, wish)
    if "content.xml" in names and "mimetype" in names:
        return read_document(path, wish)
    raise unreadable(
        "archive", "This is an archive, not a workbook. Unpack it and choose the CSV or XLSX inside."
    )
