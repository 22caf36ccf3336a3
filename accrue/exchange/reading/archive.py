"""Spreadsheets are archives of XML. Nothing of one is unpacked to a file, and none may grow without end."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from accrue.exchange.limits import BOMB_RATIO, MOST_UNPACKED, SMALL_ARCHIVE, said_bytes
from accrue.exchange.reading.table import unreadable

BLOCK = 256 * 1024


def opened(path: Path) -> zipfile.ZipFile:
    """The archive, once what it says of itself is harmless; reading never gives more than it says."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        raise broken() from None
    entries = archive.infolist()
    unpacked, packed = sum(entry.file_size for entry in entries), max(1, path.stat().st_size)
    if len(entries) > 5_000:
        raise unreadable(
            "parts", f"This workbook has {len(entries):,} parts; it may have 5,000. Save it as CSV."
        )
    if unpacked > MOST_UNPACKED or (unpacked > SMALL_ARCHIVE and unpacked > packed * BOMB_RATIO):
        raise unreadable(
            "unpacked",
            f"This workbook unpacks to {said_bytes(unpacked)}, {unpacked // packed:,} times its size; at most "
            f"{said_bytes(MOST_UNPACKED)} and {BOMB_RATIO} times. Save the sheet as CSV and choose that.",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise unreadable("locked", "This workbook is locked with a password. Save it without one.")
    return archive


def broken() -> Exception:
    return unreadable(
        "broken",
        "This workbook is damaged or is none. Open it, save it anew as XLSX or CSV, and choose that.",
    )


class Parsing:
    """An XML part read in blocks. Documents that declare entities are refused."""

    def __init__(self, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None]) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = start
        self.parser.EndElementHandler = end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def text(self, handler: Callable[[str], None] | None) -> None:
        self.parser.CharacterDataHandler = handler

    def feed(self, block: bytes, *, last: bool = False) -> None:
        try:
            self.parser.Parse(block, last)
        except expat.ExpatError:
            raise broken() from None

    @staticmethod
    def _refuse(*_: Any) -> None:
        raise unreadable(
            "entities",
            "This workbook declares entities of its own, which none needs. Save it anew, or as CSV.",
        )


def local(name: str) -> str:
    return name.rpartition(" ")[2]


def whole(archive: zipfile.ZipFile, name: str, parsing: Parsing) -> None:
    """Feed all of one part."""
    try:
        with archive.open(name) as part:
            while block := part.read(BLOCK):
                parsing.feed(block)
        parsing.feed(b"", last=True)
    except (KeyError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
        raise broken() from None
