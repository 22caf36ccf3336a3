"""What stands in cells, as values: days, amounts, countries, names of people."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from accrue import clock
from accrue.standards.text import tidy

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january januar janvier enero gennaio janeiro januari",
            "feb february februar février fevrier febrero febbraio fevereiro februari",
            "mar march märz maerz mars marzo março marco maart mrz",
            "apr april avril abril aprile",
            "may mai mayo maggio maio mei",
            "jun june juni juin junio giugno junho",
            "jul july juli juillet julio luglio julho",
            "aug august août aout agosto augustus",
            "sep sept september septembre septiembre settembre setembro",
            "oct october oktober octobre octubre ottobre outubro okt",
            "nov november novembre noviembre novembro",
            "dec december dezember décembre diciembre dicembre dezembro dez",
        ],
        1,
    )
    for name in names.split()
}
AHEAD = 10
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
_NUMBERS = re.compile(r"(\d{1,4})[./\-\s]\s?(\d{1,2})[./\-\s]\s?(\d{1,4})(?:[T ,]+(\d.*))?$")
_NAMED = re.compile(r"(\d{1,2})\.?\s*(?:de\s+)?([^\W\d_]{3,10})\.?,?\s*(?:de\s+)?(\d{4})(?:[ ,]+(\d.*))?$")
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[ ,]+(\d.*))?$")
CURRENCY_SIGNS = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "zł": "PLN",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
}


@lru_cache(maxsize=8192)
def moment_of(text: str, order: str = DAY_FIRST) -> datetime:
    """A day, or a moment of one, in UTC. `order` settles what 03/04/2026 means. Raises ValueError."""
    typed = tidy(text)
    try:
        return _in_utc(datetime.fromisoformat(typed))
    except ValueError:
        pass
    if found := _NUMBERS.match(typed):
        return _built(*_ordered(found[1], found[2], found[3], order), found[4])
    if (found := _NAMED.match(typed)) and found[2].casefold() in MONTHS:
        return _built(int(found[3]), MONTHS[found[2].casefold()], int(found[1]), found[4])
    if (found := _NAMED_FIRST.match(typed)) and found[1].casefold() in MONTHS:
        return _built(int(found[3]), MONTHS[found[1].casefold()], int(found[2]), found[4])
    raise ValueError("This is no day. Write it like 2026-01-31.")


def day_of(text: str, order: str = DAY_FIRST) -> date:
    return moment_of(text, order).date()


def _in_utc(moment: datetime) -> datetime:
    found = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not 1900 <= found.year <= 2200:
        raise ValueError("The year is not between 1900 and 2200.")
    return found


def _ordered(first: str, second: str, third: str, order: str) -> tuple[int, int, int]:
    one, two, three = int(first), int(second), int(third)
    if len(first) == 4:
        return one, two, three
    year = _whole_year(three) if len(third) == 2 else three
    if one > 12:
        order = DAY_FIRST
    elif two > 12:
        order = MONTH_FIRST
    return (year, two, one) if order == DAY_FIRST else (year, one, two)


def _whole_year(two: int) -> int:
    """Of a year with two digits: at most ten years ahead, for “57” is a birthday more often than a plan."""
    now = clock.now().year
    year = now - now % 100 + two
    return year if year <= now + AHEAD else year - 100


def _built(year: int, month: int, day: int, clock: str | None) -> datetime:
    try:
        moment = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        raise ValueError("There is no such day. Write it like 2026-01-31.") from None
    found = re.match(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?", clock or "")
    if found:
        hour = int(found[1]) % 12 + (12 if found[4].lower() == "pm" else 0) if found[4] else int(found[1])
        if hour < 24 and int(found[2]) < 60 and int(found[3] or 0) < 60:
            moment = moment.replace(hour=hour, minute=int(found[2]), second=int(found[3] or 0))
    return _in_utc(moment)


@lru_cache(maxsize=8192)
def amount_of(text: str) -> tuple[Decimal, str]:
    """An amount in major units, and its currency where the cell names one. Raises ValueError.

    Of two kinds of mark the last is the decimal one; a single mark before exactly three digits parts thousands, where
    there is more than one of them, and is decimal else.
    """
    typed = tidy(text)
    currency = next((code for sign, code in CURRENCY_SIGNS.items() if sign in typed), "")
    if not currency and (named := re.search(r"\b[A-Z]{3}\b", typed)):
        currency = named[0]
    digits = re.sub(r"[^0-9,.'’()\-−]", "", typed).replace("−", "-").replace("'", "").replace("’", "")
    negative = digits.startswith(("(", "-"))
    digits = digits.strip("()-")
    last = max(digits.rfind(","), digits.rfind("."))
    if last >= 0:
        mark = digits[last]
        both = "," in digits and "." in digits
        if not both and digits.count(mark) > 1:
            digits = digits.replace(mark, "")
        elif both or len(digits) - last - 1 != 3 or (mark == "." and digits.startswith("0")):
            digits = digits[:last].replace(",", "").replace(".", "") + "." + digits[last + 1 :]
        else:
            digits = digits.replace(mark, "")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        raise ValueError("This is no amount. Write it like 1250.50.") from None
    if len(digits) > 18:
        raise ValueError("This amount is larger than books can hold.")
    return -value if negative else value, currency


def reads(convert: Callable[[str], object], text: str) -> bool:
    try:
        convert(text)
    except ValueError:
        return False
    return True
