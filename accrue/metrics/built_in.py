"""The dashboards that everybody finds, as data."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.metrics.tiles import Tile


@dataclass(frozen=True, slots=True)
class BuiltIn:
    key: str
    name: str
    about: str
    tiles: tuple[Tile, ...]


def line(measure: str) -> Tile:
    return Tile(measure, "line", is_wide=True)


def bars(measure: str, split: str) -> Tile:
    return Tile(measure, "bars", split, is_wide=True)


BUILT_IN = {
    one.key: one
    for one in (
        BuiltIn(
            "sales",
            "Sales",
            "What is ordered, what is won, and how fast",
            (
                Tile("revenue"), Tile("sales_growth"), Tile("orders"), Tile("average_order"), Tile("won_deals"),
                Tile("win_rate"), Tile("average_deal"), Tile("cycle_days"), line("revenue"),
                bars("stage_conversion", "stage"), bars("revenue", "team"), line("win_rate"),
                bars("won_value", "source"), Tile("deals_per_person"), Tile("lead_conversion"),
            ),
        ),
        BuiltIn(
            "return",
            "Return",
            "What customers bring, what they cost, and whether they stay",
            (
                Tile("margin"), Tile("new_customers"), Tile("cltv"), Tile("cac"), Tile("retention"), Tile("churn"),
                Tile("adoption"), Tile("tasks_per_person"), line("margin"), line("new_customers"),
                bars("margin", "country"), bars("new_customers", "source"),
            ),
        ),
        BuiltIn(
            "service",
            "Service",
            "How quickly customers are helped, and what they say",
            (
                Tile("cases"), Tile("response_time"), Tile("resolution_time"), Tile("nps"), Tile("csat"),
                Tile("interactions"), line("cases"), bars("cases", "team"),
            ),
        ),
    )
}  # fmt: skip
