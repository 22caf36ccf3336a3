"""Postal addresses: codes as their country writes them, and the case of what was typed in capitals."""

from __future__ import annotations

import re
from functools import lru_cache

from accrue.standards.text import small_letters

_SMALL = frozenset(
    [
        "am",
        "an",
        "auf",
        "de",
        "del",
        "der",
        "des",
        "di",
        "du",
        "im",
        "in",
        "la",
        "le",
        "les",
        "of",
        "on",
        "op",
        "sur",
        "the",
        "und",
        "upon",
        "van",
        "von",
        "zu",
        "zur",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = {"DE": 5, "FR": 5, "IT": 5, "ES": 5, "FI": 5, "US": 5, "MX": 5}
_SHAPES: dict[str, tuple[re.Pattern[str], str]] = {
    "GB": (re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})"), r"\1 \2"),
    "NL": (re.compile(r"(\d{4})([A-Z]{2})"), r"\1 \2"),
    "CA": (re.compile(r"([A-Z]\d[A-Z])(\d[A-Z]\d)"), r"\1 \2"),
    "IE": (re.compile(r"([A-Z]\d[\dW])([A-Z\d]{4})"), r"\1 \2"),
    "PL": (re.compile(r"(\d{2})(\d{3})"), r"\1-\2"),
    "PT": (re.compile(r"(\d{4})(\d{3})"), r"\1-\2"),
    "BR": (re.compile(r"(\d{5})(\d{3})"), r"\1-\2"),
    "JP": (re.compile(r"(\d{3})(\d{4})"), r"\1-\2"),
    "SE": (re.compile(r"(\d{3})(\d{2})"), r"\1 \2"),
    "CZ": (re.compile(r"(\d{3})(\d{2})"), r"\1 \2"),
    "SK": (re.compile(r"(\d{3})(\d{2})"), r"\1 \2"),
    "GR": (re.compile(r"(\d{3})(\d{2})"), r"\1 \2"),
    "US": (re.compile(r"(\d{5})(\d{4})"), r"\1-\2"),
}


@lru_cache(maxsize=16384)
def standard_postcode(text: str, country: str) -> str:
    """“sw1a1aa” in GB is “SW1A 1AA”; a zero that a spreadsheet ate comes back. What fits no shape stays."""
    bare = re.sub(r"[\s\-]", "", text).upper()
    width = _DIGITS.get(country, 0)
    if bare.isdecimal() and len(bare) == width - 1:
        return bare.zfill(width)
    if country in _SHAPES:
        pattern, shape = _SHAPES[country]
        if pattern.fullmatch(bare):
            return pattern.sub(shape, bare)
    return text.upper()


@lru_cache(maxsize=16384)
def standard_place(text: str) -> str:
    """A street, city or region: “FRANKFURT AM MAIN” is “Frankfurt am Main”; three letters or fewer stay, as “NY”."""
    letters = "".join(_WORD.findall(text))
    if len(letters) < 4 or "_" in text or not (letters.isupper() or letters.islower()):
        return text
    words = small_letters(text).split(" ")
    return " ".join(
        word if word in _SMALL and place else _capital(word, text.split(" ")[place])
        for place, word in enumerate(words)
    )


def _capital(low: str, typed: str) -> str:
    if any(character.isdigit() for character in low):
        return typed
    return "-".join(piece if piece in _SMALL else piece[:1].upper() + piece[1:] for piece in low.split("-"))
