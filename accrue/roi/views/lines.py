"""How the figures of a statement are made: their method, and the records they add up from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.roi.pictures import Picture
from accrue.roi.selectors.comments import comments_of
from accrue.roi.selectors.records import named_records
from accrue.roi.selectors.statements import (
    Opened,
    kept_records,
    parts_of,
    statement_numbered,
)
from accrue.ui.htmx import is_fragment
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

EXPLAINED = ("net", "benefit")


@require_GET
def line(request: HttpRequest, number: int, index: int) -> HttpResponse:
    """How one line is made: method, checks, formula, inputs, and the records it adds up from."""
    opened = statement_numbered(actor_of(request), number)
    lines = opened.drawn.lines
    if index >= len(lines):
        raise Missing
    one, picture = lines[index], Picture(opened)
    context = _explained(opened, picture) | {
        "line": one,
        "row": picture.rows[index],
        "index": index,
        "parts": parts_of(opened, one.key, one.records),
        "figures": [(f, *picture.figure(f)) for f in one.figures],
        "comments": comments_of(actor_of(request), opened, one.key),
        "line_key": one.key,
        "records_url": reverse("roi:line_records", args=[number, index]),
        "heading": opened.name_of(one),
    }
    may_set = access.access_of(actor_of(request)).may("programme", "edit")
    context["may_pin"] = may_set and bool(context["row"].pin_line)
    return _peek(request, "roi/line.html", context)


@require_GET
def cost_line(request: HttpRequest, number: int, category: str) -> HttpResponse:
    opened = statement_numbered(actor_of(request), number)
    cost, picture = opened.cost(category), Picture(opened)
    context = _explained(opened, picture) | {
        "cost": cost,
        "amount": picture.exact(-cost.amount),
        "parts": parts_of(opened, f"cost:{category}", (cost.records,)),
        "comments": comments_of(actor_of(request), opened, f"cost:{category}"),
        "line_key": f"cost:{category}",
        "records_url": reverse("roi:cost_records", args=[number, category]),
        "heading": cost.label,
    }
    return _peek(request, "roi/cost_line.html", context)


@require_GET
def figure(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """How the benefit or the net return is made: of which lines."""
    opened = statement_numbered(actor_of(request), number)
    if key not in EXPLAINED:
        raise Missing
    heading = "Net return" if key == "net" else "Benefit"
    context = _explained(opened, Picture(opened)) | {"key": key, "heading": heading}
    return _peek(request, "roi/figure.html", context)


@require_GET
def methods(request: HttpRequest, number: int) -> HttpResponse:
    """What each line estimates, takes for granted, was checked by, and where its method comes from."""
    opened = statement_numbered(actor_of(request), number)
    return render(request, "roi/methods.html", _explained(opened, Picture(opened)))


@require_GET
def line_records(request: HttpRequest, number: int, index: int) -> HttpResponse:
    opened = statement_numbered(actor_of(request), number)
    if index >= len(opened.drawn.lines):
        raise Missing
    one = opened.drawn.lines[index]
    back = reverse("roi:statement_line", args=[number, index])
    return _records(request, opened, one.key, one.records, opened.name_of(one), back)


@require_GET
def cost_records(request: HttpRequest, number: int, category: str) -> HttpResponse:
    opened = statement_numbered(actor_of(request), number)
    cost = opened.cost(category)
    back = reverse("roi:statement_cost", args=[number, category])
    return _records(request, opened, f"cost:{category}", (cost.records,), cost.label, back)


def _explained(opened: Opened, picture: Picture) -> dict[str, Any]:
    return {"opened": opened, "kept": opened.kept, "drawn": opened.drawn, "picture": picture}


def _peek(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The side panel's body, or the same on a page of its own."""
    if is_fragment(request):
        return render(request, f"{template}#body", context | {"is_peek": True})
    return render(request, template, context)


def _records(
    request: HttpRequest, opened: Opened, key: str, records: Any, heading: str, back: str
) -> HttpResponse:
    parts = [part for part in parts_of(opened, key, records) if part.listed]
    asked = request.GET.get("part", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 5 else None
    part = next((p for p in parts if wanted is None or p.index == wanted), None)
    if part is None:
        raise Missing
    listing = Listing(
        request,
        kept_records(opened, key, part.index),
        columns=[
            Column("Record", Sort("position", "position")),
            Column("What it is"),
            Column("Day"),
            Column("Amount", Sort("amount", "minor"), is_number=True, starts_down=True),
        ],
        default="position",
        noun=("record", "records"),
        total=part.listed,
    )
    context = {
        "opened": opened,
        "kept": opened.kept,
        "listing": listing,
        "rows": named_records(actor_of(request), opened.kept, part.records, listing.rows),
        "part": part,
        "parts": parts,
        "heading": heading,
        "back": back,
    }
    return render(request, "roi/records.html" + ("#rows" if is_fragment(request) else ""), context)
