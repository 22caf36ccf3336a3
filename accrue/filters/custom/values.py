"""What may stand in a custom field: from what people, files and programs give to what a record keeps, and back to words.

Kept values are plain JSON: text; a number of at most 15 digits; `{"minor", "currency"}`; a day as 2026-11-22; the key of a
choice, or a list of them; the id of a colleague or record; true or false. What is empty is None and is not kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from accrue.errors import Invalid
from accrue.filters.custom.definitions import Definition
from accrue.filters.custom.models import FieldType
from accrue.money import Money, is_currency
from accrue.money.format import format_money
from accrue.ui.said import day

LONGEST_TEXT = 500
MOST_DIGITS = 15
MOST_PLACES = 6
LARGEST_MINOR = 10**15
YES, NO = (
    {"yes", "y", "true", "1", "on", "ja", "oui", "si", "x"},
    {"no", "n", "false", "0", "off", "nein", "non"},
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def kept(field: Definition, given: Any) -> Any:
    """The value as records keep it; None where it is empty. Raises ValueError with what to do instead.

    Takes what forms, JSON and cells of a file give. Whether a colleague or record exists is not asked here.
    """
    if given is None or given == "" or given == [] or (isinstance(given, str) and not given.strip()):
        return None
    return READ[field.type](field, given)


def _text(field: Definition, given: Any) -> str | None:
    if not isinstance(given, str):
        raise ValueError("Write a text.")
    composed = unicodedata.normalize("NFC", given)
    line = " ".join("".join(c if unicodedata.category(c) != "Cc" else " " for c in composed).split())
    if len(line) > LONGEST_TEXT:
        raise ValueError(f"At most {LONGEST_TEXT} characters; this has {len(line)}.")
    return line or None


def _number(field: Definition, given: Any) -> int | float:
    fault = "Write a number such as 12 or 12.5."
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal | str):
        raise ValueError(fault)
    written = str(given).replace("−", "-").replace("\u00a0", "").replace(" ", "")
    if isinstance(given, str):
        written = _without_marks(written)
    try:
        number = Decimal(written[:60])
    except InvalidOperation:
        raise ValueError(fault) from None
    if not number.is_finite():
        raise ValueError(fault)
    if number and (
        number.adjusted() >= MOST_DIGITS or len(number.normalize().as_tuple().digits) > MOST_DIGITS
    ):
        raise ValueError(f"A number has at most {MOST_DIGITS} digits.")
    if number != round(number, MOST_PLACES):
        raise ValueError(f"Write at most {MOST_PLACES} decimals.")
    return int(number) if number == number.to_integral_value() else float(number)


def _without_marks(written: str) -> str:
    """1,250.50 as 1250.50; any other comma is left in and refused, for it could mean either."""
    whole, dot, decimals = written.partition(".")
    grouped = re.fullmatch(r"-?\d{1,3}(,\d{3})+", whole)
    return whole.replace(",", "") + dot + decimals if grouped else written


def _money(field: Definition, given: Any) -> dict[str, Any]:
    if isinstance(given, Money):
        amount = given
    elif isinstance(given, Mapping):
        minor, currency = given.get("minor"), given.get("currency")
        if set(given) != {"minor", "currency"} or isinstance(minor, bool) or not isinstance(minor, int):
            raise ValueError('Send {"minor": 125050, "currency": "EUR"}.')
        if not isinstance(currency, str) or not is_currency(currency):
            raise ValueError("This is no currency. Use a three-letter code such as EUR.")
        amount = Money(minor, currency)
    else:
        amount = _typed_money(given)
    if abs(amount.minor) > LARGEST_MINOR:
        raise ValueError("This amount is larger than books can hold.")
    return {"minor": amount.minor, "currency": amount.currency}


def _typed_money(given: Any) -> Money:
    fault = "Write an amount with its currency, such as 1250.50 EUR."
    parts = re.findall(r"[A-Za-z]{3}|[-−]?[\d.,\s]*\d", given) if isinstance(given, str) else []
    if len(parts) != 2 or re.sub(r"\s", "", "".join(parts)) != re.sub(r"\s", "", str(given)):
        raise ValueError(fault)
    currency, number = sorted(parts, key=lambda part: not part.isalpha())
    written = _without_marks(re.sub(r"\s", "", number).replace("−", "-"))
    try:
        return Money.of(written, currency.upper())
    except Invalid as error:
        raise ValueError(error.message) from None


def _day(field: Definition, given: Any) -> str:
    if isinstance(given, date):
        return given.isoformat()[:10]
    typed = given.strip() if isinstance(given, str) else ""
    if not _DAY.fullmatch(typed):
        raise ValueError("Write a day like 2026-11-22.")
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise ValueError("There is no such day. Write it like 2026-11-22.") from None


def _choice(field: Definition, given: Any) -> str:
    """By key, or by label whatever its case."""
    typed = given.strip() if isinstance(given, str) else ""
    folded = typed.casefold()
    for one in field.choices:
        if one.key == typed or one.label.casefold() == folded:
            return one.key
    known = ", ".join(one.label for one in field.choices if not one.retired)
    raise ValueError(f"Choose one of: {known}." if known else "This field has no choices yet.")


def _choices(field: Definition, given: Any) -> list[str] | None:
    rows = re.split(r"[;,|\n]", given) if isinstance(given, str) else given
    if not isinstance(rows, list | tuple | set):
        raise ValueError("Give a list of choices.")
    chosen = {_choice(field, row) for row in rows if not isinstance(row, str) or row.strip()}
    return [one.key for one in field.choices if one.key in chosen] or None


def _id(field: Definition, given: Any) -> int:
    if isinstance(given, str) and given.strip().isascii() and given.strip().isdigit() and len(given) < 19:
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given < 2**63:
        raise ValueError("Give the number of a record.")
    return given


def _yesno(field: Definition, given: Any) -> bool:
    if isinstance(given, bool):
        return given
    typed = str(given).strip().casefold()
    if typed not in YES | NO:
        raise ValueError("Write yes or no.")
    return typed in YES


def _computed(field: Definition, given: Any) -> Any:
    raise ValueError("This field is worked out; it cannot be written.")


READ: dict[FieldType, Callable[[Definition, Any], Any]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _day,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.USER: _id,
    FieldType.RECORD: _id,
    FieldType.YESNO: _yesno,
    FieldType.FORMULA: _computed,
    FieldType.ROLLUP: _computed,
}


def unique_form(field: Definition, value: Any) -> str:
    """What two values have alike that count as the same: case and spelling of numbers do not matter."""
    if isinstance(value, str):
        return value.casefold()
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)


def in_words(field: Definition, value: Any, names: Mapping[tuple[str, int], str]) -> str:
    """What people read; `names` says what colleagues and records are called that the reader may see."""
    if value is None:
        return ""
    match field.type:
        case FieldType.MONEY:
            return format_money(Money(value["minor"], value["currency"]))
        case FieldType.CHOICE:
            found = field.choice(value)
            return found.label if found else str(value)
        case FieldType.CHOICES:
            return ", ".join(one.label for one in field.choices if one.key in value)
        case FieldType.USER:
            return names.get(("user", value), "")
        case FieldType.RECORD:
            return names.get((field.to, value), "")
        case FieldType.DATE:
            return day(date.fromisoformat(value))
        case FieldType.FORMULA | FieldType.ROLLUP if isinstance(value, str) and _DAY.fullmatch(value):
            return day(date.fromisoformat(value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float | Decimal):
        return number_in_words(value)
    return str(value)


def number_in_words(value: float | Decimal) -> str:
    """With thousands apart, a real minus, and no decimals that say nothing."""
    written = f"{Decimal(str(value)):,f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return written.replace("-", "−")
