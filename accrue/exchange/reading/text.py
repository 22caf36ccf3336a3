"""Text with a delimiter, of whatever encoding and delimiter."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from charset_normalizer import from_bytes

from accrue.exchange.limits import MOST_COLUMNS
from accrue.exchange.reading.table import Row, Table, Wish, tabulated, unreadable

SAMPLE = 256 * 1024
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", "^": "carets", "~": "tildes"}
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16, little end first",
    "utf-16-be": "UTF-16, big end first",
    "utf-32": "UTF-32",
    "cp1252": "Windows, Western",
    "cp1250": "Windows, Central European",
    "cp1251": "Windows, Cyrillic",
    "cp1253": "Windows, Greek",
    "cp1254": "Windows, Turkish",
    "cp1255": "Windows, Hebrew",
    "cp1256": "Windows, Arabic",
    "cp1257": "Windows, Baltic",
    "koi8_r": "KOI8-R",
    "mac_roman": "Macintosh, Western",
    "cp850": "DOS, Western",
    "shift_jis": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "euc_kr": "Korean",
}
# Letters of Western names; bytes that read as these are taken for Windows-1252, which short texts cannot tell apart.
WESTERN = set("äöüßÄÖÜéèêëáàâãåçñíìîïóòôõøúùûýÿæœÉÈÊÁÀÂÃÅÇÑÍÎÓÔÕØÚÆŒ’‘“”–—…€£©®°§«»·")


def read_text(path: Path, wish: Wish) -> Table:
    """The table in a text file. Raises Invalid where it is none."""
    encoding = wish.encoding or encoding_of(path)
    beginning = _beginning(path, encoding)
    delimiter = wish.delimiter or delimiter_of(beginning)
    rows = _rows(path, encoding, delimiter, skip=_says_delimiter(beginning))
    number, header, rows = tabulated(rows, wish)
    plain = "utf-8" if encoding == "utf-8-sig" else encoding
    note = f"{ENCODINGS.get(plain, plain)}, {DELIMITERS.get(delimiter, delimiter)}"
    return Table("csv", note, header, rows, encoding=plain, delimiter=delimiter, header_row=number)


def encoding_of(path: Path) -> str:
    """By its mark, else UTF-8 where all of it is, else what its letters look like most."""
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    if name := _wide(start):
        return name
    odd = _not_utf8(path)
    if odd is None:
        return "utf-8"
    return _guessed(odd)


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    if len(start) < 4 or not start.count(0):
        return ""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    raise unreadable("binary", "This is no table: it holds bytes that no text has. Save it as CSV or XLSX.")


def _not_utf8(path: Path) -> bytes | None:
    """Lines that are no UTF-8, as many as a guess needs; None where all is UTF-8."""
    decoder, lines = codecs.getincrementaldecoder("utf-8")(), bytearray()
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                block += file.readline()
                lines += b"\n".join(line for line in block.split(b"\n") if not _is_utf8(line))
                decoder.reset()
                if len(lines) > 20_000:
                    break
    return bytes(lines[:60_000]) or None if lines else None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guessed(odd: bytes) -> str:
    western = odd.decode("cp1252", errors="replace")
    strange = [letter for letter in western if ord(letter) > 127]
    if sum(letter in WESTERN for letter in strange) > 0.9 * len(strange):
        return "cp1252"
    single = [name for name in ENCODINGS if not name.startswith("utf")]
    best = from_bytes(odd, cp_isolation=single, threshold=0.5).best()
    return str(best.encoding) if best else "cp1252"


def _beginning(path: Path, encoding: str) -> str:
    try:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            return file.read(SAMPLE)
    except (LookupError, UnicodeError):
        raise unreadable("encoding", "There is no such encoding. Choose one from the list.") from None


def _says_delimiter(beginning: str) -> str:
    """Excel's own first line, “sep=;”."""
    found = re.match(r"sep=(.)\r?\n", beginning, re.IGNORECASE)
    return found[1] if found else ""


def delimiter_of(beginning: str) -> str:
    """The one that cuts most rows into the same number of cells, quoted line ends heeded."""
    if said := _says_delimiter(beginning):
        return said
    scores = {delimiter: _consistency(beginning, delimiter) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ","


def _consistency(beginning: str, delimiter: str) -> float:
    lines = beginning.splitlines(keepends=True)[:400]
    if len(beginning) >= SAMPLE:
        lines = lines[:-1]
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if any(row):
                widths[len(row)] += 1
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, often = max(widths.items(), key=lambda item: (item[1], item[0]))
    share = often / sum(widths.values())
    return 0.0 if width < 2 else share**2 * min(width, 12) ** 0.5


def _rows(path: Path, encoding: str, delimiter: str, *, skip: str) -> Iterator[Row]:
    with path.open(
        encoding="latin-1" if one_byte(encoding) else encoding, errors="replace", newline=""
    ) as file:
        lines = _lines(file, encoding) if one_byte(encoding) else file
        if skip:
            next(lines)
        yield from _numbered(lines, delimiter, 2 if skip else 1)


def one_byte(encoding: str) -> bool:
    return encoding.startswith(("cp125", "cp850", "koi8", "mac"))


def _lines(file: TextIO, encoding: str) -> Iterator[str]:
    """Lines of a file put together from several: each that is UTF-8 is read as that, which no other is by chance."""
    for line in file:
        if line.isascii():
            yield line
            continue
        raw = line.encode("latin-1")
        try:
            yield raw.decode("utf-8")
        except UnicodeDecodeError:
            yield raw.decode(encoding, errors="replace")


def _numbered(file: Iterable[str], delimiter: str, first: int) -> Iterator[Row]:
    """Rows as a spreadsheet numbers them: one that runs over several lines is one."""
    held: list[str] = []
    reader = csv.reader(_held(file, held), delimiter=delimiter)
    number = first - 1
    while True:
        number += 1
        held.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _endless(number) from None
        if len(held) > 1 or (held and held[0].count('"') % 2):
            _require_closed(held, delimiter, number)
        if len(cells) > MOST_COLUMNS:
            raise unreadable(
                "columns", f"Row {number} has {len(cells):,} columns; a file may have {MOST_COLUMNS}."
            )
        yield number, cells


def _held(file: Iterable[str], held: list[str]) -> Iterator[str]:
    """The lines, without nulls; `held` keeps those of the row being read."""
    for line in file:
        held.append(line.replace("\0", "") if "\0" in line else line)
        yield held[-1]


def _require_closed(lines: list[str], delimiter: str, number: int) -> None:
    """A row over several lines is right only where its quotation is closed, not where the file merely ended."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            raise _endless(number) from None


def _endless(number: int) -> Exception:
    return unreadable(
        "quote",
        f"Row {number} never ends: a quotation mark opens there and is not closed. Close it in the file, then choose "
        "the file again.",
    )
