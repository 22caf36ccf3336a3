"""The queue of pairs that may be the same: look, say so or not, next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.quality import selectors, services
from accrue.quality.models import Pair
from accrue.quality.selectors.comparing import compared
from accrue.quality.selectors.scans import last_scan
from accrue.ui.htmx import is_fragment, render_page

PAGE = "quality/duplicates.html"
SHOWN, MOST = 30, 3_000
"""Pairs on a page, and how many the queue counts; more come up as these are done."""
PAGES = {"person": "quality:duplicates", "company": "quality:company_duplicates"}


@require_GET
def queue(request: HttpRequest, kind: str) -> HttpResponse:
    """The pairs of people, or of companies."""
    actor = actor_of(request)
    access.require(actor, "see", kind)
    at = request.GET.get("pair", "")
    context = _context(actor, kind, int(at) if at.isascii() and at.isdigit() and len(at) < 18 else 0)
    return render_page(request, PAGE, context, partial="queue")


def _context(actor: User, kind: str, at: int = 0, last: Pair | None = None) -> dict[str, Any]:
    """A page of pairs, and the one that is looked at: the pair `at`, or the first."""
    ids = list(selectors.queue(actor, kind).values_list("pk", flat=True)[: MOST + 1])
    place = ids.index(at) if at in ids else 0
    start = place // SHOWN * SHOWN
    pairs = compared(actor, selectors.queue(actor, kind).filter(pk__in=ids[start : start + SHOWN]))
    around = dict(enumerate(ids))
    return {
        "kind": kind,
        "pairs": pairs,
        "open": next((each for each in pairs if each.pair.pk == ids[place]), pairs[0] if pairs else None),
        "previous_id": around.get(place - 1),
        "following_id": around.get(place + 1),
        "earlier": around.get(start - SHOWN),
        "later": around.get(start + SHOWN),
        "first": start + 1,
        "last_shown": start + len(pairs),
        "total": min(len(ids), MOST),
        "is_capped": len(ids) > MOST,
        "last": last,
        "last_scan": None if pairs else last_scan(),
        "url": reverse(PAGES[kind]),
        "others": reverse(PAGES["company" if kind == "person" else "person"]),
        "may_see_others": access.access_of(actor).may("company" if kind == "person" else "person", "see"),
        "record_url": f"contacts:{kind}",
        "merge_url": f"quality:merge_{kind}",
        "merges_url": reverse("quality:merges" if kind == "person" else "quality:company_merges"),
        "may_scan": access.access_of(actor).may("person", "edit"),
        "may_change_rules": access.access_of(actor).may("system", "edit"),
    }


@require_GET
def pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """One pair by itself, whatever was decided of it."""
    actor = actor_of(request)
    found = selectors.pair(actor, pair_id)
    (both,) = compared(actor, [found])
    return render(
        request,
        "quality/pair.html",
        {
            "open": both,
            "kind": found.kind,
            "record_url": f"contacts:{found.kind}",
            "queue_url": reverse(PAGES[found.kind]),
        },
    )


@require_POST
def keep_apart(request: HttpRequest, pair_id: int) -> HttpResponse:
    actor = actor_of(request)
    following = following_pair(actor, pair_id)
    found = services.keep_apart(actor=actor, pair_id=pair_id)
    return _next(request, actor, found, following)


@require_POST
def reopen(request: HttpRequest, pair_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = services.reopen_pair(actor=actor, pair_id=pair_id)
    return _next(request, actor, found, found.pk)


def following_pair(actor: User, pair_id: int) -> int:
    """The pair after this one in the queue: what is looked at next. 0 where it is the last, or none of them."""
    found = selectors.pair(actor, pair_id)
    ids = list(selectors.queue(actor, found.kind).values_list("pk", flat=True)[:MOST])
    return ids[ids.index(pair_id) + 1] if pair_id in ids[:-1] else 0


def _next(request: HttpRequest, actor: User, found: Pair, at: int) -> HttpResponse:
    url = reverse(PAGES[found.kind])
    if not is_fragment(request):
        return redirect(f"{url}?pair={at}" if at else url)
    last = found if found.state != Pair.State.OPEN else None
    return render(request, f"{PAGE}#queue", _context(actor, found.kind, at, last))
