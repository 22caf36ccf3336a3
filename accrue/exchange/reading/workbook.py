"""XLSX, sheet by sheet and row by row, in little memory however large it is."""

from __future__ import annotations

import posixpath
import re
import tempfile
import zipfile
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from accrue.exchange.limits import LONGEST_CELL, MOST_COLUMNS, MOST_SHARED_TEXT, said_bytes
from accrue.exchange.reading.archive import BLOCK, Parsing, broken, local, opened, whole
from accrue.exchange.reading.table import Row, Table, Wish, tabulated, unreadable

DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
EPOCHS = (datetime(1899, 12, 30, tzinfo=UTC), datetime(1904, 1, 1, tzinfo=UTC))


def read_workbook(path: Path, wish: Wish) -> Table:
    """The table on one sheet: the one wished for, else the first that is shown."""
    archive = opened(path)
    if "xl/workbook.bin" in archive.namelist():
        raise unreadable("binary_workbook", "This is a binary workbook (XLSB). Save it as XLSX or CSV.")
    sheets, since_1904 = _sheets(archive)
    if not sheets:
        raise broken()
    name = wish.sheet if wish.sheet in sheets else next(iter(sheets))
    reader = _Sheet(_Strings(archive), _date_styles(archive), EPOCHS[since_1904])
    number, header, rows = tabulated(reader.rows(archive, sheets[name]), wish)
    return Table(
        "xlsx", f"Excel, sheet “{name}”", header, rows, sheet=name, sheets=list(sheets), header_row=number
    )


def _sheets(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Name → part, shown ones first; whether days count from 1904."""
    targets: dict[str, str] = {}
    found: list[tuple[bool, str, str]] = []
    flags: list[bool] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            targets[attributes.get("Id", "")] = posixpath.normpath(
                posixpath.join("/xl", attributes.get("Target", ""))
            ).lstrip("/")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        given = {local(key): value for key, value in attributes.items()}
        if local(name) == "sheet":
            found.append(
                (given.get("state", "visible") != "visible", given.get("name", "Sheet"), given.get("id", ""))
            )
        elif local(name) == "workbookPr":
            flags.append(given.get("date1904", "0") in ("1", "true"))

    whole(archive, "xl/_rels/workbook.xml.rels", Parsing(relation, _nothing))
    whole(archive, "xl/workbook.xml", Parsing(sheet, _nothing))
    there = set(archive.namelist())
    shown = sorted(found, key=lambda one: one[0])
    return {name: targets[key] for _, name, key in shown if targets.get(key) in there}, any(flags)


def _nothing(name: str) -> None:
    return None


def _date_styles(archive: zipfile.ZipFile) -> set[int]:
    """Numbers of the cell styles that show days."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    own: dict[int, str] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        inside.append(tag)
        if tag == "numFmt":
            own[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "xf" and "cellXfs" in inside:
            styles.append(_whole(attributes.get("numFmtId")))

    def end(name: str) -> None:
        inside.pop()

    whole(archive, "xl/styles.xml", Parsing(start, end))
    dated = DATE_FORMATS | {number for number, code in own.items() if _shows_days(code)}
    return {position for position, number in enumerate(styles) if number in dated}


def _shows_days(code: str) -> bool:
    plain = re.sub(r"\"[^\"]*\"|\\.|\[[^\]]*\]", "", code).lower()
    return bool(re.search(r"[dmyhs]", plain)) and "general" not in plain


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else -1


class _Strings:
    """The texts that cells share, kept in a file without a name; only where each begins is in memory."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.file = tempfile.TemporaryFile(prefix="accrue-strings-")  # noqa: SIM115 (closed with the last row)
        self.starts, self.size = array("Q", [0]), 0
        self.recent: dict[int, str] = {}
        self._parts: list[str] = []
        self._in_text = self._in_phonetic = False
        if "xl/sharedStrings.xml" in archive.namelist():
            parsing = Parsing(self._start, self._end)
            parsing.text(self._text)
            whole(archive, "xl/sharedStrings.xml", parsing)
        self.file.flush()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "si":
            self._parts.clear()
        elif tag == "rPh":
            self._in_phonetic = True
        elif tag == "t":
            self._in_text = not self._in_phonetic

    def _text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)

    def _end(self, name: str) -> None:
        tag = local(name)
        if tag == "t":
            self._in_text = False
        elif tag == "rPh":
            self._in_phonetic = False
        elif tag == "si":
            kept = "".join(self._parts)[:LONGEST_CELL].encode()
            self.size += len(kept)
            if self.size > MOST_SHARED_TEXT:
                raise unreadable(
                    "texts",
                    f"This workbook holds more than {said_bytes(MOST_SHARED_TEXT)} of text. Save it as CSV.",
                )
            self.file.write(kept)
            self.starts.append(self.size)

    def __getitem__(self, position: int) -> str:
        known = self.recent.get(position)
        if known is not None:
            return known
        if not 0 <= position < len(self.starts) - 1:
            return ""
        self.file.seek(self.starts[position])
        text = self.file.read(self.starts[position + 1] - self.starts[position]).decode()
        if len(self.recent) > 50_000:
            self.recent.clear()
        self.recent[position] = text
        return text


class _Sheet:
    """Walks the cells of a sheet."""

    def __init__(self, strings: _Strings, dates: set[int], epoch: datetime) -> None:
        self.strings, self.dates, self.epoch = strings, dates, epoch
        self.done: list[Row] = []
        self.number, self.column, self.kind, self.style = 0, 0, "n", 0
        self.cells: list[str] = []
        self.parts: list[str] = []
        self.is_reading = False

    def rows(self, archive: zipfile.ZipFile, part: str) -> Iterator[Row]:
        parsing = Parsing(self._start, self._end)
        parsing.text(self._text)
        try:
            with archive.open(part) as file:
                while block := file.read(BLOCK):
                    parsing.feed(block)
                    yield from self.done
                    self.done.clear()
            parsing.feed(b"", last=True)
        except (KeyError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
            raise broken() from None
        yield from self.done
        self.strings.file.close()
        archive.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "c":
            self.column = _column(attributes.get("r", "")) or len(self.cells) + 1
            self.kind = attributes.get("t", "n")
            self.style = _whole(attributes.get("s"))
            self.parts = []
        elif tag in ("v", "t"):
            self.is_reading = True
        elif tag == "row":
            self.number = max(self.number + 1, _whole(attributes.get("r")))
            self.cells = []

    def _text(self, text: str) -> None:
        if self.is_reading:
            self.parts.append(text)

    def _end(self, name: str) -> None:
        tag = local(name)
        if tag in ("v", "t"):
            self.is_reading = False
        elif tag == "c":
            self._keep("".join(self.parts))
        elif tag == "row" and self.cells:
            self.done.append((self.number, self.cells))

    def _keep(self, raw: str) -> None:
        if not raw:
            return
        if self.column > MOST_COLUMNS:
            raise unreadable(
                "columns",
                f"Row {self.number} reaches column {self.column:,}; a file may have {MOST_COLUMNS} columns.",
            )
        while len(self.cells) < self.column:
            self.cells.append("")
        self.cells[self.column - 1] = self._shown(raw)[:LONGEST_CELL]

    def _shown(self, raw: str) -> str:
        if self.kind == "s":
            return self.strings[_whole(raw)]
        if self.kind == "b":
            return "yes" if raw == "1" else "no"
        if self.kind == "e":
            return ""
        if self.kind != "n":
            return raw
        return self._moment(raw) if self.style in self.dates else number_text(raw)

    def _moment(self, raw: str) -> str:
        try:
            moment = self.epoch + timedelta(days=round(float(raw) * 86400) / 86400)
        except (ValueError, OverflowError):
            return raw
        moment += timedelta(milliseconds=500)
        is_day = float(raw).is_integer()
        return moment.strftime("%Y-%m-%d") if is_day else moment.strftime("%Y-%m-%d %H:%M:%S")


def number_text(raw: str) -> str:
    """A number as people write it: 12345, not 12345.0 or 1.2345E4."""
    if raw.isdecimal():
        return raw
    try:
        value = float(raw)
    except ValueError:
        return raw
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def _column(reference: str) -> int:
    found = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        found = found * 26 + ord(letter) - 64
    return found
