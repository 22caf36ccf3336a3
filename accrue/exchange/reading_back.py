"""What a cell is understood as, where a reader may wonder: days, amounts, numbers, phones, countries."""

from __future__ import annotations

from datetime import time

from accrue.exchange.converting import amount_of, moment_of
from accrue.exchange.options import Options
from accrue.exchange.targets import DAY, MONEY
from accrue.standards.countries import checked_country, country_names
from accrue.standards.phones import e164, spaced
from accrue.standards.text import tidy

SAME = {"date": DAY}
"""Types of own fields that are called otherwise than those of targets."""


def understood(type_: str, cell: str, options: Options, country: str = "") -> str:
    """“12/07/1997” as “12 Jul 1997”; empty where there is nothing to wonder about, or the cell cannot be read."""
    text = tidy(cell)
    if not text:
        return ""
    try:
        said = _said(SAME.get(type_, type_), text, options, country)
    except ValueError:
        return ""
    return "" if said.replace(" ", "") == text.replace(" ", "") else said


def _said(type_: str, text: str, options: Options, country: str) -> str:
    match type_:
        case "day":
            moment = moment_of(text, options.dates)
            day = f"{moment.day} {moment:%b %Y}"
            return day if moment.time() == time() else f"{day}, {moment:%H:%M}"
        case "number" | "money":
            amount, currency = amount_of(text)
            return f"{amount:,} {currency or options.currency or 'EUR'}" if type_ == MONEY else f"{amount:,}"
        case "phone":
            return spaced(e164(text, country or options.country))
        case "country":
            return country_names().get(checked_country(text), "")
    return ""
