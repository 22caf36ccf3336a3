"""What stands in the cells of an order's lines: quantities, amounts and discounts, exactly."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from accrue.exchange.converting import amount_of
from accrue.exchange.planning.item import Item
from accrue.money.currencies import exponent, is_currency

_THOUSANDS_OR_NOT = re.compile(r"[-−]?\d{1,3}[.,]\d{3}")
_THREE_PLACES = re.compile(r"(.*\d)[.,](\d{3})\D*")
LARGEST_QUANTITY = Decimal(10) ** 9


def currency_of(item: Item, otherwise: str, targets: tuple[str, ...]) -> str:
    """What a row's amounts are in: its own column, else a sign beside one of them. Raises ValueError."""
    text = item.given.get("currency", "").strip().upper()
    if text and not is_currency(text):
        raise ValueError("This is no currency. Use a three-letter code such as EUR.")
    for target in targets if not text else ():
        try:
            named = amount_of(item.given[target])[1] if item.given.get(target) else ""
        except ValueError:
            continue
        if is_currency(named):
            return named
    return text or otherwise


def major(text: str, currency: str) -> Decimal:
    """An amount in major units. Three places after a mark are decimals where the currency has so many. Raises ValueError."""
    if exponent(currency) == 3 and (found := _THREE_PLACES.fullmatch(text.strip())):
        whole, _ = amount_of(found[1])
        sign = -1 if whole < 0 or found[1].strip().startswith(("-", "−")) else 1
        return whole + sign * Decimal(found[2]).scaleb(-3)
    return amount_of(text)[0]


def minor(amount: Decimal, currency: str) -> int:
    """In minor units, halves away from nothing, as shops round."""
    return int(amount.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_UP))


def exact_minor(text: str, currency: str) -> int:
    """As `minor`; an amount with more places than the currency has is no such amount. Raises ValueError."""
    amount = major(text, currency)
    scaled = amount.scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{currency} has {exponent(currency)} decimal places; this has more.")
    return int(scaled)


def quantity_of(text: str) -> Decimal:
    """How many; at most three decimals. Raises ValueError, also where “1.500” may be one and a half or many."""
    if _THOUSANDS_OR_NOT.fullmatch(text.strip()) and not text.strip().startswith("0"):
        whole = text.strip().replace(".", "").replace(",", "")
        raise ValueError(f"This may be {whole} or {text.strip()[:-4]} and a part. Write it without the mark.")
    value, _ = amount_of(text)
    if value == 0:
        raise ValueError("A quantity is not nothing. Leave the line out.")
    if value != value.quantize(Decimal("0.001")) or abs(value) >= LARGEST_QUANTITY:
        raise ValueError("A quantity has at most three decimals and nine digits.")
    return value


def discount_of(text: str, base: Decimal, currency: str) -> Decimal:
    """What is taken off, whatever its sign; “10 %” is of the base. Raises ValueError."""
    value = abs(major(text.replace("%", ""), currency))
    return abs(base) * value / 100 if "%" in text else value


def parted(total: int, weights: list[int]) -> list[int]:
    """`total` in parts as the weights are, which add up to it."""
    whole = sum(weights)
    if not whole:
        return [total, *([0] * (len(weights) - 1))] if weights else []
    parts, so_far, given = [], 0, 0
    for weight in weights:
        so_far += weight
        reached = (2 * total * so_far + whole) // (2 * whole)
        parts.append(reached - given)
        given = reached
    return parts
