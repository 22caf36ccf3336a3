"""What the CRM cost for each order, for each user and month, and for each deal that was won."""

from __future__ import annotations

import numpy as np

from accrue_facts.draft import Frame
from accrue_facts.tables import Days
from accrue_facts.values import UnitCost


def unit_costs(frame: Frame, cost: float | None) -> tuple[UnitCost, ...]:
    """The whole cost of the period over what happened in it; None without a cost or anything to share it over.

    Users are those who did a task, else those who own a deal that was opened or decided: each counts in every month in
    which that happened.
    """
    orders, deals = _orders(frame), _won(frame)
    users, why = _user_months(frame)
    return (
        _unit("order", "Cost of each order", cost, orders, "There is no table orders."),
        _unit("user_month", "Cost of each user and month", cost, users, why),
        _unit("won_deal", "Cost of each deal won", cost, deals, "There is no table deals."),
    )


def _unit(per: str, label: str, cost: float | None, count: int | None, missing: str) -> UnitCost:
    if cost is None:
        return UnitCost(per, label, None, count, "The table costs is missing.")
    if not count:
        return UnitCost(
            per, label, None, count, missing if count is None else "There was none in the period."
        )
    return UnitCost(per, label, cost / count, count, None)


def _orders(frame: Frame) -> int | None:
    """Orders of the period; refunds are none."""
    orders = frame.facts.get("orders")
    if orders is None:
        return None
    return int((frame.span.holds(orders.times("ordered_at")) & (orders.numbers("amount") >= 0)).sum())


def _won(frame: Frame) -> int | None:
    deals = frame.facts.get("deals")
    if deals is None or not deals.has("closed_at"):
        return None
    won = np.array([outcome == "won" for outcome in deals.texts("outcome")], dtype=bool)
    return int((won & _inside(frame, deals.times("closed_at"))).sum())


def _user_months(frame: Frame) -> tuple[int | None, str]:
    tasks, deals = frame.facts.get("tasks"), frame.facts.get("deals")
    if tasks is not None:
        return _months([(tasks.codes("user_id")[1], tasks.times("done_at"))], frame), ""
    if deals is not None and deals.has("owner_id"):
        owner = deals.codes("owner_id")[1]
        columns = [c for c in ("created_at", "closed_at") if deals.has(c)]
        return _months([(owner, deals.times(c)) for c in columns], frame), ""
    return None, "Neither tasks nor deals say who works in it."


def _months(found: list[tuple[np.ndarray[tuple[int, ...], np.dtype[np.int64]], Days]], frame: Frame) -> int:
    pairs: set[tuple[int, int]] = set()
    for who, when in found:
        inside = _inside(frame, when) & (who >= 0)
        month = when[inside].astype("datetime64[M]").astype(np.int64)
        pairs |= set(zip(who[inside].tolist(), month.tolist(), strict=True))
    return len(pairs)


def _inside(frame: Frame, when: Days) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.asarray(frame.span.holds(when) & ~np.isnat(when))
