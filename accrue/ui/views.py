"""Where a person begins, and what Ctrl-K finds."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accrue.ui import navigation
from accrue.ui.commands import find

LONGEST = 100


@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:LONGEST]
    return render(request, "ui/palette_results.html", {"answer": find(request, q), "q": q})


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the menu that this person may open; their own profile where there is none."""
    groups = navigation.grouped(navigation.links(request.user, request.path))
    first = next((link.url for _, links in groups for link in links), None)
    return redirect(first or settings.HOME_WITHOUT_PAGES)
