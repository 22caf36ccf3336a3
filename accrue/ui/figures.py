"""Figures and evidence as people read them, in pages, charts and mails alike. “−” for minus."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from babel.numbers import format_decimal, format_percent

MINUS = "−"

type Figure = int | float | Decimal
type Evidence = Literal["measured", "modelled", "declared"]


def number(value: Figure | None, places: int = 0, locale: str = "en_GB") -> str:
    """1,234.5; empty text for None."""
    if value is None:
        return ""
    if isinstance(value, int) and not places and locale == "en_GB":
        return f"{value:,}".replace("-", MINUS)  # the same text, thirty times as quick
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, pattern, locale=locale).replace("-", MINUS)


def percent(share: Figure | None, places: int = 0, locale: str = "en_GB") -> str:
    """0.279 as 27.9% (places=1)."""
    if share is None:
        return ""
    pattern = "#,##0" + ("." + "0" * places if places else "") + "%"
    return format_percent(share, pattern, locale=locale).replace("-", MINUS)


def level_text(level: float) -> str:
    """How sure an interval is, 0.9 as 90 % with a thin space; “interval” follows."""
    return f"{100 * level:g}\u2009%"


def signed(value: Figure | None, places: int = 0) -> str:
    """+6.0, −2.5, 0"""
    if value is None:
        return ""
    text = number(value, places)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def evidence(grade: str) -> Evidence:
    """What a grade means to a reader. ValueError for a grade that is none."""
    kinds: dict[str, Evidence] = {
        "A": "measured",
        "B": "measured",
        "C": "modelled",
        "D": "modelled",
        "E": "declared",
    }
    if grade not in kinds:
        raise ValueError(f"{grade!r} is no grade of evidence; grades are A to E")
    return kinds[grade]
