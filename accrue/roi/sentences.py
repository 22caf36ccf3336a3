"""Goals and baselines in words: labels, units and directions are the catalogue's."""

from __future__ import annotations

from decimal import Decimal

from accrue.metrics.showing import figure_text
from accrue.roi.models.goals import Goal, Measured


def amount(of: Measured, currency: str, value: float | Decimal | None) -> str:
    """A figure with the measure's unit; empty for None."""
    return "" if value is None else figure_text(of.defined, currency, float(value))


def target(goal: Goal, currency: str) -> str:
    """at least €1,000"""
    return f"{'at most' if goal.at_most else 'at least'} {amount(goal, currency, goal.target)}"


def said(goal: Goal, currency: str) -> str:
    """Win rate of North: at least 40.0% by 31 Dec 2026"""
    of = f" of {goal.scope}" if goal.only else ""
    return f"{goal.label}{of}: {target(goal, currency)} by {goal.due_on:%-d %b %Y}"
