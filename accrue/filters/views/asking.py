"""What every dialog of a list begins with: which list, as its address says it."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.filters.lists import ListOf, list_of
from accrue.filters.state import ListState


def list_asked(request: HttpRequest, kind: str) -> ListOf:
    """Raises Missing for a kind without a list, Forbidden where this person may not see its records."""
    of = list_of(kind)
    if of is None:
        raise Missing
    access.require(actor_of(request), "see", kind)
    return of


def state_asked(request: HttpRequest, kind: str) -> ListState:
    """The list whose dialog this is: `said` is the query of its address, `layout` how it is laid out."""
    of = list_asked(request, kind)
    given = request.POST if request.method == "POST" else request.GET
    layout = given.get("layout", "")
    return ListState(
        QueryDict(given.get("said", "")), actor_of(request), of, layout if layout in of.pages else ""
    )
