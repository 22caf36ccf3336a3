"""What one is told: the list, the number in the menu, and that one has seen it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accrue.accounts.rest import actor_of
from accrue.activities.selectors import notices as selectors
from accrue.activities.services import mark_read
from accrue.ui.dialogs import go
from accrue.ui.htmx import render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    listing = Listing(
        request,
        selectors.notices(actor),
        columns=[Column("What happened"), Column("When", Sort("when", "created_at"), starts_down=True)],
        default="-when",
        noun=("notification", "notifications"),
    )
    context = {"listing": listing, "rows": selectors.shown(actor, listing.rows)}
    return render_page(request, "activities/notices.html", context, partial="rows")


@require_GET
def unread(request: HttpRequest) -> HttpResponse:
    """The number in the menu; nothing where there is none."""
    number = selectors.unread(actor_of(request))
    return HttpResponse(f"{number:,}" if number else "")


@require_POST
def read(request: HttpRequest) -> HttpResponseBase:
    """One notice is read and its record opened, or all are."""
    actor, asked = actor_of(request), request.POST.get("id", "")
    one = mark_read(actor=actor, notice_id=int(asked) if asked.isascii() and asked.isdigit() else None)
    if one is None:
        return go(request, reverse("activities:notices"))
    (found,) = selectors.shown(actor, [one])
    return redirect(found.url) if found.url else go(request, reverse("activities:notices"))
