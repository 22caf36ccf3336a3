"""What this area declares to the floors below."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from accrue.accounts.access import granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.accounts.rest import actor_of
from accrue.ui import commands, navigation, panels


def found_deals(request: HttpRequest, q: str) -> Iterator[commands.Result]:
    from accrue.sales.selectors import DealFilters, deals

    found = deals(actor_of(request), DealFilters(q=q)).select_related("stage").order_by("-created_at", "-pk")
    for deal in found[: commands.PER_SOURCE]:
        yield commands.Result(deal.name, reverse("sales:deal", args=[deal.pk]), "circle-dot", deal.stage.name)


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
commands.register_search(commands.Source("deals", "Deals", found_deals, 30, may_see))
panels.register(panels.Panel("person", "deals", "Deals", "sales:of_person", 10, may_see))
panels.register(panels.Panel("company", "deals", "Deals", "sales:of_company", 10, may_see))
