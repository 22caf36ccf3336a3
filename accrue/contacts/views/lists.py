"""What the lists of people and companies share: their filters, in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accrue.accounts.access import access_of
from accrue.accounts.models import User
from accrue.accounts.record_pages import Shown
from accrue.accounts.rest import actor_of
from accrue.contacts.selectors import owners
from accrue.ui.htmx import Part, is_fragment, render_page, with_pieces
from accrue.ui.listing import Listing


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address narrows a list to. An owner that is no number is nobody's, so that nothing is found."""

    q: str
    owner_id: int | None
    archived: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Filters:
        owner = request.GET.get("owner", "")
        number = int(owner) if owner.isascii() and owner.isdigit() and len(owner) < 18 else 0
        return cls(
            request.GET.get("q", "").strip(), number if owner else None, request.GET.get("archived") == "1"
        )

    @property
    def any(self) -> bool:
        return bool(self.q) or self.owner_id is not None or self.archived


def answer[M: Model](
    request: HttpRequest, template: str, kind: str, listing: Listing[M], filters: Filters, **more: Any
) -> HttpResponse:
    """The page, or its rows together with the filters, whose links hold what was searched for."""
    actor = actor_of(request)
    allowed = access_of(actor)
    context = {
        "listing": listing,
        "filters": filters,
        "shown": Shown(allowed, kind),
        "may_create": allowed.may(kind, "create"),
        "me": actor.pk,
        "owner_name": _owner_name(filters.owner_id, listing.rows, actor),
        **more,
    }
    response = render_page(request, template, context, partial="rows")
    if is_fragment(request):
        with_pieces(response, request, Part("#filters", f"{template}#filters", context))
    return response


def _owner_name(owner_id: int | None, rows: list[Any], actor: User) -> str:
    if owner_id is None or owner_id == actor.pk:
        return ""
    if rows:
        return str(rows[0].owner)
    return next((str(user) for user in owners(actor) if user.pk == owner_id), "Somebody")


def owner_choices(request: HttpRequest, kind: str) -> HttpResponse:
    """The menu of owners; each entry leads to the same list narrowed to that person's records."""
    base = reverse(f"contacts:{'people' if kind == 'person' else 'companies'}")
    query = request.GET.copy()
    for name in ("cursor", "peek", "owner"):
        query.pop(name, None)
    choices = []
    for user in owners(actor_of(request)):
        query["owner"] = str(user.pk)
        choices.append((user, f"{base}?{query.urlencode()}"))
    return render(request, "contacts/owner_menu.html", {"choices": choices})
