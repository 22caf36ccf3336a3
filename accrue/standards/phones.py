from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from accrue.standards.text import checked_line

LONGEST = 60
PLAIN = re.compile(r"[0-9 ()+./\u00a0\u2010-\u2015-]+")
"""A number and nothing beside it: no extension, no note."""
MOST_BEFORE_SLASH = 7
"""“+49 40 / 555” parts the town from the number; after more digits a slash begins a second number."""
MOST_DIGITS = 20
"""15 of the number, a prefix for dialling abroad and “(0)”; an extension is parted by a word or a sign."""


def checked_phone(text: str) -> str:
    """The number as typed. Anything that holds digits is kept: extensions and notes beside it are common."""
    raw = checked_line(text, LONGEST)
    digits = len(re.sub(r"\D", "", raw))
    if raw and digits < 3:
        raise ValueError("This is no phone number: it has fewer than three digits.")
    if raw.isascii() and digits > MOST_DIGITS and not re.search(r"[A-Za-z,;/#]", raw):
        raise ValueError(
            f"This is no phone number: it has {digits} digits, none has more than {MOST_DIGITS}."
        )
    return raw


@lru_cache(maxsize=4096)
def standard_phone(raw: str, country: str = "") -> str:
    """“040 / 555-1000” of Germany as “+49 40 5551000”; as it is where it holds words, or is the number of nobody."""
    if not PLAIN.fullmatch(raw) or len(re.sub(r"\D", "", raw.rpartition("/")[0])) > MOST_BEFORE_SLASH:
        return raw
    number = e164(raw, country)
    if not number or not phonenumbers.is_valid_number(parsed := phonenumbers.parse(number)):
        return raw
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def spaced(number: str) -> str:
    """“+49405551000” as people write it: “+49 40 5551000”."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@lru_cache(maxsize=4096)
def e164(raw: str, country: str = "") -> str:
    """“+49405551000”, or nothing where the number cannot be read; `country` (ISO 3166) helps national ones."""
    if not raw:
        return ""
    try:
        number = phonenumbers.parse(raw, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
