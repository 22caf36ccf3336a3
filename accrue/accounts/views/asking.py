"""What the views of this area share: who asks, and a form that is a page or a dialog."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accrue.accounts.access import access_of
from accrue.accounts.forms.refusals import show_refusal
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.errors import AccrueError, Forbidden, Missing
from accrue.ui.htmx import is_fragment


def asker(request: HttpRequest) -> User:
    """Who is signed in; only inside views that need it."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("a page without a signed-in user asked who asks")
    return user


def tabs(actor: User) -> dict[str, object]:
    """What the tabs of the administrator's pages ask."""
    return {"may_see_roles": access_of(actor).may("role", Action.SEE)}


def accepted(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was valid and the service did it; what it refused stands on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except (Forbidden, Missing):
        raise
    except AccrueError as refused:
        show_refusal(form, refused)
        return False
    return True


def form_page(
    request: HttpRequest, form: forms.Form, *, title: str, verb: str, back: str, intro: str = ""
) -> HttpResponse:
    """A form by itself: in the dialog where htmx asks, else as a page."""
    template = "ui/forms/dialog.html" if is_fragment(request) else "accounts/form.html"
    context = {
        "form": form,
        "title": title,
        "verb": verb,
        "action": request.path,
        "back": back,
        "intro": intro,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def done(request: HttpRequest, words: str, to: str, *args: object) -> HttpResponse:
    """Back to a page, which says what was done."""
    messages.success(request, words)
    return redirect(to, *args)
