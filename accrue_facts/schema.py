"""Every facts table and column, once. `docs/reference/facts.md` is kept true to it by a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

type Kind = Literal["id", "text", "code", "number", "count", "flag", "time", "period", "currency"]

KINDS: dict[Kind, str] = {
    "id": "text that names a record; numbers are read as text",
    "text": "text",
    "code": "text, one of the values named",
    "number": "a number with a decimal point, no thousands separators; money in major units",
    "count": "a whole number, 0 or more",
    "flag": "true or false (also yes, no, 1, 0)",
    "time": "a day or a moment (ISO 8601); without a zone it is UTC",
    "period": "a day, an ISO week (2026-W14), a month (2026-04), a quarter (2026-Q2), a year or a running number; a moment is its day in its own zone",
    "currency": "three letters of ISO 4217",
}

CONTROL = "control"
"""The name of the arm that was left alone."""

COST_CODES = {
    "subscription": "Subscription and hosting",
    "implementation": "Implementation",
    "integration": "Integration",
    "migration": "Migration",
    "training": "Training",
    "maintenance": "Maintenance",
    "administration": "Administration",
    "user_time": "User time",
    "media": "Media and discounts",
    "exit": "Exit",
}


@dataclass(frozen=True, slots=True)
class Column:
    """`required`: the table is of no use without it, and no row may leave it empty unless `may_be_empty`."""

    name: str
    kind: Kind
    required: bool = True
    meaning: str = ""
    one_of: tuple[str, ...] = ()
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class TableForm:
    """A table's columns; no two rows may share the columns of `key` (empty: no key)."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    draws: str = ""

    def column(self, name: str) -> Column | None:
        return next((c for c in self.columns if c.name == name), None)


def _id(name: str, meaning: str = "") -> Column:
    return Column(name, "id", meaning=meaning)


def _may(name: str, kind: Kind, meaning: str = "", one_of: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, required=False, meaning=meaning, one_of=one_of, may_be_empty=True)


_FORMS = (
    TableForm(
        "people",
        "Everyone the CRM knows.",
        ("person_id",),
        (
            _id("person_id"),
            _may("company_id", "id"),
            Column("created_at", "time"),
            _may("source", "text"),
            _may("segment", "text"),
            _may("country", "text"),
        ),
    ),
    TableForm(
        "orders",
        "Confirmed orders, net of tax.",
        ("order_id",),
        (
            _id("order_id"),
            _id("person_id"),
            Column("ordered_at", "time"),
            Column("amount", "number", meaning="net of tax; a refund or credit note is negative"),
            _may("currency", "currency"),
            _may("margin", "number", "contribution of the order; without it amount × margin_rate"),
            _may("team", "text"),
            _may("region", "text"),
            _may("campaign_id", "id"),
        ),
        "the line by team or region (grades B and C), the trend line (grade D) and customer value",
    ),
    TableForm(
        "items",
        "What was bought: a row for each item of an order.",
        (),
        (
            _may("order_id", "id", "an order of the table orders, which says who bought it and when"),
            _may("person_id", "id", "who bought it; without it the order's"),
            Column("item", "text", meaning="a product, or a group of products"),
            _may("occurred_at", "time", "when; without it the order's"),
            _may("quantity", "number", "0 or less is a return, and left out of what to recommend"),
            _may("amount", "number", "of all of the row, net of tax, in the order's currency"),
            _may("margin", "number", "contribution of the row; without it amount × margin_rate"),
        ),
        "the line by product (grades B and C), and what to recommend next",
    ),
    TableForm(
        "leads",
        "Leads and what became of them.",
        ("lead_id",),
        (
            _id("lead_id"),
            _may("person_id", "id"),
            _may("team", "text"),
            _may("source", "text"),
            Column("created_at", "time"),
            _may("converted_at", "time"),
            _may("closed_at", "time"),
        ),
    ),
    TableForm(
        "deals",
        "Deals and how they ended.",
        ("deal_id",),
        (
            _id("deal_id"),
            _may("person_id", "id"),
            _may("company_id", "id"),
            _may("owner_id", "id"),
            _may("team", "text"),
            _may("pipeline", "text"),
            _may("source", "text"),
            Column("created_at", "time"),
            _may("closed_at", "time"),
            Column("outcome", "code", one_of=("open", "won", "lost")),
            Column("amount", "number", may_be_empty=True),
            _may("currency", "currency"),
        ),
    ),
    TableForm(
        "deal_stages",
        "When a deal entered each stage.",
        (),
        (_id("deal_id"), Column("stage", "text"), Column("entered_at", "time")),
    ),
    TableForm(
        "campaigns",
        "Campaigns.",
        ("campaign_id",),
        (
            _id("campaign_id"),
            Column("name", "text"),
            Column("channel", "text"),
            _may("started_at", "time"),
            _may("cost", "number"),
        ),
    ),
    TableForm(
        "touches",
        "Messages, clicks, calls and visits of people.",
        ("touch_id",),
        (
            _id("touch_id"),
            _id("person_id"),
            _may("campaign_id", "id"),
            Column("channel", "text"),
            Column("kind", "text"),
            Column("occurred_at", "time"),
            _may("is_human", "flag"),
        ),
    ),
    TableForm(
        "experiments",
        "Who was held out, by chance.",
        ("experiment_id", "person_id"),
        (
            _id("experiment_id"),
            _id("person_id"),
            Column("arm", "text", meaning="`control`, or any other name for people who were treated"),
            _may("assigned_at", "time"),
            _may("pre_value", "number", "the same measure, or a forerunner of it, before assignment"),
            _may("planned_share", "number", "the share of people meant for this arm, above 0 and at most 1"),
        ),
        "the holdout lines (grade A)",
    ),
    TableForm(
        "outcomes",
        "What came of each person of an experiment: one row per person and measure, zeros included.",
        ("experiment_id", "person_id", "measure"),
        (
            _id("experiment_id"),
            _id("person_id"),
            Column("measure", "text"),
            Column("value", "number"),
            _may(
                "unit", "text", "`revenue` (× margin_rate), `margin` (as it is); any other carries no money"
            ),
            _may("currency", "currency"),
        ),
        "the holdout lines (grade A)",
    ),
    TableForm(
        "tasks",
        "Work done.",
        ("task_id",),
        (
            _id("task_id"),
            _id("user_id"),
            _may("team", "text"),
            Column("kind", "text"),
            Column("done_at", "time"),
            _may("minutes", "number"),
        ),
    ),
    TableForm(
        "cases",
        "Cases of customers.",
        ("case_id",),
        (
            _id("case_id"),
            _id("person_id"),
            _may("team", "text"),
            Column("opened_at", "time"),
            _may("first_replied_at", "time"),
            _may("resolved_at", "time"),
        ),
    ),
    TableForm(
        "surveys",
        "Answers to surveys.",
        ("response_id",),
        (
            _id("response_id"),
            _id("person_id"),
            Column("kind", "code", one_of=("nps", "csat", "ces")),
            Column("score", "number"),
            Column("answered_at", "time"),
        ),
    ),
    TableForm(
        "usage",
        "Product usage by week.",
        ("person_id", "week"),
        (_id("person_id"), Column("week", "period"), Column("count", "count")),
    ),
    TableForm(
        "series",
        "A ready KPI series.",
        ("measure", "period"),
        (
            Column(
                "measure", "text", meaning="`margin` (as it is) and `revenue` (× margin_rate) carry money"
            ),
            Column(
                "period",
                "period",
                meaning="a day, ISO week, month, quarter or year; the first day of it will do",
            ),
            Column("value", "number"),
            _may("control", "number", "a series the CRM cannot touch, in the same periods"),
        ),
        "the trend line (grade D; C with its control)",
    ),
    TableForm(
        "panel",
        "A measure per team or region and period; money only where programme.toml names its `panel_measure`.",
        ("unit", "period"),
        (_id("unit"), Column("period", "period"), Column("value", "number")),
    ),
    TableForm(
        "adoption",
        "When each unit (of the panel; or a team, region, country, segment or product) began to use the CRM.",
        ("unit",),
        (_id("unit"), _may("adopted_at", "period", "empty: never")),
    ),
    TableForm(
        "durations",
        "How long something took or lasted.",
        ("id",),
        (
            _id("id"),
            Column("time", "number"),
            Column("event", "flag", meaning="1: it happened, 0: censored"),
            _may("group", "text"),
        ),
    ),
    TableForm(
        "costs",
        "Everything spent on the CRM.",
        ("cost_id",),
        (
            _id("cost_id"),
            Column("category", "code", one_of=tuple(COST_CODES)),
            Column("incurred_at", "time"),
            Column("amount", "number", meaning="a credit is negative"),
            _may("currency", "currency"),
            _may("spread_months", "count", "count it in equal parts over so many months, its own the first"),
            _may("campaign_id", "id"),
            _may("note", "text"),
        ),
        "the cost of the statement, so the return itself",
    ),
    TableForm(
        "rates",
        "Exchange rates to the base currency.",
        ("currency", "day"),
        (
            Column("currency", "currency"),
            Column("day", "time"),
            Column("rate", "number", meaning="units of the base currency for one unit of this one"),
        ),
        "money in other currencies",
    ),
)

TABLES: dict[str, TableForm] = {form.name: form for form in _FORMS}
