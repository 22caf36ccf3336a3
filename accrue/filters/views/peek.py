"""A look at a record beside its list: what its columns say, and what happened last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from accrue.accounts.kinds import kind_called
from accrue.accounts.rest import actor_of
from accrue.accounts.timelines import timeline_of
from accrue.errors import Missing
from accrue.filters.custom.records import keeper_of
from accrue.filters.lists import cover, list_of
from accrue.ui.panels import stats_on
from accrue.ui.said import rows

LATEST = 6


@require_GET
def peek(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Raises Missing for a kind without lists, and for a record this person may not see."""
    actor, of = actor_of(request), list_of(kind)
    if of is None:
        raise Missing
    record = keeper_of(kind).find(actor, record_id)
    cover(actor, kind, record)
    columns = list(of.columns_for(actor).values())
    for prepare in dict.fromkeys(column.prepare for column in columns if column.prepare):
        prepare(actor, kind, [record])
    details: list[tuple[str, SafeString]] = []
    for column in columns:
        if column.key != of.shown[0] and (said := column.cell(record)):
            details.append((column.label, rows([said])))
    called = kind_called(kind)
    context = {
        "record": record,
        "kind": called,
        "url": reverse(called.url_name, args=[record.pk]),
        "details": details,
        "stats": stats_on(kind, actor, record),
        "latest": timeline_of(actor, kind, record.pk).happenings[:LATEST],
    }
    return render(request, "filters/peek.html", context)
