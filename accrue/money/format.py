"""Money as people read it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache

from babel.numbers import format_currency, get_currency_precision, get_currency_symbol

from accrue.money.amount import Money

MINUS = "−"


def format_money(amount: Money, *, locale: str = "en_GB", cents: bool = True) -> str:
    """“€1,250.50”; `cents=False` rounds to whole units for headlines and boards."""
    text = _format(amount.currency, locale, cents)(abs(amount.major))
    return f"{MINUS}{text}" if amount.minor < 0 else text


def format_units(amount: Money) -> str:
    """“1,250”: whole units without the currency, for tables whose head names it."""
    text = f"{abs(amount.major):,.0f}"
    return f"{MINUS}{text}" if amount.minor < 0 else text


@cache
def _format(currency: str, locale: str, cents: bool) -> Callable[[Decimal], str]:
    """How a currency is written somewhere. Babel works its pattern out anew for each amount, which costs a page of amounts
    more than all else; where Python's own grouping comes to the same text, that is used."""

    def by_babel(major: Decimal) -> str:
        if cents:
            return str(format_currency(major, currency, locale=locale))
        return str(format_currency(major, currency, "¤#,##0", locale=locale, currency_digits=False))

    places = get_currency_precision(currency) if cents else 0
    before = by_babel(Decimal(0)).removesuffix(f"{Decimal(0):,.{places}f}")

    def plainly(major: Decimal) -> str:
        return f"{before}{major:,.{places}f}"

    probes = [Decimal(text) for text in ("0", "0.5", "1.005", "12.345", "999.99", "1234.5", "9876543210.12")]
    return plainly if all(plainly(probe) == by_babel(probe) for probe in probes) else by_babel


def format_short(amount: Money, *, locale: str = "en_GB", sign: bool = False) -> str:
    """“€342k”, “€1.03M”: for charts and tiles, never where a figure is reconciled."""
    value, symbol = abs(amount.major), get_currency_symbol(amount.currency, locale=locale)
    if value >= 999_500:  # what would else be read as 1000k
        text = f"{value / Decimal(1_000_000):.2f}M"
    elif value >= 10_000:
        text = f"{value / Decimal(1_000):.0f}k"
    else:
        text = f"{value:,.0f}"
    mark = MINUS if amount.minor < 0 else "+" if sign else ""
    return f"{mark}{symbol}{text}"
