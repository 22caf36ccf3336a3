"""Where uploads lie while they wait: in a folder of their own, under names of our own making."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from accrue.errors import Invalid
from accrue.exchange.limits import MOST_BYTES, MOST_ROWS, said_bytes
from accrue.exchange.reading import Table, unreadable

EXAMPLES, MOST_VALUES, LONGEST_EXAMPLE = 100, 500, 200


class TooLarge(Invalid):
    status = 413


def folder() -> Path:
    found = Path(settings.MEDIA_ROOT) / "imports"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def upload_of(import_id: int) -> Path:
    return folder() / f"{int(import_id)}.upload"


def rows_of(import_id: int) -> Path:
    return folder() / f"{int(import_id)}.rows"


def forget(import_id: int) -> None:
    for path in (upload_of(import_id), rows_of(import_id)):
        path.unlink(missing_ok=True)


def refuse_larger(size: int) -> None:
    if size > MOST_BYTES:
        message = f"This file is larger than {said_bytes(MOST_BYTES)}. Split it, or leave out columns you do not need."
        raise TooLarge("exchange.too_large", message, fields={"file": message})


def keep(import_id: int, chunks: Iterable[bytes]) -> int:
    """Write an upload as it comes; stops at the limit. Bytes written."""
    path, size = upload_of(import_id), 0
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                break
            file.write(chunk)
    if size > MOST_BYTES:
        path.unlink()
        refuse_larger(size)
    return size


def lay_out(import_id: int, table: Table) -> tuple[list[dict[str, Any]], int]:
    """Write the rows one a line, as JSON, and tell what each column holds: (columns, rows)."""
    columns = [_Column(name) for name in table.header]
    part, count = rows_of(import_id).with_suffix(".part"), 0
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        for number, cells in table.rows:
            if not any(cells) or not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise unreadable("rows", f"This file has more than {MOST_ROWS:,} rows. Split it.")
            cells += [""] * (len(columns) - len(cells))
            file.write(json.dumps([number, cells], ensure_ascii=False, separators=(",", ":")) + "\n")
            for column, cell in zip(columns, cells, strict=False):
                if cell:
                    column.look(cell)
    if not count:
        raise unreadable("no_rows", "There is no row beneath the headings. Choose a file with rows.")
    os.replace(part, rows_of(import_id))
    return [column.told() for column in columns], count


class _Column:
    def __init__(self, name: str) -> None:
        self.name, self.filled = name, 0
        self.examples: list[str] = []
        self.values: Counter[str] | None = Counter()

    def look(self, cell: str) -> None:
        self.filled += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(cell[:LONGEST_EXAMPLE])
        if self.values is not None:
            self.values[cell[:LONGEST_EXAMPLE].strip()] += 1
            if len(self.values) > MOST_VALUES:
                self.values = None

    def told(self) -> dict[str, Any]:
        values = dict(self.values.most_common()) if self.values else None
        return {"name": self.name, "filled": self.filled, "examples": self.examples, "values": values}


type Together = Callable[[list[str]], str]
"""What rows that belong together have in common; nothing for a row that stands alone."""


def rows_from(
    import_id: int, position: int, most: int, together: Together | None = None
) -> tuple[list[tuple[int, list[str]]], int]:
    """Up to `most` rows from a byte of the rows file, and more where they belong to the last; and the byte after them."""
    found: list[tuple[int, list[str]]] = []
    with rows_of(import_id).open("rb") as file:
        file.seek(position)
        for line in file:
            number, cells = json.loads(line)
            if len(found) >= most and not (together and _belongs(together, found[-1][1], cells)):
                break
            found.append((number, cells))
            position += len(line)
    return found, position


def _belongs(together: Together, last: list[str], cells: list[str]) -> bool:
    key = together(cells)
    return bool(key) and key == together(last)
