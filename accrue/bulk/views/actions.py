"""Changes of many records: how far one is, what became of each record, and the way back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.rest import actor_of
from accrue.bulk import selectors, services
from accrue.bulk.models import RowState, State
from accrue.filters.lists import list_of
from accrue.ui.htmx import Toast, is_fragment, parts, render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

COLUMNS = [
    Column("What"),
    Column("State"),
    Column("Changed", is_number=True),
    Column("Not changed", is_number=True),
    Column("By"),
    Column("When", Sort("created", "created_at"), starts_down=True),
]
ROW_COLUMNS = [Column("Record"), Column("Why", Sort("why", "reason"))]
TOLD = {State.DONE: RowState.REFUSED, State.UNDONE: RowState.LEFT}


@require_GET
def actions(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "bulk")
    found = selectors.bulk_actions(actor).select_related("owner")
    listing = Listing(request, found, columns=COLUMNS, default="-created", noun=("change", "changes"))
    return render_page(request, "bulk/actions.html", {"listing": listing}, partial="rows")


@require_GET
def action(request: HttpRequest, action_id: int) -> HttpResponse:
    """While the worker has it the page asks again each second. Then the records that stayed as they were, with why."""
    actor = actor_of(request)
    found = selectors.bulk_action(actor, action_id)
    of = list_of(found.kind)
    told = TOLD.get(State(found.state), "")
    rows = selectors.rows_in(found, told) if told else selectors.rows_in(found).none()
    listing = Listing(request, rows, columns=ROW_COLUMNS, default="why", noun=("record", "records"))
    names = selectors.named(actor, found.kind, listing.rows)
    kind = kind_called(found.kind)
    context = {
        "action": found,
        "kind": kind,
        "list_url": reverse(next(iter(of.pages.values()))) if of else "",
        "listing": listing,
        "told": [
            (row, names.get(row.record_id, ""), _page(kind.url_name, row.record_id)) for row in listing.rows
        ],
        "may_undo": found.may_be_undone and access.access_of(actor).may("bulk", "edit", found),
    }
    return render_page(request, "bulk/action.html", context, partial="state")


def _page(name: str, record_id: int) -> str:
    return reverse(name, args=[record_id])


@require_POST
def undo(request: HttpRequest, action_id: int) -> HttpResponse:
    """From the page of the change, or from the word at the foot of the list."""
    found = services.undo(actor=actor_of(request), action_id=action_id)
    if not is_fragment(request):
        return redirect("bulk:action", found.pk)
    if found.state == State.UNDONE and not found.left:
        response = parts(request, Toast(f"Put back: {found.said}"))
        response["HX-Trigger"] = "accrue:rows-changed"
        return response
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = reverse("bulk:action", args=[found.pk])
    return answer
