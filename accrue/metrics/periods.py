"""The periods people choose from, as days in UTC."""

from __future__ import annotations

from datetime import date, timedelta

from accrue_facts.measures.question import StepName

PERIODS = {
    "last-30-days": "Last 30 days",
    "this-month": "This month",
    "last-month": "Last month",
    "this-quarter": "This quarter",
    "last-quarter": "Last quarter",
    "this-year": "This year",
    "last-12-months": "Last 12 months",
    "last-year": "Last year",
}
USUAL = "last-12-months"
STEP_OF: dict[str, StepName] = {
    "last-30-days": "day",
    "this-month": "day",
    "last-month": "day",
    "this-quarter": "week",
    "last-quarter": "week",
}


def days_of(period: str, today: date) -> tuple[date, date]:
    """Its first and last day. KeyError for a period that is none."""
    month = today.replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    year = today.replace(month=1, day=1)
    return {
        "last-30-days": (today - timedelta(days=29), today),
        "this-month": (month, today),
        "last-month": (_months(month, -1), month - timedelta(days=1)),
        "this-quarter": (quarter, today),
        "last-quarter": (_months(quarter, -3), quarter - timedelta(days=1)),
        "this-year": (year, today),
        "last-12-months": (_months(month, -12), month - timedelta(days=1)),
        "last-year": (_months(year, -12), year - timedelta(days=1)),
    }[period]


def step_of(period: str) -> StepName:
    """A step in which the period is well drawn."""
    return STEP_OF.get(period, "month")


def _months(first: date, months: int) -> date:
    at = first.year * 12 + first.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)
