"""What was sold of each unit: orders by team or region, by the country or segment of people, or items by product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from accrue_facts.draft import Frame
from accrue_facts.tables import Flags, Floats, Ints, Table
from accrue_facts.worth import Worth

DIMENSIONS = ("team", "region", "country", "segment", "product")
ORDER_COLUMNS = ("team", "region")


@dataclass(frozen=True, slots=True, eq=False)
class Sold:
    """Rows of the table `source`, each worth `money[r]`, of unit `unit[r]` (−1: none) and order `of[r]` (a row of
    orders; −1: none). `rate_share`: see `Worth`. `what` says what a unit is."""

    what: str
    source: Literal["orders", "items"]
    units: list[str]
    unit: Ints
    of: Ints
    money: Floats
    rate_share: float | None
    notes: tuple[str, ...] = ()


def sold_by_unit(frame: Frame, worth: Worth, adopted: list[str]) -> Sold | str:
    """By whichever dimension most of the units that adopted are of; or why there is none."""
    names = {what: _names(frame, worth.orders, what) for what in DIMENSIONS}
    what = max(DIMENSIONS, key=lambda one: len(set(adopted) & names[one]))
    if not set(adopted) & names[what]:
        return f"No order is of a team, region, country, segment or product such as '{adopted[0][:40]}', which adoption names."
    if what == "product":
        return _items(frame, worth)
    units, unit = _units(frame, worth.orders, what)
    none = int((unit < 0).sum())
    told = (f"{none:,} orders name no {what} and are left out of the roll-out.",) if none else ()
    rows = np.arange(worth.money.size)
    return Sold(what, "orders", units, unit, rows, worth.money, worth.rate_share, told)


def _names(frame: Frame, orders: Table, what: str) -> set[str]:
    people, items = frame.facts.get("people"), frame.facts.get("items")
    if what in ORDER_COLUMNS:
        return set(orders.codes(what)[0]) if orders.has(what) else set()
    if what == "product":
        return set() if items is None else set(items.codes("item")[0])
    return set(people.codes(what)[0]) if people is not None and people.has(what) else set()


def _units(frame: Frame, orders: Table, what: str) -> tuple[list[str], Ints]:
    """The units there are, and that of each order."""
    if what in ORDER_COLUMNS:
        return orders.codes(what)
    people = frame.facts.tables["people"]
    names, code = people.codes(what)
    of = dict(zip(people.texts("person_id"), code.tolist(), strict=True))
    ids, person = orders.codes("person_id")
    return names, np.array([of.get(one, -1) for one in ids], dtype=np.int64)[person]


def _items(frame: Frame, worth: Worth) -> Sold | str:
    """Rows of items in the currency of their order, by their margin, else amount × margin_rate."""
    items = frame.facts.tables["items"]
    if not items.has("order_id"):
        return "The table items names no order, so what was sold of each product is not known by month."
    if not items.has("amount") and not items.has("margin"):
        return "The table items has no amount, so what each product brought is not known."
    place = {one: row for row, one in enumerate(worth.orders.texts("order_id"))}
    ids, code = items.codes("order_id")
    # the last one stands for code −1: an item that names no order
    of = np.append(np.array([place.get(one, -1) for one in ids], dtype=np.int64), -1)[code]
    money, named = _item_money(frame, items)
    if np.isnan(money[of >= 0]).any():
        return "Some items name no amount or margin, so what their product brought is not known."
    rate = frame.money.convert(worth.orders, np.ones(worth.money.size), worth.moments)
    units, unit = items.codes("item")
    share = 0.0 if named.all() else None if named.any() else 1.0
    return Sold(
        "product", "items", units, unit, of, np.where(of >= 0, money * rate[of], 0.0), share, _untold(of, worth)
    )  # fmt: skip


def _item_money(frame: Frame, items: Table) -> tuple[Floats, Flags]:
    rate = frame.facts.settings.margin_rate
    money = np.full(items.rows, np.nan)
    if items.has("amount"):
        money = items.numbers("amount") * (np.nan if rate is None else rate)
    margin = items.numbers("margin") if items.has("margin") else np.full(items.rows, np.nan)
    named = ~np.isnan(margin)
    return np.where(named, margin, money), named


def _untold(of: Ints, worth: Worth) -> tuple[str, ...]:
    told = []
    without = worth.money.size - np.unique(of[of >= 0]).size
    if without:
        told.append(
            f"{without:,} orders, refunds among them, have no items and are left out of the roll-out."
        )
    if (of < 0).any():
        told.append(
            f"{int((of < 0).sum()):,} items are of no order there is, and are left out of the roll-out."
        )
    return tuple(told)
