"""What is not in the facts, and which line of the statement that costs."""

from __future__ import annotations

from accrue_facts.experiment import MONEY_UNITS
from accrue_facts.holdout import money_measures
from accrue_facts.series import measures
from accrue_facts.tables import Facts
from accrue_facts.trend import MONEY_MEASURES
from accrue_facts.values import Missing

HOLDOUT = "holdout lines (grade A): what was caused, by people held out by chance"
UNITS = "the roll-out line (grade B) and donors (C): margin of units that adopted, against others"
TREND = "the trend line (grade C or D): margin since go-live against what was to be expected"


def missing_from(facts: Facts) -> tuple[Missing, ...]:
    """Every table or column of the statement that is not there, with what it turns off."""
    return (
        *_programme(facts),
        *_holdouts(facts),
        *_units(facts),
        *_trend(facts),
        *_savings(facts),
        *_costs(facts),
    )


def _programme(facts: Facts) -> list[Missing]:
    if not facts.has_programme:
        return [Missing("programme.toml", None, "go-live, margin rate and declared lines: see each line")]
    found = []
    if not facts.settings.declared:
        found.append(Missing("programme.toml", "declared", "declared lines (grade E)"))
    return found


def _holdouts(facts: Facts) -> list[Missing]:
    found = [Missing(name, None, HOLDOUT) for name in ("experiments", "outcomes") if not facts.has(name)]
    outcomes = facts.get("outcomes")
    if outcomes is not None and facts.has("experiments"):
        if not outcomes.has("unit") or not money_measures(outcomes):
            named = " or ".join(MONEY_UNITS)
            found.append(Missing("outcomes", "unit", f"{HOLDOUT}; no measure has the unit {named}"))
        elif facts.settings.margin_rate is None and any(
            unit == "revenue" for _, unit in money_measures(outcomes)
        ):
            found.append(Missing("programme.toml", "margin_rate", "holdout lines of revenue (grade A)"))
    return found


def _units(facts: Facts) -> list[Missing]:
    found = []
    if facts.has("orders") and not facts.has("adoption"):
        found.append(Missing("adoption", None, UNITS))
    if facts.has("panel") and facts.settings.panel_measure is None:
        what = "the panel as money: say whether it is margin or revenue"
        found.append(Missing("programme.toml", "panel_measure", what))
    return found


def _trend(facts: Facts) -> list[Missing]:
    orders, series = facts.get("orders"), facts.get("series")
    found = []
    if facts.settings.go_live is None:
        found.append(Missing("programme.toml", "go_live", TREND))
    if orders is None:
        found.append(Missing("orders", None, f"{TREND}, from orders"))
    elif facts.settings.margin_rate is None and not orders.has("margin"):
        found.append(
            Missing("orders", "margin", f"{TREND}, from orders; a margin_rate in programme.toml would do")
        )
    if series is None:
        found.append(Missing("series", None, f"{TREND}, from a ready series"))
    elif not set(measures(series)) & set(MONEY_MEASURES):
        found.append(
            Missing("series", "measure", f"{TREND}, from a ready series; none is named margin or revenue")
        )
    elif not series.has("control"):
        found.append(Missing("series", "control", "the trend line's grade C: it stays D"))
    return found


def _savings(facts: Facts) -> list[Missing]:
    if facts.has("cases") and facts.settings.cost_per_case is None:
        return [Missing("programme.toml", "cost_per_case", "the line of the cost to serve, from cases")]
    return []


def _costs(facts: Facts) -> list[Missing]:
    if facts.has("costs"):
        return []
    return [Missing("costs", None, "the cost, so the return, net return, ratio, present values and paybacks")]
