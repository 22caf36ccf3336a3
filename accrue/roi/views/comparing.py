"""Two statements beside each other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.roi.pictures import Picture
from accrue.roi.selectors.comparing import compare
from accrue.roi.selectors.statements import (
    statement_numbered,
    statements,
)


@require_GET
def comparison(request: HttpRequest, before: int, after: int) -> HttpResponse:
    """What moved between two statements, line by line, to the cent."""
    user = actor_of(request)
    found = compare(statement_numbered(user, before), statement_numbered(user, after))
    numbers = list(statements(user).values_list("number", flat=True)[:50])
    one, two = Picture(found.before), Picture(found.after)
    context = {
        "comparison": found,
        "one": one,
        "two": two,
        "without": [each for each in (one, two) if each.kept.net_return_minor is None],
        "numbers": numbers,
    }
    return render(request, "roi/comparison.html", context)


@require_GET
def choose_comparison(request: HttpRequest) -> HttpResponse:
    """The address of a comparison chosen in its form."""
    access.require(actor_of(request), "see", "statement")
    wanted = [request.GET.get(name, "") for name in ("before", "after")]
    if not all(one.isdecimal() and len(one) < 9 for one in wanted):
        raise Missing
    return redirect("roi:comparison", before=int(wanted[0]), after=int(wanted[1]))
