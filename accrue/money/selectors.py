"""Conversion at the day's rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from accrue.errors import Invalid
from accrue.money.amount import Money
from accrue.money.currencies import exponent
from accrue.money.models import Books, Rate

USUAL_BASE = "EUR"


def base_currency() -> str:
    """The currency that totals over several currencies are drawn in."""
    return Books.objects.values_list("base_currency", flat=True).first() or USUAL_BASE


def rate_on(currency: str, base: str, day: date) -> Decimal:
    """The rate of the day, or the last one before it. Raises Invalid where there is none."""
    if currency == base:
        return Decimal(1)
    found = Rate.objects.filter(base=base, currency=currency, day__lte=day).order_by("-day").first()
    if found is None:
        raise Invalid(
            "money.no_rate",
            f"There is no rate from {currency} to {base} on or before {day}. Add one under Settings, Currencies.",
        )
    return found.rate


def convert(amount: Money, base: str, day: date) -> Money:
    return _converted(amount, base, rate_on(amount.currency, base, day))


@dataclass(frozen=True, slots=True)
class Total:
    """A sum in one currency; `converted` names the currencies and rates that went into it, empty when none did."""

    amount: Money
    converted: tuple[tuple[str, Decimal, date], ...]
    missing: tuple[str, ...]


def total(amounts: Iterable[Money], base: str, day: date) -> Total:
    """Sum by currency first, then convert each sum once, so that rounding happens once a currency.

    Currencies without a rate are left out and named in `missing`.
    """
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    rates = (
        {
            r.currency: r
            for r in Rate.objects.filter(base=base, currency__in=set(sums) - {base}, day__lte=day)
            .order_by("currency", "-day")
            .distinct("currency")
        }
        if set(sums) - {base}
        else {}
    )
    whole = Money(sums.pop(base, 0), base)
    for currency, rate in rates.items():
        whole += _converted(Money(sums[currency], currency), base, rate.rate)
    return Total(
        whole,
        tuple((c, r.rate, r.day) for c, r in sorted(rates.items())),
        tuple(sorted(set(sums) - set(rates))),
    )


def _converted(amount: Money, base: str, rate: Decimal) -> Money:
    if amount.currency == base:
        return amount
    minor = (amount.major * rate).scaleb(exponent(base)).to_integral_value(ROUND_HALF_EVEN)
    return Money(int(minor), base)
