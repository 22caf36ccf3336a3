"""vCards (2.1, 3.0, 4.0) as a table, a row a card."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from pathlib import Path

from accrue.exchange.limits import LONGEST_CELL
from accrue.exchange.reading.table import Row, Table, unreadable
from accrue.exchange.reading.text import encoding_of

HEADER = [
    "Given name", "Family name", "Full name", "E-mail", "E-mail 2", "Phone", "Phone 2", "Company", "Job title",
    "City", "Country", "Website", "Note", "Birthday", "UID",
]  # fmt: skip
SIMPLE = {"FN": 2, "TITLE": 8, "URL": 11, "NOTE": 12, "BDAY": 13, "UID": 14}
PAIRS = {"EMAIL": (3, 4), "TEL": (5, 6)}
LONGEST_LINE = 1_000_000


def read_cards(path: Path) -> Table:
    encoding = encoding_of(path)
    return Table("vcard", "vCard", HEADER, _cards(path, encoding), encoding=encoding)


def is_cards(beginning: bytes) -> bool:
    return bool(re.match(rb"(\xef\xbb\xbf)?\s*BEGIN:VCARD", beginning, re.IGNORECASE))


def _cards(path: Path, encoding: str) -> Iterator[Row]:
    card: list[str] | None = None
    number = 1
    with path.open(encoding=encoding, errors="replace") as file:
        for line in _unfolded(file):
            word = line.strip().upper()
            if word == "BEGIN:VCARD":
                card = [""] * len(HEADER)
            elif word == "END:VCARD" and card is not None:
                number += 1
                yield number, card
                card = None
            elif card is not None:
                _put(card, line)


def _unfolded(file: Iterator[str]) -> Iterator[str]:
    """Lines as they were before they were cut: a space continues one, or “=” at the end of quoted-printable text."""
    held = ""
    for raw in file:
        line = raw.rstrip("\r\n").replace("\0", "")
        soft = held.endswith("=") and "QUOTED-PRINTABLE" in held.split(":")[0].upper()
        if soft:
            held = held[:-1] + line
        elif line[:1] in (" ", "\t") and held:
            held += line[1:]
        else:
            if held:
                yield held
            held = line
        if len(held) > LONGEST_LINE and "PHOTO" not in held[:40].upper():
            raise unreadable(
                "card_line", "A line of a card is longer than a million letters. Export the cards anew."
            )
        if len(held) > LONGEST_LINE:
            held = held[:40]
    if held:
        yield held


def _put(card: list[str], line: str) -> None:
    head, colon, value = line.partition(":")
    if not colon:
        return
    name, *parameters = head.split(";")
    name = name.rpartition(".")[2].upper()
    if any("QUOTED-PRINTABLE" in parameter.upper() for parameter in parameters):
        value = quopri.decodestring(value.encode()).decode(_charset(parameters), errors="replace")
    if name == "N":
        card[1], card[0] = _parts(value, 2)
    elif name == "ORG":
        card[7] = card[7] or _plain(_parts(value, 1)[0])
    elif name == "ADR":
        parts = _parts(value, 7)
        card[9], card[10] = card[9] or parts[3], card[10] or parts[6]
    elif name in PAIRS:
        first, second = PAIRS[name]
        place = first if not card[first] else second
        card[place] = card[place] or _plain(value).removeprefix("tel:").removeprefix("mailto:")
    elif name in SIMPLE:
        card[SIMPLE[name]] = card[SIMPLE[name]] or _plain(value)


def _charset(parameters: list[str]) -> str:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.upper() == "CHARSET" and value.lower() in ("iso-8859-1", "windows-1252", "utf-8", "us-ascii"):
            return value
    return "utf-8"


def _parts(value: str, count: int) -> list[str]:
    found = [_plain(part) for part in re.split(r"(?<!\\);", value)]
    return (found + [""] * count)[:count]


def _plain(value: str) -> str:
    text = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
    return text.strip()[:LONGEST_CELL]
