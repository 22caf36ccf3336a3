"""What a column holds, by looking at it."""

from __future__ import annotations

import re
from collections.abc import Callable

from accrue.exchange.converting import amount_of, moment_of, reads
from accrue.standards.countries import checked_country

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
DOMAIN = re.compile(r"(https?://)?([\w-]+\.)+[a-z]{2,}(/\S*)?", re.IGNORECASE)
PHONE = re.compile(r"[+(]?\d[\d\s()/.\-]{5,}\d(\s?(x|ext\.?|dw)\s?\d+)?", re.IGNORECASE)
MONEY = re.compile(r"([€$£¥]|[A-Z]{3}\s)?\s?-?[\d.,' ]+\s?([€$£¥]|[A-Z]{3})?")
NAME = re.compile(r"[^\W\d_][^\W\d_'’.\-]*([ ,]+[^\W\d_][\w'’.\-]*){1,3}")


def _is_day(text: str) -> bool:
    return not text.isdigit() and len(text) >= 6 and reads(moment_of, text)


def _is_amount(text: str) -> bool:
    return bool(MONEY.fullmatch(text)) and reads(amount_of, text)


TESTS: dict[str, Callable[[str], bool]] = {
    "email": lambda text: bool(EMAIL.fullmatch(text)),
    "day": _is_day,
    "domain": lambda text: "@" not in text and bool(DOMAIN.fullmatch(text)),
    "country": lambda text: not text.isdigit() and reads(checked_country, text),
    "phone": lambda text: bool(PHONE.fullmatch(text)) and sum(c.isdigit() for c in text) >= 7,
    "money": _is_amount,
    "name": lambda text: bool(NAME.fullmatch(text)),
}
ENOUGH = 0.7


def kind_of_content(examples: list[str]) -> str:
    """“email”, “phone”, “country”, “day”, “money”, “domain”, “name”, or nothing where most cells are something else."""
    cells = [cell.strip() for cell in examples if cell.strip()][:200]
    for name, test in TESTS.items():
        if cells and sum(test(cell) for cell in cells) >= ENOUGH * len(cells):
            return name
    return ""


def order_of_days(examples: list[str]) -> str:
    """“mdy” where some day can be nothing else and none contradicts, else “dmy”."""
    found = [re.match(r"(\d{1,2})[./\-](\d{1,2})[./\-]\d{2,4}", cell.strip()) for cell in examples]
    firsts = [int(one[1]) for one in found if one]
    seconds = [int(one[2]) for one in found if one]
    return "mdy" if seconds and max(seconds) > 12 and max(firsts) <= 12 else "dmy"
