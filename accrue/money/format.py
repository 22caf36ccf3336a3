"""Money as people read it."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency, get_currency_symbol

from accrue.money.amount import Money

MINUS = "−"


def format_money(amount: Money, *, locale: str = "en_GB", cents: bool = True) -> str:
    """“€1,250.50”; `cents=False` rounds to whole units for headlines and boards."""
    places = "¤#,##0.00" if cents else "¤#,##0"
    if not cents:
        text = format_currency(
            abs(amount.major), amount.currency, places, locale=locale, currency_digits=False
        )
    else:
        text = format_currency(abs(amount.major), amount.currency, locale=locale)
    return f"{MINUS}{text}" if amount.minor < 0 else text


def format_short(amount: Money, *, locale: str = "en_GB", sign: bool = False) -> str:
    """“€342k”, “€1.03M”: for charts and tiles, never where a figure is reconciled."""
    value, symbol = abs(amount.major), get_currency_symbol(amount.currency, locale=locale)
    if value >= 1_000_000:
        text = f"{value / Decimal(1_000_000):.2f}M"
    elif value >= 10_000:
        text = f"{value / Decimal(1_000):.0f}k"
    elif value >= 1_000:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.0f}"
    mark = MINUS if amount.minor < 0 else "+" if sign else ""
    return f"{mark}{symbol}{text}"
