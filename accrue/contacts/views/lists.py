"""What the lists of people and companies share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.contacts.lists import restore_button
from accrue.filters.lists import ListOf
from accrue.filters.pages import answer, drawn, listing_of
from accrue.filters.state import ListState

type Rows = Callable[..., QuerySet[Any]]


def listed(
    request: HttpRequest, of: ListOf, rows: Rows, place: str, cover: Callable[[User, Any], None] | None = None
) -> HttpResponse:
    """The page of a list; `cover` takes away from a row what this reader may not see of it."""
    actor = actor_of(request)
    access.require(actor, "see", of.kind)
    state = ListState.of_request(request, actor, of)
    found = rows(actor, query=state.q, archived=state.archived)
    listing = listing_of(request, state, found, always=("archived_at",), by_id=not state.tree.parts)
    if cover and any(column.key == "company" for column in state.columns):
        for record in listing.rows:
            cover(actor, record)
    body = drawn(state, listing.rows, lambda record: restore_button(place, record))
    return answer(request, f"contacts/{place}.html", state, listing, body=body)
