"""Margin by unit and period: added up from orders and items, or read from the table panel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from accrue_facts.draft import Frame
from accrue_facts.panel import Panel, read_adoption, read_panel
from accrue_facts.periods import read_period
from accrue_facts.series import day_number, next_start, orders_kpi
from accrue_facts.sold import sold_by_unit
from accrue_facts.tables import Flags, Floats, Ints, Table
from accrue_facts.worth import Worth


@dataclass(frozen=True, slots=True, eq=False)
class UnitPanel:
    """`panel.values` is money. Row r of the table `source` is worth `money[r]`, and belongs to unit `unit[r]` and period
    `period[r]` of the panel (−1: to none). `ids` and `people` by row; `people` is None where the table names none.

    `dates`: when each unit adopted (a day's number, or a running one), None for never; `what` says what a unit is.
    """

    source: Literal["orders", "items", "panel"]
    what: str
    panel: Panel
    dates: dict[str, int | None]
    money: Floats
    unit: Ints
    period: Ints
    ids: list[str]
    people: list[str] | None
    rate_share: float | None
    notes: tuple[str, ...] = ()

    def rows_in(self, cells: Flags) -> Ints:
        """The rows that belong to the chosen `cells` (units, periods)."""
        inside = (self.unit >= 0) & (self.period >= 0)
        rows = np.flatnonzero(inside)
        return rows[cells[self.unit[rows], self.period[rows]]]


def orders_panel(frame: Frame, worth: Worth, covered: frozenset[str]) -> UnitPanel | str:
    """Margin by unit and month, without the orders of the people `covered` elsewhere; or why there is none.

    Units are teams, else regions, countries or segments of people, or products: whichever most of the units that
    adopted are.
    """
    table = frame.facts.get("adoption")
    if table is None:
        return "There is no table adoption, which says when each team or region began to use it."
    dates = adoption_days(table)
    adopted = [unit for unit, day in dates.items() if day is not None]
    if not adopted:
        return "The table adoption names no unit that adopted."
    sold = sold_by_unit(frame, worth, adopted)
    if isinstance(sold, str):
        return sold
    end = frame.span.end if frame.span.is_end_asked else None
    go_live = frame.facts.settings.go_live or frame.span.start
    kpi = orders_kpi("margin", worth.moments, worth.money, go_live=go_live, end=end, every="month")
    if kpi.values.size < 2:
        return "The orders do not span two whole months."
    of_order = np.full(worth.money.size, -1, dtype=np.int64)
    for at, rows in enumerate(kpi.rows):
        of_order[rows] = at
    buyers = [str(one) for one in worth.orders.texts("person_id")]
    outside, told = _outside(buyers, covered)
    of_order = np.where(outside, -1, of_order)
    period = np.where(sold.of >= 0, of_order[sold.of], -1)
    values = np.zeros((len(sold.units), kpi.values.size))
    inside = (sold.unit >= 0) & (period >= 0)
    np.add.at(values, (sold.unit[inside], period[inside]), sold.money[inside])
    panel = Panel(worth.orders.file, tuple(sold.units), "month", kpi.periods, kpi.starts, values)
    orders = [str(one) for one in worth.orders.texts("order_id")]
    return UnitPanel(
        sold.source, sold.what, panel, dates, sold.money, sold.unit, period, _of(orders, sold.of), _of(buyers, sold.of),
        sold.rate_share, (*sold.notes, *told),
    )  # fmt: skip


def table_panel(frame: Frame) -> UnitPanel | str | None:
    """The table panel as money; None where it is not there or not said to be money."""
    table, measure = frame.facts.get("panel"), frame.facts.settings.panel_measure
    if table is None or measure is None:
        return None
    rate = 1.0 if measure == "margin" else frame.facts.settings.margin_rate
    if rate is None:
        return "The panel is revenue, and programme.toml names no margin_rate."
    adoption = frame.facts.get("adoption")
    if adoption is None:
        return "There is no table adoption, which says when each unit of the panel began to use it."
    whole = read_panel(table)
    dates = read_adoption(adoption, whole)
    panel = _until(whole, frame.span.end)
    if not set(panel.units) & {unit for unit, day in dates.items() if day is not None}:
        return "No unit of the panel adopted."
    if len(panel.periods) < 2:
        return "The panel has no two whole periods."
    texts = [str(one) for one in table.texts("period")]
    at = {text: i for i, text in enumerate(panel.periods)}
    period = np.array([at.get(read_period(text).text, -1) for text in texts], dtype=np.int64)
    unit = table.codes("unit")[1]
    ids = [f"{name}, {text}" for name, text in zip(table.texts("unit"), texts, strict=True)]
    panel = replace(panel, values=panel.values * rate)
    return UnitPanel(
        "panel", "unit", panel, dates, table.numbers("value") * rate, unit, period, ids, None, float(measure == "revenue")
    )  # fmt: skip


def adoption_days(table: Table) -> dict[str, int | None]:
    """The day each unit adopted, None for never; a running number is no day, and so unknown."""
    texts = table.texts("adopted_at") if table.has("adopted_at") else [None] * table.rows
    found: dict[str, int | None] = {}
    for unit, text in zip(table.texts("unit"), texts, strict=True):
        start = None if text is None else read_period(text).start
        found[str(unit)] = None if start is None else day_number(start)
    return found


def _of(texts: list[str], rows: Ints) -> list[str]:
    return [texts[row] if row >= 0 else "" for row in rows.tolist()]


def _outside(people: list[str], covered: frozenset[str]) -> tuple[Flags, tuple[str, ...]]:
    outside = np.array([person in covered for person in people], dtype=bool)
    if not outside.any():
        return outside, ()
    left = len({person for person, out in zip(people, outside, strict=True) if out})
    return outside, (
        f"Orders of {left:,} people whom holdout lines count are left out of the roll-out, so that nobody's margin "
        "is in two lines.",
    )


def _until(panel: Panel, end: date) -> Panel:
    if panel.every == "number":
        return panel
    last = day_number(end)
    n = sum(1 for start in panel.starts if next_start(panel.every, int(start)) - 1 <= last)
    return replace(panel, periods=panel.periods[:n], starts=panel.starts[:n], values=panel.values[:, :n])
