"""Pages for whoever keeps the house running."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accrue.accounts.access import access_of, require
from accrue.accounts.models import User
from accrue.operations import checks, selectors, services
from accrue.ui.htmx import Part, Toast, parts, render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

COLUMNS = [
    Column("Job", Sort("number", "pk"), is_number=True, starts_down=True),
    Column("What it does", Sort("task", "task_name")),
    Column("Why it failed"),
    Column("Tries", Sort("tries", "attempts"), is_number=True, starts_down=True),
    Column("Failed", Sort("failed", "failed_at", nullable=True), starts_down=True),
    Column("Actions", is_hidden_label=True),
]


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # the sign-in middleware let nobody else in
    return request.user


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """How the house is just now."""
    require(person(request), "see", "system")
    return render(
        request,
        "operations/health.html",
        {
            "findings": checks.findings(),
            "database": selectors.database(),
            "workers": selectors.workers(),
            "queues": selectors.queues(),
            "timetable": selectors.timetable(),
            "disk": selectors.disk(),
        },
    )


@require_safe
def failed(request: HttpRequest) -> HttpResponse:
    """Jobs that will not be tried again unless somebody says so."""
    require(person(request), "see", "system")
    return render_page(request, "operations/failed_jobs.html", _page(request), partial="rows")


@require_POST
def run_again(request: HttpRequest, job_id: int) -> HttpResponse:
    what = services.run_again(job_id=job_id, by=person(request))
    return _answer(request, f"{what} runs again.")


@require_POST
def run_all_again(request: HttpRequest) -> HttpResponse:
    count = services.run_all_again(by=person(request))
    return _answer(request, f"{count} failed job{'' if count == 1 else 's'} run again.")


@require_POST
def discard(request: HttpRequest, job_id: int) -> HttpResponse:
    what = services.discard_job(job_id=job_id, by=person(request))
    return _answer(request, f"{what} was discarded.")


def _answer(request: HttpRequest, text: str) -> HttpResponse:
    rows = Part("#rows", "operations/failed_jobs.html#rows", _page(request))
    heading = Part("#failed-actions", "operations/failed_jobs.html#heading_actions", _page(request))
    return parts(request, rows, heading, Toast(text))


def _page(request: HttpRequest) -> dict[str, object]:
    access = access_of(person(request))
    q = request.GET.get("q", "").strip()
    found = selectors.failed_jobs()
    if q:
        found = selectors.matching(found, q)
    listing = Listing(request, found, columns=COLUMNS, default="-number", noun=("failed job", "failed jobs"))
    rows = [(job, selectors.what_it_does(job), job.reason or selectors.KILLED) for job in listing.rows]  # type: ignore[attr-defined]  # annotated
    return {
        "listing": listing,
        "jobs": rows,
        "count": selectors.failed_jobs().count(),
        "may_edit": access.may("system", "edit"),
        "may_delete": access.may("system", "delete"),
    }
