"""The page on which two records become one, how one gets there, and the list of merges with the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.contacts import selectors as contacts
from accrue.errors import Conflict, Invalid, Missing
from accrue.quality import services
from accrue.quality.models import Merge
from accrue.quality.selectors.merges import listed, merges
from accrue.quality.selectors.naming import name_of
from accrue.quality.selectors.previewing import preview
from accrue.quality.views.queue import following_pair
from accrue.standards.inspecting import BROKEN
from accrue.ui.htmx import render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

PAGE = "quality/merge.html"
CHOOSE = "quality/merge_choose.html"
MERGES = "quality/merges.html"
MOST = 12
NOUNS = {"person": ("person", "people"), "company": ("company", "companies")}
QUEUES = {"person": "quality:duplicates", "company": "quality:company_duplicates"}
COLUMNS = [
    Column("Kept"),
    Column("Merged into it"),
    Column("When", Sort("when", "merged_at"), starts_down=True),
    Column("By"),
    Column("Undo"),
]


@require_GET
def choose(request: HttpRequest, kind: str, keep_id: int) -> HttpResponseBase:
    """Which record is the same as this one: those that look alike, or any that is searched for."""
    actor = actor_of(request)
    keep = _record(actor, kind, keep_id)
    for action in ("edit", "delete"):
        access.require(actor, action, keep)
    if keep.pk != keep_id:
        return redirect(f"quality:merge_{kind}_with", keep.pk)
    q = request.GET.get("q", "").strip()
    found = _searched(actor, kind, q, keep) if q else _alike(actor, kind, keep)
    context = {
        "kind": kind, "keep": keep, "name": name_of(actor, kind, keep), "q": q, "found": found, "noun": NOUNS[kind],
        "record_url": reverse(f"contacts:{kind}", args=[keep.pk]), "merge_url": f"quality:merge_{kind}",
    }  # fmt: skip
    return render_page(request, CHOOSE, context, partial="found")


def _record(actor: User, kind: str, record_id: int) -> Any:
    return contacts.person(actor, record_id) if kind == "person" else contacts.company(actor, record_id)


def _searched(actor: User, kind: str, q: str, keep: Any) -> list[tuple[Any, str, str]]:
    rows: Any = contacts.people(actor, query=q) if kind == "person" else contacts.companies(actor, query=q)
    rows = rows.exclude(pk=keep.pk).order_by("sort_name", "pk")[:MOST]
    return [(row, name_of(actor, kind, row), _note(actor, kind, row)) for row in rows]


def _alike(actor: User, kind: str, keep: Any) -> list[tuple[Any, str, str]]:
    names = ("given_name", "family_name", "email", "phone", "phone_e164", "country", "name", "domain", "city")
    row = {name: str(getattr(keep, name)) for name in names if getattr(keep, name, "")}
    (matches,) = contacts.alike(actor, kind, [{**row, "id": str(keep.pk)}])
    reasons = {match.record_id: match.why for match in matches if match.record_id is not None}
    rows = {one.pk: one for one in access.visible(actor, type(keep)._default_manager.filter(pk__in=reasons))}
    return [(rows[pk], name_of(actor, kind, rows[pk]), why) for pk, why in reasons.items() if pk in rows]


def _note(actor: User, kind: str, row: Any) -> str:
    field = "email" if kind == "person" else "domain"
    return "" if access.access_of(actor).hides(kind, field) else getattr(row, field)


@require_GET
def selected(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Two that were selected in a list: `ids=17,42`, or `ids` twice. The older one is kept unless somebody turns it round."""
    access.require(actor_of(request), "edit", kind)
    given = ",".join(request.GET.getlist("ids"))
    ids = [int(part) for part in given.split(",") if part.isascii() and part.isdigit()]
    if len(set(ids)) != 2 or max(ids) > 2**62:
        raise Invalid("quality.choose_two", "Select two records to merge them.")
    keep_id, away_id = sorted(ids)
    return redirect(f"quality:merge_{kind}", keep_id, away_id)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, kind: str, keep_id: int, away_id: int) -> HttpResponseBase:
    """The preview; posted, the merge. A change meanwhile shows the preview anew, with what was chosen."""
    actor = actor_of(request)
    found = preview(actor, kind, keep_id, away_id)
    if request.method != "POST":
        return _shown(request, found)
    choices = {
        name.removeprefix("choose-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("choose-")
    }
    following = _following(request, actor)
    try:
        done = services.merge(
            actor=actor,
            kind=kind,
            keep_id=keep_id,
            away_id=away_id,
            choices=choices,
            versions=_versions(request),
        )
    except Conflict as error:
        if error.code != "quality.changed_meanwhile":
            raise
        return _shown(request, preview(actor, kind, keep_id, away_id), choices, error.message, 409)
    except Invalid as error:
        if error.code != BROKEN:
            raise
        return _shown(request, preview(actor, kind, keep_id, away_id), choices, error.message, 422)
    text = f"{found.away_name} merged into {found.keep_name}. Merges can be undone for 30 days."
    undo_url = reverse("quality:undo_merge", args=[done.pk])
    if request.POST.get("from") == "duplicates":
        messages.success(request, text, extra_tags=f"{undo_url}?from=duplicates")
        return redirect(f"{reverse(QUEUES[kind])}?pair={following}" if following else QUEUES[kind])
    messages.success(request, text, extra_tags=undo_url)
    return redirect(f"contacts:{kind}", keep_id)


def _following(request: HttpRequest, actor: User) -> int:
    """In the queue, the pair to look at after this one."""
    try:
        return following_pair(actor, _pair(request)) if _pair(request) else 0
    except Missing:
        return 0


def _pair(request: HttpRequest) -> int:
    text = (request.POST or request.GET).get("pair", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _versions(request: HttpRequest) -> tuple[int, int]:
    given = [request.POST.get(name, "") for name in ("keep_version", "away_version")]
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in given):
        raise Invalid("quality.version_needed", "Open the page again, then merge.")
    return int(given[0]), int(given[1])


def _shown(
    request: HttpRequest,
    found: Any,
    choices: dict[str, str] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    kind = found.kind
    context = {
        "found": found,
        "rows": [(row, (choices or {}).get(row.name, row.proposed)) for row in found.differing],
        "refused": refused,
        "noun": NOUNS[kind],
        "from_queue": (request.POST or request.GET).get("from") == "duplicates",
        "pair": _pair(request) or "",
        "keep_url": reverse(f"contacts:{kind}", args=[found.keep.pk]),
        "away_url": reverse(f"contacts:{kind}", args=[found.away.pk]),
        "turned_url": reverse(f"quality:merge_{kind}", args=[found.away.pk, found.keep.pk]),
        "queue_url": reverse(QUEUES[kind]),
    }
    return render(request, PAGE, context, status=status)


@require_GET
def people_merges(request: HttpRequest) -> HttpResponse:
    return _merges(request, "person")


@require_GET
def company_merges(request: HttpRequest) -> HttpResponse:
    return _merges(request, "company")


@require_GET
def merges_into(request: HttpRequest, kind: str, keep_id: int) -> HttpResponse:
    """Those of one kept record."""
    keep = _record(actor_of(request), kind, keep_id)
    return _merges(request, kind, keep)


def _merges(request: HttpRequest, kind: str, keep: Any = None) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", kind)
    found = merges(actor, kind) if keep is None else merges(actor, kind).filter(keep_id=keep.pk)
    listing: Listing[Merge] = Listing(
        request, found, columns=COLUMNS, default="-when", noun=("merge", "merges")
    )
    context = {
        "kind": kind,
        "into": name_of(actor, kind, keep) if keep else "",
        "listing": listing,
        "rows": listed(actor, kind, listing.rows),
        "record_url": f"contacts:{kind}",
        "may_see_others": access.access_of(actor).may("company" if kind == "person" else "person", "see"),
    }
    return render_page(request, MERGES, context, partial="rows")


@require_POST
def undo(request: HttpRequest, merge_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    undone = services.undo_merge(actor=actor, merge_id=merge_id)
    messages.success(request, "Merge undone. Both records are there again.")
    if request.GET.get("from") == "duplicates":
        return redirect(QUEUES[undone.kind])
    return redirect(f"contacts:{undone.kind}", undone.away_id)
