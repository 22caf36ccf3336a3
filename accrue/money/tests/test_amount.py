"""Amounts are exact, and never mixed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accrue.errors import Invalid
from accrue.money import Money


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("19.99", "EUR", 1999),
        ("-0.01", "EUR", -1),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1234),
        (7, "USD", 700),
    ],
)
def test_major_units_become_minor_ones_by_currency(written, currency, minor):
    assert Money.of(written, currency) == Money(minor, currency)
    assert Money(minor, currency).major == Decimal(written)


@pytest.mark.parametrize(
    ("written", "currency", "said"),
    [
        ("19.999", "EUR", "2 decimal places"),
        ("0.5", "JPY", "0 decimal places"),
        ("NaN", "EUR", "2 decimal places"),
        ("a lot", "EUR", "not an amount"),
        ("1", "EURO", "not a currency"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(written, currency, said):
    with pytest.raises(Invalid, match=said):
        Money.of(written, currency)


@given(st.integers(), st.integers())
def test_adding_and_taking_away_loses_nothing(one, other):
    assert Money(one, "EUR") + Money(other, "EUR") - Money(other, "EUR") == Money(one, "EUR")


def test_currencies_do_not_mix():
    euro, pound = Money(1, "EUR"), Money(1, "GBP")
    for together in (lambda: euro + pound, lambda: euro - pound, lambda: euro < pound):
        with pytest.raises(ValueError, match="convert one first"):
            together()


@pytest.mark.parametrize(("minor", "kept"), [(5, 2), (15, 8), (25, 12), (-5, -2), (7, 4)])
def test_shares_round_half_to_even(minor, kept):
    assert Money(minor, "EUR").times(Decimal("0.5")) == Money(kept, "EUR")
