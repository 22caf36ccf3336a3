"""One's own words, wherever somebody commented: changed in a dialog, or taken back."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from accrue.ui.dialogs import act, form_dialog


def change_dialog(request: HttpRequest, form: Form, keep: Callable[..., object], done: str) -> HttpResponse:
    """`keep(**what the form holds)` calls the service; `done` is the page to go back to."""

    def save(filled: Form) -> str:
        keep(**filled.cleaned_data)
        return "Comment changed"

    return form_dialog(request, form=form, title="Change the comment", verb="Save", save=save, done=done)


def withdrawn(request: HttpRequest, take_back: Callable[[], object], done: str) -> HttpResponse:
    """`take_back()` calls the service; what it refuses is said."""

    def run() -> str:
        take_back()
        return "Comment withdrawn"

    return act(request, run, done)
