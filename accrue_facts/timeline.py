"""`accrue measure timeline`: one measure before and after go-live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from accrue_facts.answers import Answer, estimate, finite, refusals
from accrue_facts.currency import converter
from accrue_facts.errors import FactsError
from accrue_facts.go_live import go_live_number, go_live_text
from accrue_facts.series import Kpi, day_of, measures, orders_kpi, series_kpi
from accrue_facts.tables import Facts, Table
from accrue_facts.trend import measured
from accrue_stats.estimate import Refusal
from accrue_stats.timeline.effect import TimelineEffect

TABLES = ("series", "orders", "rates")
ORDER_MEASURES = ("orders", "revenue", "margin")


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """`found` is None where nothing could be computed; `first` is the index of the first period after go-live."""

    kpi: Kpi
    go_live: str
    first: int
    found: TimelineEffect | None
    refusals: tuple[Refusal, ...]
    level: float

    @property
    def answer(self) -> Answer:
        """`accrue measure timeline --json`."""
        found = self.found
        shown = None if self.refusals else found
        return {
            "measure": self.kpi.measure,
            "go_live": self.go_live,
            "every": self.kpi.every,
            "periods": {"before": self.first, "after": int(self.kpi.values.size) - self.first},
            "effect": estimate(shown.effect) if shown else None,
            "relative": estimate(shown.relative) if shown else None,
            "total": estimate(shown.total) if shown else None,
            "inflation": finite(found.inflation) if found else None,
            "pseudo_launches": found.pseudo_launches if found else 0,
            "grade": None if self.refusals else "D" if self.kpi.control is None else "C",
            "level": self.level,
            "refused": refusals(self.refusals, self.kpi.measure),
        }


def measure_timeline(
    facts: Facts,
    measure: str,
    go_live: str | None,
    *,
    control: bool,
    every: Literal["day", "week", "month"] | None,
    level: float,
) -> Timeline:
    """The effect of `go_live` on `measure`. FactsError when there is no such measure, control or go-live.

    `measure` is one of the table series; where it has none of that name, orders, revenue or margin are added up from
    orders by whole periods (weeks unless `every` says otherwise), counted from the go-live.
    """
    series = facts.get("series")
    if series is not None and measure in measures(series):
        kpi = series_kpi(series, measure)
        if control and kpi.control is None:
            raise FactsError(
                "facts.no_control", f"{series.file}, column control: there is none for {measure!r}."
            )
        kpi = kpi if control else _without_control(kpi)
        day = go_live_number(facts, go_live, is_number=kpi.every == "number")
    else:
        table = _orders(facts, series, measure, control)
        day = go_live_number(facts, go_live, is_number=False)
        kpi = _from_orders(facts, table, measure, day_of(day), every or "week")
    found, refused = measured(kpi, day, level=level)
    return Timeline(
        kpi, go_live_text(day, is_number=kpi.every == "number"), kpi.first_after(day), found, refused, level
    )


def _without_control(kpi: Kpi) -> Kpi:
    return Kpi(kpi.measure, kpi.every, kpi.periods, kpi.starts, kpi.values, None, kpi.rows, kpi.gap)


def _orders(facts: Facts, series: Table | None, measure: str, control: bool) -> Table:
    orders = facts.get("orders")
    if orders is None or measure not in ORDER_MEASURES:
        there = [*(measures(series) if series else []), *(ORDER_MEASURES if orders else [])]
        listed = ", ".join(there[:12]) or "none, for the tables series and orders are missing"
        where = f"{series.file}, column measure" if series else facts.source
        raise FactsError(
            "facts.no_measure", f"{where}: there is no measure {measure!r}; there are: {listed}."
        )
    if control:
        raise FactsError(
            "facts.no_control",
            f"{orders.file}: orders have no control series; put one into the table series.",
        )
    return orders


def _from_orders(
    facts: Facts, orders: Table, measure: str, go_live: date, every: Literal["day", "week", "month"]
) -> Kpi:
    moments = orders.times("ordered_at")
    if measure == "orders":
        amounts = np.ones(orders.rows)
    else:
        money = converter(facts)
        amounts = money.convert(orders, orders.numbers("amount"), moments)
        if measure == "margin":
            rate = facts.settings.margin_rate
            amounts = amounts * (np.nan if rate is None else rate)
            if orders.has("margin"):
                margin = money.convert(orders, orders.numbers("margin"), moments)
                amounts = np.where(np.isnan(margin), amounts, margin)
    if np.isnan(amounts).any():
        raise FactsError(
            "facts.no_margin",
            f"{orders.file}, column margin: some orders name none, nor programme.toml a margin_rate.",
        )
    return orders_kpi(measure, moments, amounts, go_live=go_live, end=None, every=every)
