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
from accrue.ui.htmx import is_fragment, render_page

PAGE = "quality/duplicates.html"
SHOWN = 30
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
    """The most certain pairs, and the one that is looked at: the pair `at`, or the first."""
    first = selectors.open_pairs(actor, kind).order_by("-certainty", "pk")[: SHOWN + 1]
    pairs = compared(actor, first)
    has_more, pairs = len(pairs) > SHOWN, pairs[:SHOWN]
    place = next((n for n, each in enumerate(pairs) if each.pair.pk == at), 0)
    return {
        "kind": kind,
        "pairs": pairs,
        "has_more": has_more,
        "open": pairs[place] if pairs else None,
        "previous": pairs[place - 1] if place else None,
        "following": pairs[place + 1] if place + 1 < len(pairs) else None,
        "last": last,
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
    following = _following(actor, pair_id)
    found = services.keep_apart(actor=actor, pair_id=pair_id)
    return _next(request, actor, found, following)


@require_POST
def reopen(request: HttpRequest, pair_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = services.reopen_pair(actor=actor, pair_id=pair_id)
    return _next(request, actor, found, found.pk)


def _following(actor: User, pair_id: int) -> int:
    """The pair after this one in the queue: what is looked at next."""
    found = selectors.pair(actor, pair_id)
    queue = selectors.open_pairs(actor, found.kind).order_by("-certainty", "pk")
    ids = list(queue.values_list("pk", flat=True)[: SHOWN + 1])
    return ids[ids.index(pair_id) + 1] if pair_id in ids[:-1] else 0


def _next(request: HttpRequest, actor: User, found: Pair, at: int) -> HttpResponse:
    url = reverse(PAGES[found.kind])
    if not is_fragment(request):
        return redirect(f"{url}?pair={at}" if at else url)
    last = found if found.state != Pair.State.OPEN else None
    return render(request, f"{PAGE}#queue", _context(actor, found.kind, at, last))
