"""The dashboards that everybody finds, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

type Form = Literal["number", "line", "bars"]


@dataclass(frozen=True, slots=True)
class Tile:
    """A measure as a number with its change, a line over the period, or bars by a dimension."""

    measure: str
    form: Form = "number"
    split: str = ""


@dataclass(frozen=True, slots=True)
class BuiltIn:
    key: str
    name: str
    about: str
    tiles: tuple[Tile, ...]


BUILT_IN = {
    one.key: one
    for one in (
        BuiltIn(
            "sales",
            "Sales",
            "What is ordered, what is won, and how fast",
            (
                Tile("revenue"), Tile("sales_growth"), Tile("orders"), Tile("average_order"), Tile("won_deals"),
                Tile("win_rate"), Tile("average_deal"), Tile("cycle_days"), Tile("revenue", "line"),
                Tile("stage_conversion", "bars", "stage"), Tile("revenue", "bars", "team"), Tile("win_rate", "line"),
                Tile("won_value", "bars", "source"), Tile("deals_per_person"), Tile("lead_conversion"),
            ),
        ),
        BuiltIn(
            "return",
            "Return",
            "What customers bring, what they cost, and whether they stay",
            (
                Tile("margin"), Tile("new_customers"), Tile("cltv"), Tile("cac"), Tile("retention"), Tile("churn"),
                Tile("adoption"), Tile("tasks_per_person"), Tile("margin", "line"), Tile("new_customers", "line"),
                Tile("margin", "bars", "country"), Tile("new_customers", "bars", "source"),
            ),
        ),
        BuiltIn(
            "service",
            "Service",
            "How quickly customers are helped, and what they say",
            (
                Tile("cases"), Tile("response_time"), Tile("resolution_time"), Tile("nps"), Tile("csat"),
                Tile("interactions"), Tile("cases", "line"), Tile("cases", "bars", "team"),
            ),
        ),
    )
}  # fmt: skip
