"""Names of companies: the case of what was typed in capitals or without any. Legal forms are kept."""

from __future__ import annotations

import re
from functools import lru_cache

from accrue.standards.text import small_letters

LEGAL = {
    form.casefold().replace(".", ""): form
    for form in [
        "AB",
        "AG",
        "AS",
        "ASA",
        "BV",
        "Co",
        "Company",
        "Corp",
        "Corporation",
        "CV",
        "eG",
        "eK",
        "eV",
        "GbR",
        "GmbH",
        "Inc",
        "Incorporated",
        "KG",
        "KGaA",
        "KK",
        "Lda",
        "Limited",
        "LLC",
        "LLP",
        "LP",
        "Ltd",
        "Ltda",
        "mbH",
        "NV",
        "OHG",
        "Oy",
        "Oyj",
        "PLC",
        "Pte",
        "Pty",
        "Pvt",
        "SA",
        "SARL",
        "SAS",
        "SASU",
        "SE",
        "SL",
        "SpA",
        "Srl",
        "sro",
        "UG",
    ]
}
ALSO_LEGAL = frozenset(["bhd", "e", "kft", "sasu", "slu", "spzoo", "und", "zrt"])
"""What a legal form consists of beside these, where a name ends with it: “e. K.”, “GmbH und Co.”."""
SMALL = frozenset(
    [
        "and",
        "of",
        "for",
        "the",
        "und",
        "für",
        "et",
        "de",
        "la",
        "le",
        "du",
        "des",
        "di",
        "da",
        "y",
        "e",
        "en",
        "van",
        "von",
    ]
)
SHORTEST_WORD = 4
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouyäöüáéíóúàèìòùâêîôûåæøœ]", re.IGNORECASE)
_NAME = re.compile(r"[^\d_@<>{}/\\|]+")


def is_legal_form(word: str) -> bool:
    """Whether a word in small letters, without dots and accents, is a legal form or a part of one."""
    return word in LEGAL or word in ALSO_LEGAL


@lru_cache(maxsize=65536)
def standard_company(name: str) -> str:
    """“NORTHWIND TRADERS GMBH” is “Northwind Traders GmbH”; “IBM”, “BASF SE”, “adidas” and “eBay Inc.” stay."""
    letters = "".join(_LETTERS.findall(name))
    if not letters or not _NAME.fullmatch(name) or not (letters.isupper() or letters.islower()):
        return name
    words = name.split(" ")
    core = [word for word in words if _bare(word) not in LEGAL and _LETTERS.search(word)]
    if not core or not _is_to_be_cased(core, words, shouted=letters.isupper()):
        return name
    return " ".join(
        _word(word, shouted=letters.isupper(), is_first=place == 0) for place, word in enumerate(words)
    )


def _is_to_be_cased(core: list[str], words: list[str], *, shouted: bool) -> bool:
    if shouted:
        return len(core) > 1 or len(core[0]) > SHORTEST_WORD
    return len(words) > 1  # a single word in small letters may be a brand


def _word(word: str, *, shouted: bool, is_first: bool) -> str:
    bare = _bare(word)
    if bare in LEGAL and not is_first:
        return LEGAL[bare] + ("." if word.endswith(".") else "")
    low = small_letters(word)
    if low in SMALL and not is_first:
        return low
    if shouted and (len(bare) < SHORTEST_WORD or not _VOWEL.search(word)):
        return word
    return "-".join(piece[:1].upper() + piece[1:] for piece in low.split("-"))


def _bare(word: str) -> str:
    return word.casefold().replace(".", "").rstrip(",")
