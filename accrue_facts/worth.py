"""What each order is worth: its margin in the base currency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.draft import Frame
from accrue_facts.tables import Days, Floats, Table


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """The margin of each row of `orders`, in money. `rate_share`: the part of it that is amount × margin_rate, where
    that is all (1) or nothing (0); None where some orders name their margin and others do not."""

    orders: Table
    moments: Days
    money: Floats
    rate_share: float | None


def orders_worth(frame: Frame) -> Worth | str | None:
    """None without orders; why the margin of some is not known, in words."""
    orders = frame.facts.get("orders")
    if orders is None:
        return None
    moments = orders.times("ordered_at")
    rate = frame.facts.settings.margin_rate
    revenue = frame.money.convert(orders, orders.numbers("amount"), moments)
    money = revenue * (np.nan if rate is None else rate)
    named = np.zeros(orders.rows, dtype=bool)
    if orders.has("margin"):
        margin = frame.money.convert(orders, orders.numbers("margin"), moments)
        named = ~np.isnan(margin)
        money = np.where(named, margin, money)
    if np.isnan(money).any():
        return "some orders name no margin" if orders.has("margin") else "orders name no margin"
    return Worth(orders, moments, money, 0.0 if named.all() else None if named.any() else 1.0)
