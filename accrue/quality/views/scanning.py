"""A scan and how far it is; the rules that its pairs are shown and merged by."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Conflict, Invalid
from accrue.quality import selectors, services
from accrue.quality.forms import ThresholdForm
from accrue.quality.selectors.scans import last_scan
from accrue.ui.htmx import is_fragment

PAGE = "quality/scan.html"


@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """POST starts one; GET says how far the last one is, after a reload too."""
    actor = actor_of(request)
    access.require(actor, "edit", "person")
    if request.method == "POST":
        services.request_scan(actor=actor)
        return redirect("quality:scan")
    name = f"{PAGE}#bar" if is_fragment(request) else PAGE
    work = last_scan()
    response = render(request, name, {"work": work})
    if is_fragment(request) and work is not None and work.is_over:
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "POST"])
def thresholds(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "edit", "system")
    stored = selectors.duplicate_rules()
    if request.method != "POST":
        return _form(request, ThresholdForm(initial=ThresholdForm.initial_of(stored)))
    form = ThresholdForm(request.POST)
    if not form.is_valid():
        return _form(request, form, 422)
    try:
        services.change_thresholds(actor=actor, **form.values())
    except (Invalid, Conflict) as error:
        _refuse(form, error)
        return _form(request, form, error.status)
    messages.success(request, "Rules saved")
    return redirect("quality:duplicates")


def _form(request: HttpRequest, form: ThresholdForm, status: int = 200) -> HttpResponse:
    return render(
        request,
        "quality/thresholds.html",
        {"form": form, "rules": selectors.duplicate_rules()},
        status=status,
    )


def _refuse(form: ThresholdForm, error: AccrueError) -> None:
    names = {"automatic_from": "automatic"}
    for name, message in error.fields.items():
        form.add_error(names.get(name, name), message)
    if not error.fields:
        form.add_error(None, error.message)
