"""The list of deals, as a board, a table, a calendar and by month: its columns and the views that come with it."""

from __future__ import annotations

from typing import Any

from accrue.filters.lists import ListColumn, ListOf, ReadyView, register_list
from accrue.filters.tree import Condition, Group
from accrue.money.format import format_money
from accrue.sales.models import Deal
from accrue.ui.paging import Sort
from accrue.ui.said import day, text
from accrue.ui.templatetags.ui import badge

OPEN = Condition("outcome", "is", "open")
LATE_OR_STALE = Group("any", (Condition("expected_close", "before", "today"), Condition("stale", "is", True)))
READY = (
    ReadyView("mine", "My deals", Group("all", (Condition("owner", "is", "me"),))),
    ReadyView(
        "closing", "Closing this month", Group("all", (OPEN, Condition("expected_close", "on", "this_month")))
    ),
    ReadyView("attention", "Needs attention", Group("all", (OPEN, LATE_OR_STALE))),
)
TONES = {"won": "success", "lost": "neutral"}


def _name(deal: Any) -> str:
    """Opens the deal at the side; `said` is the query of the list it stands in."""
    address = text(f"?{deal.said}&peek={deal.pk}")
    return (
        f'<a class="row-link" id="deal-{deal.pk}" data-step href="{address}" hx-get="/deals/{deal.pk}/peek/" '
        f'hx-target="#peek-body" hx-replace-url="{address}">{text(deal.name)}</a>'
    )


def _customer(deal: Deal) -> str:
    if deal.company:
        return text(deal.company.name)
    return text(deal.person.full_name) if deal.person else ""


def _stage(deal: Deal) -> str:
    tone = TONES.get(deal.stage.kind)
    return badge(deal.stage.name, tone) if tone else text(deal.stage.name)


DEALS = register_list(
    ListOf(
        "deal",
        "All deals",
        {"board": "sales:board", "table": "sales:table", "calendar": "sales:calendar", "by-month": "sales:outlook"},
        (
            ListColumn("name", "Deal", _name, Sort("name", "name"), loads=("name",), is_tight=False),
            ListColumn(
                "company", "Customer", _customer, detail="company",
                loads=(
                    "company__name", "company__owner_id", "company__team_id", "person__given_name",
                    "person__family_name", "person__email", "person__owner_id", "person__team_id",
                ),
                joins=("company", "person"), is_tight=False,
            ),
            ListColumn(
                "amount", "Value", lambda d: format_money(d.amount), Sort("value", "amount_minor"), "amount",
                ("amount_minor", "currency"), is_number=True, starts_down=True,
            ),
            ListColumn("stage", "Stage", _stage, loads=("stage__name", "stage__kind"), joins=("stage",)),
            ListColumn(
                "expected_close", "Close", lambda d: day(d.expected_close), Sort("close", "expected_close", nullable=True),
                "expected_close", ("expected_close",),
            ),
            ListColumn(
                "owner", "Owner", lambda d: text(d.owner), detail="owner",
                loads=("owner__name", "owner__email"), joins=("owner",),
            ),
            ListColumn("source", "Source", lambda d: text(d.source), Sort("source", "source"), "source", ("source",)),
            ListColumn(
                "closed", "Closed", lambda d: day(d.closed_at), Sort("closed", "closed_at", nullable=True),
                loads=("closed_at",), starts_down=True,
            ),
            ListColumn(
                "created", "Opened", lambda d: day(d.created_at), Sort("opened", "created_at"),
                loads=("created_at",), starts_down=True,
            ),
        ),
        ("name", "company", "amount", "stage", "expected_close", "owner", "created"),
        "-opened",
        ("deal", "deals"),
        READY,
        peeks=False,
        kept=("pipeline", "month"),
    )
)  # fmt: skip
