"""How clean the records are, why, and the way to mend them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue import clock
from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Missing
from accrue.quality.selectors import health as selectors
from accrue.quality.selectors.rules import KINDS, fields_with_rules
from accrue.quality.services import health, mending
from accrue.ui.charts.sparkline import Sparkline
from accrue.ui.htmx import render_page

LOOK_TAKES = 300
"""Seconds after which the page waits no longer for a look."""
PARTS = {
    "completeness": ("Completeness", "of what matters is filled in"),
    "validity": ("Validity", "are in standard form and break no rule"),
    "uniqueness": ("Uniqueness", "have no open duplicate"),
    "freshness": ("Freshness", "had news lately"),
}


@require_GET
def health_page(request: HttpRequest, kind: str = "person") -> HttpResponse:
    """The score of a kind with its parts, teams and sources, and what to mend."""
    actor = actor_of(request)
    if kind not in KINDS:
        raise Missing
    scores = selectors.latest(actor, kind)
    names = selectors.team_names(scores)
    past = selectors.history(actor, kind)
    weights = selectors.weights_of(kind)
    labels = {key: one.label for key, one in fields_with_rules(kind).items()}
    context = {
        "kind": kind,
        "kinds": KINDS,
        "label": KINDS[kind],
        "whole": scores[0] if scores else None,
        "asked": _asked(request, scores[0].at.timestamp() if scores else 0),
        "parts": [(*PARTS[name], getattr(scores[0], name), weight) for name, weight in selectors.PARTS.items()] if scores else [],
        "teams": [(names.get(one.key, "No team"), one) for one in scores if one.scope == "team"],
        "sources": [(one.key or "No source", one) for one in scores if one.scope == "source"][:30],
        "to_mend": selectors.to_mend(actor, kind),
        "spark": Sparkline("health", "Score", [one.score for one in past], lambda v: f"{float(v) * 100:.0f} %"),
        "past": len(past),
        "weights": weights,
        "matters": [(labels[key], weight) for key, weight in sorted(weights.fields.items(), key=lambda one: -one[1])],
        "may_edit": access.access_of(actor).may("rule", "edit"),
    }  # fmt: skip
    return render(request, "quality/health.html", context)


def _asked(request: HttpRequest, looked: float) -> str:
    """When somebody asked for a look that is still under way, as seconds; the page asks again until it is over."""
    asked = request.GET.get("asked", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 12):
        return ""
    now = clock.now().timestamp()
    return asked if looked < int(asked) and now - LOOK_TAKES < int(asked) <= now + 1 else ""


@require_POST
def look(request: HttpRequest, kind: str) -> HttpResponse:
    health.ask_for_look(actor=actor_of(request), kind=kind)
    return redirect(f"{reverse('quality:health', args=[kind])}?asked={int(clock.now().timestamp())}")


@require_http_methods(["GET", "POST"])
def weights(request: HttpRequest, kind: str) -> HttpResponse:
    """Which fields matter how much."""
    actor = actor_of(request)
    access.require(actor, "edit", "rule")
    if kind not in KINDS:
        raise Missing
    kept, known, error = selectors.weights_of(kind), fields_with_rules(kind), None
    given = {key: kept.fields.get(key, 0) for key in known}
    stale = str(kept.stale_days)
    if request.method == "POST":
        given = {key: _number(request.POST.get(f"weight-{key}", "0")) for key in known}
        stale = request.POST.get("stale_days", "")
        try:
            health.weigh(
                actor=actor, kind=kind, fields=given, stale_days=_number(stale),
                version=_number(request.POST.get("version", "")),
            )  # fmt: skip
        except AccrueError as refused:
            error = refused
        else:
            health.ask_for_look(actor=actor, kind=kind)
            messages.success(request, "Saved. All records are being looked at anew.")
            return redirect("quality:health", kind)
    context = {
        "kind": kind, "label": KINDS[kind], "error": error, "stale": stale, "version": kept.version,
        "fields": [(key, one.label, given[key]) for key, one in known.items()], "range": range(6),
    }  # fmt: skip
    return render(request, "quality/weights.html", context, status=error.status if error else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


@require_POST
def mend(request: HttpRequest, problem_id: int) -> HttpResponse:
    made = mending.standardise_all(actor=actor_of(request), problem_id=problem_id)
    return redirect("quality:mending", made.pk)


@require_GET
def mending_page(request: HttpRequest, mending_id: int) -> HttpResponse:
    """How far it is; while the worker has it the page asks again each second."""
    found = selectors.mending(actor_of(request), mending_id)
    field = fields_with_rules(found.kind)[found.field].label
    context = {
        "mending": found,
        "field": field,
        "label": KINDS[found.kind],
        "back": reverse("quality:health", args=[found.kind]),
    }
    return render_page(request, "quality/mending.html", context, partial="state")


@require_POST
def undo(request: HttpRequest, mending_id: int) -> HttpResponse:
    mending.undo_mending(actor=actor_of(request), mending_id=mending_id)
    return redirect("quality:mending", mending_id)
