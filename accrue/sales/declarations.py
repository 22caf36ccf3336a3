"""What this area declares to the floors below."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accrue.accounts.access import access_of, granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.accounts.rest import actor_of
from accrue.filters.custom.layouts import Built, register_details
from accrue.filters.custom.records import Keeper, register_keeper
from accrue.filters.selection import register_rows
from accrue.filters.using import used_first
from accrue.money.format import format_money
from accrue.sales import editing, filter_fields, lists  # noqa: F401  # registers
from accrue.ui import commands, navigation, panels
from accrue.ui.scanning import newest

if TYPE_CHECKING:
    from accrue.accounts.models import User
    from accrue.sales.models import Deal


def found_deals(request: HttpRequest, q: str) -> Iterator[commands.Result]:
    from accrue.sales.selectors import DealFilters, deals

    found = deals(actor_of(request), DealFilters(q=q)).select_related("stage")
    return _named(used_first(request, "deal", found, commands.PER_SOURCE, _newest))


def deals_of_ids(request: HttpRequest, ids: Collection[int]) -> Iterator[commands.Result]:
    from accrue.sales.selectors import DealFilters, deals

    return _named(deals(actor_of(request), DealFilters()).select_related("stage").filter(pk__in=ids))


def _newest(found: QuerySet[Deal]) -> list[Deal]:
    return newest(found, "created_at", commands.PER_SOURCE)


def _named(found: Iterable[Deal]) -> Iterator[commands.Result]:
    for deal in found:
        url = reverse("sales:deal", args=[deal.pk])
        yield commands.Result(deal.name, url, "circle-dot", deal.stage.name, deal.pk)


def open_deals(kind: str) -> Callable[[Any, Any], list[panels.Stat]]:
    """The figure of open deals on a record of this kind."""

    def figures(user: User, record: Any) -> list[panels.Stat]:
        from accrue.sales.selectors import open_of

        count, worth = open_of(user, kind, record.pk)
        said = f"{count:,} deal{'' if count == 1 else 's'}"
        if access_of(user).hides("deal", "amount"):
            return [panels.Stat("Open deals", said)]
        if worth.converted:
            said += " · converted at today’s rates"
        return [panels.Stat("Open deals", format_money(worth.amount, cents=False), said)]

    return figures


DEAL_FIELDS = ("amount", "expected_close", "person", "company", "owner", "source")
declare_kind(RecordKind("pipeline", "Pipeline", "Pipelines", "sales.Pipeline", owner=None, team=None))
declare_kind(RecordKind("deal", "Deal", "Deals", "sales.Deal", fields=DEAL_FIELDS, url_name="sales:deal"))

may_see = granted("see", "deal")
navigation.register(
    navigation.NavItem("Records", "deals", "Deals", "columns-3", "sales:board", "g d", 10, may_see, True)
)
navigation.register(
    navigation.NavItem(
        "Run",
        "pipelines",
        "Pipelines",
        "sliders-horizontal",
        "sales:pipelines",
        "",
        40,
        granted("edit", "pipeline"),
    )
)
commands.register(commands.Command("New deal", "plus", "/deals/new/", "", 5, granted("create", "deal")))
commands.register_search(commands.Source("deals", "Deals", found_deals, 30, may_see, "deal", deals_of_ids))
for kind in ("person", "company"):
    panels.register_stats(panels.Stats(kind, "deals", open_deals(kind), 20, may_see))
panels.register(panels.Panel("person", "deals", "Deals", "sales:of_person", 10, may_see))
panels.register(panels.Panel("company", "deals", "Deals", "sales:of_company", 10, may_see))


def _deals(actor: User, q: str, archived: bool) -> QuerySet[Any]:
    from accrue.sales.selectors import DealFilters, deals

    return deals(actor, DealFilters(q=q, archived=archived))


register_rows("deal", _deals)


def _deal_found(actor: User, record_id: int) -> Any:
    from accrue.sales import selectors

    return selectors.deal(actor, record_id)


def _deal_customised(actor: User, record_id: int, version: int, custom: dict[str, Any]) -> None:
    from accrue.sales import services

    services.edit_deal(actor=actor, deal_id=record_id, fields={"custom": custom}, version=version)


register_keeper("deal", Keeper(_deal_found, _deal_customised))
register_details(
    "deal",
    Built("name", "Name", is_kept=True),
    Built("amount", "Value", is_kept=True),
    Built("expected_close", "Expected close"),
    Built("company", "Company"),
    Built("person", "Contact"),
    Built("owner", "Owner"),
    Built("source", "Source"),
)
