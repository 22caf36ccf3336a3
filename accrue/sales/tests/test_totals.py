"""Totals over several currencies, whatever the amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue.money import Money
from accrue.sales.selectors.totals import Till, added, together

CODES = ("EUR", "USD", "JPY", "KWD")
DAY = date(2026, 11, 21)
rates = st.dictionaries(
    st.sampled_from(CODES[1:]),
    st.decimals("0.0001", "2000", places=6).map(lambda rate: (rate, DAY)),
)
sums = st.dictionaries(st.sampled_from(CODES), st.integers(0, 10**13))


@given(sums, rates)
@settings(max_examples=300, deadline=None)
def test_every_currency_is_counted_once_or_named_as_missing(minor, known):
    total = Till("EUR", DAY, known).total(minor)
    assert {code for code, _, _ in total.converted} | set(total.missing) == set(minor) - {"EUR"}
    assert not {code for code, _, _ in total.converted} & set(total.missing)
    exact = sum(
        (
            Money(amount, code).major * (known[code][0] if code != "EUR" else 1)
            for code, amount in minor.items()
            if code == "EUR" or code in known
        ),
        Decimal(0),
    )
    assert abs(total.amount.major - exact) <= Decimal("0.005") * len(minor)


@given(st.lists(sums, max_size=6))
@settings(max_examples=200, deadline=None)
def test_without_conversion_the_sum_is_exact_however_it_is_grouped(parts):
    till = Till("EUR", DAY)
    euros = [{"EUR": part.get("EUR", 0)} for part in parts]
    assert together([till.total(part) for part in euros], "EUR").amount == till.total(added(euros)).amount


@given(sums, rates, st.integers(0, 100))
@settings(max_examples=200, deadline=None)
def test_the_weighted_sum_lies_between_nothing_and_the_sum(minor, known, percent):
    till = Till("EUR", DAY, known)
    assert 0 <= till.weighted(minor, percent).amount.minor <= till.total(minor).amount.minor + 2 * len(minor)


@pytest.mark.parametrize("percent", [0, 100])
def test_certainty_changes_nothing(percent):
    till = Till("EUR", DAY, {"USD": (Decimal("0.9"), DAY)})
    minor = {"EUR": 333_33, "USD": 777_77}
    whole = till.total(minor).amount.minor
    assert till.weighted(minor, percent).amount.minor == whole * percent // 100
