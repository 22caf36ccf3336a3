"""XLS, as Excel wrote it before 2007: read by a process of its own, row by row."""

from __future__ import annotations

import json
import mmap
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accrue.exchange.limits import LONGEST_CELL, MOST_COLUMNS, MOST_OLD_WORKBOOK, said_bytes
from accrue.exchange.reading.table import Row, Table, Wish, tabulated, unreadable

READER = Path(__file__).with_name("old_cells.py")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""What a locked XLSX has in place of a workbook."""
LONGEST_LINE = 64 * 1024**2


def read_old_workbook(path: Path, wish: Wish) -> Table:
    """The table on one sheet: the one wished for, else the first that is shown."""
    size = path.stat().st_size
    if size > MOST_OLD_WORKBOOK:
        raise unreadable(
            "old_excel_size",
            f"This old Excel workbook is larger than {said_bytes(MOST_OLD_WORKBOOK)}. Open it and “Save as” .xlsx.",
        )
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.find(ENCRYPTED) >= 0:
            raise _locked()
    lines = _lines(path, wish.sheet)
    found = next(lines, None) or {"error": "broken"}
    if found.get("error") == "locked":
        raise _locked()
    if "error" in found:
        raise _unread()
    name = found["sheet"]
    number, header, rows = tabulated(_rows(lines), wish)
    note = f"Excel before 2007, sheet “{name}”"
    return Table("xls", note, header, rows, sheet=name, sheets=found["sheets"], header_row=number)


def _lines(path: Path, sheet: str) -> Iterator[Any]:
    """What the reader says. It inherits nothing, and ends when nobody asks any more."""
    command = [sys.executable, "-I", str(READER), str(path), sheet]
    with subprocess.Popen(  # noqa: S603 (our own program; a path of our own making, a name that it compares)
        command, env={}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/"
    ) as child:
        try:
            while line := child.stdout.readline(LONGEST_LINE) if child.stdout else b"":
                yield json.loads(line)
            if child.wait():
                raise _unread()
        except ValueError:
            raise _unread() from None
        finally:
            child.kill()


def _rows(lines: Iterator[Any]) -> Iterator[Row]:
    for number, cells in enumerate(lines, 1):
        if len(cells) > MOST_COLUMNS:
            raise unreadable(
                "columns",
                f"Row {number} reaches column {len(cells):,}; a file may have {MOST_COLUMNS} columns.",
            )
        if cells:
            yield number, [text[:LONGEST_CELL] for text in cells]


def _locked() -> Exception:
    return unreadable("locked", "This workbook is locked with a password. Save it without one.")


def _unread() -> Exception:
    return unreadable(
        "old_excel",
        "This file cannot be read as a workbook of Excel before 2007: it is damaged, too large or something else. "
        "Open it in Excel or LibreOffice, choose “Save as” .xlsx, and take that.",
    )
