"""The measures: what they mean, any question to one of them, and the records behind a figure."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.metrics.asking import asked, days_from
from accrue.metrics.behind import records_behind
from accrue.metrics.periods import PERIODS, step_of
from accrue.metrics.reach import require_measures
from accrue.metrics.services import ask_measures
from accrue.metrics.showing import shown
from accrue.ui.htmx import is_fragment
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import DIMENSIONS, Measure
from accrue_facts.measures.page import GOOD
from accrue_facts.measures.question import AGAINST, STEPS


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    require_measures(actor_of(request))
    groups = [(name, list(found)) for name, found in groupby(MEASURES.values(), key=lambda one: one.group)]
    return render(request, "metrics/measures.html", {"groups": groups})


@require_GET
def measure(request: HttpRequest, name: str) -> HttpResponse:
    """What it means, and its figure for any period, step, split and comparison; the address holds the question."""
    user = actor_of(request)
    require_measures(user)
    found = _called(name)
    period, first, last = days_from(request.GET)
    step = request.GET.get("step", step_of(period)) if found.has_steps else ""
    split, against = request.GET.get("split", ""), request.GET.get("against", "year")
    only = request.GET.getlist("only")
    question = asked(name, first=first, last=last, step=step, split=split, against=against, only=only)
    one = shown("measure", question, ask_measures(actor=user, questions=[question])[0])
    context = {
        "measure": found,
        "one": one,
        "period": period,
        "periods": PERIODS,
        "steps": STEPS,
        "comparisons": AGAINST,
        "dimensions": [(name, DIMENSIONS[name]) for name in found.dimensions],
        "good": GOOD[found.direction],
    }
    return render(
        request, "metrics/measure.html#answer" if is_fragment(request) else "metrics/measure.html", context
    )


@require_GET
def records(request: HttpRequest, name: str) -> HttpResponse:
    """The records behind a figure, of which everybody sees what they may."""
    user = actor_of(request)
    require_measures(user)
    found = _called(name)
    _, first, last = days_from(request.GET)
    question = asked(name, first=first, last=last, only=request.GET.getlist("only"), with_records=True)
    one = shown("records", question, ask_measures(actor=user, questions=[question])[0])
    behind = records_behind(user, found, one.answer) if one.answer else None
    context = {"measure": found, "one": one, "behind": behind}
    return render(
        request, "metrics/records.html#rows" if is_fragment(request) else "metrics/records.html", context
    )


def _called(name: str) -> Measure:
    found = MEASURES.get(name)
    if found is None:
        raise Missing
    return found
