"""The words of a statement: days, durations and sentences as somebody reads them who never saw its files."""

from __future__ import annotations

from accrue.ui.figures import number, percent
from accrue_facts.values import Interval

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MUCH, ABOVE = 10.0, "above 1,000\u2009%"
PLAIN = {
    "programme.toml names no margin_rate": "the programme has no margin rate",
    "programme.toml names no discount_rate, so": "The programme has no discount rate, so",
    "the table costs is missing, so what the CRM cost is not known": "no cost is entered, so what Accrue cost is not known",
    "There is no table adoption, which says when each team or region began to use it": "No team has a date on which it "
    "began to work in Accrue",
    "The table adoption names no unit that adopted": "No team has a date on which it began to work in Accrue",
    "programme.toml names no go_live": "the programme has no go-live",
}


def plain(text: str) -> str:
    """The same sentence for somebody who has no file called programme.toml."""
    for technical, said in PLAIN.items():
        text = text.replace(technical, said)
    return text


def spoken(day: str) -> str:
    """2026-04-30 as 30 Apr 2026."""
    year, month, date = day.split("-")
    return f"{int(date)} {MONTHS[int(month) - 1]} {year}"


def short_period(period: str) -> str:
    """2026-04-30 as 30 Apr 26; 2026-04 as Apr 26; anything else as it is."""
    parts = period.split("-")
    if len(parts) == 3 and all(p.isdigit() for p in parts):
        return f"{int(parts[2])} {MONTHS[int(parts[1]) - 1]} {parts[0][2:]}"
    if len(parts) == 2 and parts[1].isdigit():
        return f"{MONTHS[int(parts[1]) - 1]} {parts[0][2:]}"
    return period


def chance(probability: float) -> str:
    if probability > 0.99:
        return "> 99%"
    return "< 1%" if probability < 0.01 else percent(probability)


def years(value: float) -> str:
    """Paybacks are said in months up to two years."""
    months = value * 12
    return f"{number(months, 1)} months" if months <= 24 else f"{number(value, 1)} years"


def rate_of_return(value: float) -> str:
    """A year's rate; what pays back in weeks has a huge one, which says no more than that it is huge."""
    return ABOVE if value > MUCH else percent(value)


def holds_zero(found: Interval | None) -> bool:
    return (
        found is not None
        and found.low is not None
        and found.high is not None
        and found.low <= 0 <= found.high
    )
