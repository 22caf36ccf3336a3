"""The palette: what Ctrl-K finds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accrue.ui.commands import find

LONGEST = 100


def palette(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:LONGEST]
    return render(request, "ui/palette_results.html", {"groups": find(request, q), "q": q})
