"""Exact money: minor units with the currency always beside them, and dated rates."""

from accrue.money.amount import Money
from accrue.money.currencies import exponent, is_currency

__all__ = ["Money", "exponent", "is_currency"]
