"""Conversion at the day's rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db.models import DateField, Func, JSONField, Subquery, Value
from django.db.models.functions import Coalesce

from accrue.errors import Invalid
from accrue.money.amount import Money
from accrue.money.currencies import exponent
from accrue.money.models import Books, Rate

USUAL_BASE = "EUR"


def base_currency() -> str:
    """The currency that totals over several currencies are drawn in."""
    return Books.objects.values_list("base_currency", flat=True).first() or USUAL_BASE


def with_base_currency() -> Coalesce:
    """The base currency as a column, for a query that is made anyway."""
    return Coalesce(Subquery(Books.objects.order_by("pk").values("base_currency")[:1]), Value(USUAL_BASE))


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


class BooksOn(Func):
    """Base currency and the day's rates as JSON, inside another query: `{"base", "rates": {code: [rate, day]}}`.

    A page that may cost few queries asks so; `books_of` reads it.
    """

    output_field = JSONField()
    template = """(SELECT jsonb_build_object('base', books.base, 'rates', COALESCE((
        SELECT jsonb_object_agg(latest.currency, jsonb_build_array(latest.rate::text, latest.day::text)) FROM (
            SELECT DISTINCT ON (currency) currency, rate, day FROM money_rate
            WHERE base = books.base AND day <= %(expressions)s ORDER BY currency, day DESC) latest
        ), '{}'::jsonb)) FROM (SELECT COALESCE((SELECT base_currency FROM money_books), 'EUR') AS base) books)"""

    def __init__(self, day: date) -> None:
        super().__init__(Value(day, output_field=DateField()))


def books_of(read: dict[str, Any]) -> tuple[str, Rates]:
    """(base currency, rates) of what `BooksOn` gave."""
    rates = {code: (Decimal(rate), date.fromisoformat(day)) for code, (rate, day) in read["rates"].items()}
    return read["base"], rates


type Rates = dict[str, tuple[Decimal, date]]


def rates_on(currencies: Iterable[str], base: str, day: date) -> Rates:
    """(rate, its day) of each currency on that day, as far as there is one; asks nothing for the base alone."""
    wanted = set(currencies) - {base}
    if not wanted:
        return {}
    rows = (
        Rate.objects.filter(base=base, currency__in=wanted, day__lte=day)
        .order_by("currency", "-day")
        .distinct("currency")
    )
    return {row.currency: (row.rate, row.day) for row in rows}


def total(amounts: Iterable[Money], base: str, day: date, *, rates: Rates | None = None) -> Total:
    """Sum by currency first, then convert each sum once, so that rounding happens once a currency.

    Currencies without a rate are left out and named in `missing`. Pass the day's `rates` where several totals are
    drawn at once.
    """
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    if rates is None:
        rates = rates_on(sums, base, day)
    whole = Money(sums.pop(base, 0), base)
    used = {currency: rates[currency] for currency in sums if currency in rates}
    for currency, (rate, _) in used.items():
        whole += _converted(Money(sums[currency], currency), base, rate)
    return Total(
        whole,
        tuple((currency, rate, since) for currency, (rate, since) in sorted(used.items())),
        tuple(sorted(set(sums) - set(used))),
    )


def _converted(amount: Money, base: str, rate: Decimal) -> Money:
    if amount.currency == base:
        return amount
    minor = (amount.major * rate).scaleb(exponent(base)).to_integral_value(ROUND_HALF_EVEN)
    return Money(int(minor), base)
