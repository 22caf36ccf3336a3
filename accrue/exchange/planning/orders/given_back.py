"""What a file says was given back of an order: a column of it, or rows of their own with a negative total."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from accrue.exchange.planning.item import Item
from accrue.exchange.planning.orders.sums import OF_LINE, Sums

BACK, BACK_NET, BACK_AT = "back", "back_net", "back_at"
"""Where a row that is a refund keeps what it gives back, with tax or without, and when."""
_APART = {"total": BACK, "total_net": BACK_NET, "ordered_at": BACK_AT}
_OF_ORDER = ("status", "tax", "shipping", "discount", "cancelled_at")


def set_apart(lines: Sequence[Item]) -> None:
    """Let rows that only take something off an order that stands beside them say so; the order is without them."""
    refunds = [line for line in lines if _is_refund(line)]
    if len(refunds) == len(lines):
        return
    for line in refunds:
        for target, place in _APART.items():
            if text := line.given.pop(target, ""):
                line.given[place] = text
        for target in _OF_ORDER:
            line.given.pop(target, None)


def _is_refund(line: Item) -> bool:
    given = line.given
    text = given.get("total_net") or given.get("total") or ""
    return text.lstrip("€$£ ").startswith(("-", "−", "(")) and not any(given.get(name) for name in OF_LINE)


def give_back(item: Item, sums: Sums, moment: Callable[[str], datetime]) -> None:
    """Put (minor units net of tax, when) in the order's values as `refund`; what is wrong, or assumed, to its cells."""
    amount = _net(item, sums)
    if not amount:
        return
    net = sum(line.amount_minor for _, line in item.values["lines"])
    values, is_whole = item.values, amount == net
    if values.get("status") == "cancelled" and not is_whole:
        item.warnings["refunded"] = "The order is cancelled, so all of it counts as given back."
        return
    at = (
        _latest(item, moment)
        or values.get("refunded_at")
        or (values.get("cancelled_at") if is_whole else None)
    )
    ordered_at = values.get("ordered_at")
    if at and ordered_at and at.date() < ordered_at.date():
        item.faults["refunded_at"] = "This is before it was ordered."
    elif at is None:
        item.warnings["refunded"] = (
            "It is not said when this was refunded, so it counts on the day of the order."
        )
    values["refund"] = (amount, at)
    values["is_refunded"] = is_whole


def _net(item: Item, sums: Sums) -> int:
    """Net of tax, in the order's measure; 0 where nothing was given back, or something is wrong with it."""
    said, rows = abs(sums.of_order("refunded") or 0), sums.added(BACK)
    rows_net = sums.added(BACK_NET)
    if item.faults or any(line.faults for line in item.lines) or not (said or rows or rows_net):
        return 0
    if not item.values.get("lines"):
        item.faults["refunded"] = "Say what the order came to, so that it is known how much of this is tax."
        return 0
    net: int = sum(line.amount_minor for _, line in item.values["lines"])
    with_tax = said or rows
    if with_tax > sums.paid or rows_net > net:
        item.faults["refunded"] = (
            f"Only {sums.money(sums.paid if with_tax else net)} was paid for this order."
        )
        return 0
    if not with_tax:
        return rows_net
    found = (2 * with_tax * net + sums.paid) // (2 * sums.paid)
    if not found:
        item.warnings["refunded"] = "Net of tax this comes to nothing, so it is left out."
    return found


def _latest(item: Item, moment: Callable[[str], datetime]) -> datetime | None:
    """The day of the last row that gives something back."""
    found = []
    for line in item.lines:
        if text := line.given.get(BACK_AT, ""):
            try:
                found.append(moment(text))
            except ValueError as error:
                line.faults["refunded_at"] = str(error)
    return max(found, default=None)
