"""ISO 4217 currencies and how many minor units each has."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.numbers import get_currency_precision, list_currencies


@cache
def known() -> frozenset[str]:
    return frozenset(list_currencies())


def is_currency(code: str) -> bool:
    return code in known()


@cache
def exponent(code: str) -> int:
    """Decimal places of the currency: 2 for EUR, 0 for JPY, 3 for KWD."""
    return int(get_currency_precision(code))


@cache
def choices() -> list[tuple[str, str]]:
    """Currencies in use today, common ones first, as (code, "EUR – Euro")."""
    common = [
        "EUR",
        "USD",
        "GBP",
        "CHF",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "CAD",
        "AUD",
        "JPY",
        "CNY",
        "INR",
    ]
    names = Locale("en").currencies
    tender = sorted(c for c in list_currencies() if c in names and not names[c].endswith(")"))
    return [(c, f"{c} – {names[c]}") for c in common + [c for c in tender if c not in common]]
