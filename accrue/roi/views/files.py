"""A statement as a file: PDF, workbook, slides. The worker writes them; the page that waits downloads by itself."""

from __future__ import annotations

from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.events.models import Progress
from accrue.roi.models import FileForm
from accrue.roi.selectors.statements import Opened, statement_numbered
from accrue.roi.services.files import address_of, form_called, kept_file, note_export, request_file
from accrue.roi.services.printing import kept_pdf, request_pdf
from accrue.ui.dialogs import go

PATIENCE = 60  # seconds until the page says that the worker is late
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    FileForm.WORKBOOK: f"{OFFICE}spreadsheetml.sheet",
    FileForm.SLIDES: f"{OFFICE}presentationml.presentation",
}


class Kept(Protocol):
    content: bytes | memoryview


@require_http_methods(["GET", "POST"])
def pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The worker writes it as soon as a statement is drawn or approved; until then the page asks again."""
    user, opened = _asked(request, number)
    kept = kept_pdf(opened.kept)
    if kept is None and request.method == "POST":
        return _follow(request, request_pdf(actor=user, statement=opened.kept))
    address = reverse("roi:pdf", args=[number])
    return _answer(request, opened, kept, "pdf", ("PDF", "PDF"), address)


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """POST lets the worker write it and leads to the page that waits, whose answer is the download."""
    chosen = form_called(form)
    user, opened = _asked(request, number)
    kept, address = kept_file(opened.kept, chosen), address_of(number, form)
    if request.method == "POST":
        if kept is None:
            request_file(actor=user, statement=opened.kept, form=chosen)
        return go(request, address)
    return _answer(request, opened, kept, form, (chosen.label, chosen.label.lower()), address)


def _asked(request: HttpRequest, number: int) -> tuple[User, Opened]:
    user = actor_of(request)
    opened = statement_numbered(user, number)
    access.require(user, "export", opened.kept)
    return user, opened


def _follow(request: HttpRequest, progress: Progress) -> HttpResponse:
    return go(request, reverse("roi:drawing", args=[progress.pk]))


def _answer(
    request: HttpRequest, opened: Opened, kept: Kept | None, form: str, names: tuple[str, str], address: str
) -> HttpResponse:
    if kept is None:
        return _wait(request, opened, names, address)
    note_export(actor=actor_of(request), statement=opened.kept, form=form)
    return download(bytes(kept.content), opened.kept.number, form)


def download(content: bytes, number: int, form: str) -> HttpResponse:
    """`content` to be saved under the statement's name."""
    return HttpResponse(
        content,
        content_type=TYPES[form],
        headers={
            "Content-Disposition": f'attachment; filename="accrue-statement-{number}.{form}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _wait(request: HttpRequest, opened: Opened, names: tuple[str, str], address: str) -> HttpResponse:
    """Asks again by itself, without a script; the answer is the download. Gives up where no worker seems to run."""
    asked = request.GET.get("asked", "")
    times = int(asked) if asked.isdecimal() and len(asked) < 3 else 0
    is_late = times >= PATIENCE
    what, noun = names
    context = {"kept": opened.kept, "is_late": is_late, "what": what, "noun": noun, "address": address}
    response = render(request, "roi/file_wait.html", context)
    if not is_late:
        response["Refresh"] = f"1; url={address}?asked={times + 1}"
    return response
