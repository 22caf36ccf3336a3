"""A statement on its way: asked for, and how far the worker is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Missing
from accrue.events.models import Progress
from accrue.roi.forms import PeriodForm
from accrue.roi.services.statements import request_statement
from accrue.ui.dialogs import go, posted, refuse, show_form
from accrue.ui.htmx import is_fragment


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Ask for a statement: the worker draws it, and its page shows how far it is."""
    user = actor_of(request)
    access.require(user, "create", "statement")
    form = PeriodForm(posted(request))
    title, verb = "Draw a statement", "Draw statement"
    if request.method == "POST" and form.is_valid():
        period = form.cleaned_data
        try:
            progress = request_statement(actor=user, start=period["start"], end=period["end"])
        except AccrueError as error:
            refuse(form, error)
        else:
            return go(request, reverse("roi:drawing", args=[progress.pk]))
    return show_form(request, form, title, verb)


@require_GET
def drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a piece of work of the worker is; it survives a reload, for the state is the database's."""
    user = actor_of(request)
    access.require(user, "see", "statement")
    progress = Progress.objects.filter(pk=pk, started_by=user).first()
    if progress is None:
        raise Missing
    if progress.state == Progress.State.DONE and progress.result_url:
        return go(request, progress.result_url)
    name = "roi/drawing.html#bar" if is_fragment(request) else "roi/drawing.html"
    return render(request, name, {"work": progress})
