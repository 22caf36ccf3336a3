"""Sums over several currencies, converted once a currency at today's rates, and said so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accrue import clock
from accrue.money import Money
from accrue.money.selectors import Rates, Total, base_currency, rates_on, total


@dataclass(frozen=True, slots=True)
class Till:
    """What converts: the base currency and the rates of the day, the same for all sums of a page."""

    base: str
    day: date
    rates: Rates = field(default_factory=dict)

    @classmethod
    def of(cls, currencies: Iterable[str]) -> Till:
        """For a page that asks for no pipeline."""
        base, day = base_currency(), clock.today()
        return cls(base, day, rates_on(currencies, base, day))

    def total(self, sums: Mapping[str, int]) -> Total:
        """Of minor units by currency."""
        return total(
            (Money(minor, code) for code, minor in sums.items()), self.base, self.day, rates=self.rates
        )

    def weighted(self, sums: Mapping[str, int], percent: int) -> Total:
        """Each currency's sum times its chance, rounded once, then converted."""
        share = Decimal(percent) / 100
        return self.total({code: Money(minor, code).times(share).minor for code, minor in sums.items()})


def added(sums: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Minor units by currency, over several such sums."""
    whole: dict[str, int] = {}
    for each in sums:
        for code, minor in each.items():
            whole[code] = whole.get(code, 0) + minor
    return whole


def together(totals: Iterable[Total], base: str) -> Total:
    """Totals in the same currency as one, naming every rate that went into them."""
    found = list(totals)
    minor = sum(each.amount.minor for each in found)
    converted = {one[0]: one for each in found for one in each.converted}
    missing = {code for each in found for code in each.missing}
    return Total(
        Money(minor, base), tuple(converted[code] for code in sorted(converted)), tuple(sorted(missing))
    )
