from __future__ import annotations

from datetime import date
from decimal import Decimal

from accrue.errors import Invalid
from accrue.money.currencies import is_currency
from accrue.money.models import Books, Rate


def set_rate(*, base: str, currency: str, day: date, rate: Decimal) -> Rate:
    """Keep what one unit of `currency` is worth in `base` from `day` on."""
    for code in (base, currency):
        _must_be_currency(code)
    if base == currency:
        raise Invalid("money.same_currency", f"{base} is always worth one {base}.")
    if rate <= 0:
        raise Invalid("money.rate_not_positive", "A rate is above zero.")
    return Rate.objects.update_or_create(base=base, currency=currency, day=day, defaults={"rate": rate})[0]


def set_base_currency(code: str) -> Books:
    """Draw totals in this currency from now on. Rates to another base stay, unused."""
    _must_be_currency(code)
    return Books.objects.update_or_create(pk=1, defaults={"base_currency": code})[0]


def _must_be_currency(code: str) -> None:
    if not is_currency(code):
        raise Invalid(
            "money.unknown_currency", f"“{code}” is not a currency. Use a three-letter code such as EUR."
        )
