"""Money as people read it."""

from __future__ import annotations

import pytest
from babel.numbers import format_currency

from accrue.money import Money
from accrue.money.format import format_money, format_short, format_units


@pytest.mark.parametrize(
    ("minor", "currency", "whole", "exact"),
    [
        (125050, "EUR", "€1,250", "€1,250.50"),
        (-125050, "EUR", "−€1,250", "−€1,250.50"),
        (5, "GBP", "£0", "£0.05"),
        (1250, "JPY", "JP¥1,250", "JP¥1,250"),
        (1234567, "KWD", "KWD1,235", "KWD1,234.567"),
    ],
)
def test_exactly_and_in_whole_units(minor, currency, whole, exact):
    said = format_money(Money(minor, currency)).replace("\xa0", "")
    assert said == exact
    assert format_money(Money(minor, currency), cents=False).replace("\xa0", "") == whole


@pytest.mark.parametrize("locale", ["de_DE", "fr_FR", "en_IN", "ja_JP"])
def test_elsewhere_as_babel_writes_it(locale):
    amount = Money(123456789, "EUR")
    assert format_money(amount, locale=locale) == format_currency(amount.major, "EUR", locale=locale)


@pytest.mark.parametrize(
    ("major", "said"),
    [
        ("0.40", "€0"), ("999.60", "€1,000"), ("9400", "€9,400"), ("34200", "€34k"), ("999499", "€999k"),
        ("999500", "€1.00M"), ("1034000", "€1.03M"), ("-34200", "−€34k"),
    ],
)  # fmt: skip
def test_short_for_tiles(major, said):
    assert format_short(Money.of(major, "EUR")) == said


def test_short_with_its_sign():
    assert format_short(Money.of(34200, "EUR"), sign=True) == "+€34k"


def test_units_where_the_head_names_the_currency():
    assert [format_units(Money(minor, "EUR")) for minor in (0, 115000, -5060)] == ["0", "1,150", "−51"]
