"""How far a job is. The page asks its address again each second, so it survives a reload: the state is the server's."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Progress:
    """`total` None: under way, nobody knows how long."""

    title: str
    done: int = 0
    total: int | None = None
    is_done: bool = False
    note: str = ""


def progress_of(
    request: HttpRequest, progress: Progress, *, name: str = "progress", reload_when_done: bool = True
) -> HttpResponse:
    """The answer to the bar's own address; when the job is done the page is loaded afresh to show what it made.

    `name` is the bar's id on the page: the same in the page's `{% include "ui/progress.html" with id=… %}`.
    """
    context = {"progress": progress, "url": request.get_full_path(), "id": name}
    response = render(request, "ui/progress.html", context)
    if progress.is_done and reload_when_done and request.headers.get("HX-Request") == "true":
        response["HX-Refresh"] = "true"
    return response
