"""An amount of money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from accrue.errors import Invalid
from accrue.money.currencies import exponent, is_currency


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`minor` counts the currency's smallest units: Money(1999, "EUR") is 19.99 euro."""

    minor: int
    currency: str

    @classmethod
    def of(cls, major: Decimal | int | str, currency: str) -> Money:
        """From major units, exactly: more decimals than the currency has are an error, not a rounding."""
        if not is_currency(currency):
            raise Invalid(
                "money.unknown_currency",
                f"“{currency}” is not a currency. Use a three-letter code such as EUR.",
            )
        try:
            scaled = Decimal(major).scaleb(exponent(currency))
        except InvalidOperation:
            raise Invalid(
                "money.not_a_number", f"“{major}” is not an amount. Write it like 1250.50."
            ) from None
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            places = exponent(currency)
            raise Invalid("money.too_precise", f"{currency} has {places} decimal places; {major} has more.")
        return cls(int(scaled), currency)

    @property
    def major(self) -> Decimal:
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def times(self, factor: Decimal) -> Money:
        """Rounded half to even to the minor unit."""
        return Money(int((self.minor * factor).to_integral_value(ROUND_HALF_EVEN)), self.currency)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up; convert one first")
