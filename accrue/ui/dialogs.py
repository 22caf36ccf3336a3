"""A form in a dialog, or on a page of its own without scripts: shown, refused with its errors, or carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from accrue.errors import AccrueError, Conflict, Forbidden, Missing
from accrue.ui.htmx import form_errors, is_fragment


def form_dialog[F: Form](
    request: HttpRequest,
    *,
    form: F,
    title: str,
    verb: str,
    save: Callable[[F], str],
    done: str | Callable[[], str],
) -> HttpResponse:
    """`save(form)` calls the service and returns the sentence to say; `done` is where to go then, or tells it then.

    What a service refuses stands in the form, at its field where it names one; nothing typed is lost.
    """
    if request.method == "POST" and form.is_valid():
        try:
            said = save(form)
        except Missing:
            raise
        except AccrueError as error:
            refuse(form, error)
        else:
            messages.success(request, said)
            return go(request, done if isinstance(done, str) else done())
    return show_form(request, form, title, verb)


def show_form(request: HttpRequest, form: Form, title: str, verb: str) -> HttpResponse:
    """The form empty, or (422) with what is wrong in it."""
    context = {"form": form, "title": title, "verb": verb, "action": request.get_full_path()}
    template = "ui/forms/dialog.html" if is_fragment(request) else "ui/forms/page.html"
    if request.method == "POST":
        return form_errors(request, template, context)
    return render(request, template, context)


def refuse(form: Form, error: AccrueError) -> None:
    """Put what a service said into the form."""
    named = {field: text for field, text in error.fields.items() if field in form.fields}
    for field, text in named.items():
        form.add_error(field, text)
    rest = [text for field, text in error.fields.items() if field not in named]
    if rest or not named or isinstance(error, Conflict | Forbidden):
        form.add_error(None, " ".join(rest) or error.message)


def act(request: HttpRequest, run: Callable[[], str], done: str) -> HttpResponse:
    """A button that posts: carried out, said, and back; what is refused is said too."""
    try:
        messages.success(request, run())
    except (Conflict, Forbidden) as error:
        messages.error(request, error.message)
    return go(request, done)


def go(request: HttpRequest, address: str) -> HttpResponse:
    """To another page, also out of a dialog or a bar that htmx filled."""
    if is_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def posted(request: HttpRequest) -> dict[str, Any] | None:
    """The data a bound form takes, None for one that is only shown."""
    return request.POST if request.method == "POST" else None
