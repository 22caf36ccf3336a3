from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from accrue.standards.text import checked_line

LONGEST = 60


def checked_phone(text: str) -> str:
    """The number as typed. Anything that holds digits is kept: extensions and notes beside it are common."""
    raw = checked_line(text, LONGEST)
    if raw and len(re.sub(r"\D", "", raw)) < 3:
        raise ValueError("This is no phone number: it has fewer than three digits.")
    return raw


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
