"""Names of people: parts of a full name, and the case of what was typed in capitals or without any.

What is written in both cases is right as it is: “bell hooks” typed so becomes “Bell Hooks”, but “van der Berg”,
“McDonald”, “DeVito” and “JP Morgan” stay. Parts and titles of a full name are read by nameparser.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nameparser import HumanName

from accrue.standards.text import small_letters, tidy

PARTICLES = frozenset(
    [
        "af",
        "al",
        "av",
        "bin",
        "da",
        "dal",
        "de",
        "degli",
        "del",
        "della",
        "den",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "het",
        "ibn",
        "la",
        "las",
        "le",
        "los",
        "op",
        "'t",
        "ten",
        "ter",
        "tot",
        "und",
        "van",
        "vom",
        "von",
        "y",
        "zu",
        "zum",
        "zur",
    ]
)
SUFFIXES = {"jr": "Jr.", "jr.": "Jr.", "sr": "Sr.", "sr.": "Sr.", "ii": "II", "iii": "III", "iv": "IV", "phd": "PhD", "md": "MD"}  # fmt: skip
TITLES = frozenset(
    [
        "dr",
        "dr.",
        "prof",
        "prof.",
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "mx",
        "mx.",
        "herr",
        "frau",
        "hr.",
        "fr.",
        "mme",
        "mlle",
        "m.",
        "monsieur",
        "madame",
        "sig.",
        "sig.ra",
        "sr.",
        "sra.",
        "señor",
        "señora",
        "ing.",
        "dipl.-ing.",
        "mag.",
    ]
)
TWO_LETTERS = frozenset(
    [
        "al",
        "an",
        "bo",
        "cy",
        "di",
        "du",
        "ed",
        "em",
        "ha",
        "jo",
        "ka",
        "ki",
        "li",
        "lu",
        "ma",
        "mo",
        "ng",
        "ho",
        "vu",
        "le",
        "su",
        "ty",
        "vi",
        "wu",
        "xi",
        "xu",
        "yi",
        "yu",
        "hu",
        "fu",
        "he",
    ]
)
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_NAME = re.compile(r"[^\d_@<>(){}/\\|]+")
_MC = re.compile(r"Mc([^\W\d_])([^\W\d_]{2,})")
_APOSTROPHE = re.compile(r"\b([ODL])(['’])([^\W\d_]{2,})", re.IGNORECASE)


@lru_cache(maxsize=16384)
def parts_of_name(text: str) -> tuple[str, str]:
    """(given, family): “Dr. Hanna Maria van den Berg”, “Vögel, Hanna”. Titles are left out."""
    typed = tidy(text)
    if not typed:
        return "", ""
    name = HumanName(typed)
    given = " ".join(part for part in (name.first, name.middle) if part)
    family = " ".join(part for part in (name.last, name.suffix) if part)
    if not given and not family:
        return typed, ""
    return given, family


@lru_cache(maxsize=65536)
def standard_name(given: str, family: str) -> tuple[str, str]:
    """Both parts of a name, one line each, in the case that names have. Titles before the given name are left out."""
    given = _without_title(given)
    return _part(given, family, is_family=False), _part(family, given, is_family=True)


def _without_title(given: str) -> str:
    words = given.split(" ")
    while len(words) > 1 and words[0].casefold() in TITLES:
        words.pop(0)
    return " ".join(words)


def _part(text: str, other: str, *, is_family: bool) -> str:
    letters = "".join(_WORD.findall(text))
    if not letters or not _NAME.fullmatch(text):
        return text
    if letters.islower():
        return text if all(word in PARTICLES for word in text.split(" ")) else _cased(text)
    if letters.isupper() and _is_shouted(letters, other, is_family=is_family):
        return _cased(text)
    return text


def _is_shouted(letters: str, other: str, *, is_family: bool) -> bool:
    """Whether capitals were meant as letters: initials such as “JP” or “AJ” were meant as they are."""
    if len(letters) < 2:
        return False
    others = "".join(_WORD.findall(other))
    both = others.isupper() and len(others) > 1
    if len(letters) == 2:
        return letters.casefold() in TWO_LETTERS and (both or is_family)
    return len(letters) > 3 or both or is_family


def _cased(text: str) -> str:
    words = text.split(" ")
    last = len(words) - 1
    return " ".join(_word(word, is_last=place == last) for place, word in enumerate(words))


def _word(word: str, *, is_last: bool) -> str:
    low = small_letters(word)
    if low in SUFFIXES:
        return SUFFIXES[low]
    if low in PARTICLES and not is_last:
        return low
    found = "-".join(_capital(piece) for piece in low.split("-"))
    found = _MC.sub(lambda m: f"Mc{m[1].upper()}{m[2]}", found)
    return _APOSTROPHE.sub(lambda m: f"{m[1].upper()}{m[2]}{m[3][0].upper()}{m[3][1:]}", found)


def _capital(low: str) -> str:
    if low.startswith("ij") and len(low) > 3:
        return f"IJ{low[2:]}"
    if "." in low.rstrip("."):  # initials: “j.p.”
        return ".".join(piece[:1].upper() + piece[1:] for piece in low.split("."))
    return low[:1].upper() + low[1:]
