from __future__ import annotations

from decimal import Decimal

from django import template

from accrue.money.amount import Money
from accrue.money.format import format_money, format_short, format_units

register = template.Library()


@register.filter
def money(amount: Money | None) -> str:
    """€1,250.50"""
    return "" if amount is None else format_money(amount)


@register.filter
def money_whole(amount: Money | None) -> str:
    """€1,250"""
    return "" if amount is None else format_money(amount, cents=False)


@register.filter
def units(amount: Money | None) -> str:
    """1,250: for tables whose head names the currency"""
    return "" if amount is None else format_units(amount)


@register.filter
def money_short(amount: Money | None) -> str:
    """€1.25M"""
    return "" if amount is None else format_short(amount)


@register.filter
def rate(value: Decimal) -> str:
    """0.92 without the zeros that only fill its column."""
    return f"{value.normalize():f}"
