"""Statements: the list, the page, and approving one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.events.models import Progress
from accrue.roi.forms import ApprovalForm
from accrue.roi.models import Cost
from accrue.roi.pictures import Picture
from accrue.roi.selectors.comments import comments_of
from accrue.roi.selectors.programme import programme
from accrue.roi.selectors.statements import (
    Opened,
    latest_statement,
    may_approve_statement,
    previous_number,
    statement_numbered,
    statements,
)
from accrue.roi.services.publishing import approve_statement
from accrue.roi.services.statements import TITLE
from accrue.ui.dialogs import form_dialog, posted
from accrue.ui.htmx import is_fragment
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The latest statement, or the way to the first one."""
    user = actor_of(request)
    access.require(user, "see", "statement")
    opened = latest_statement(user)
    if opened:
        return _statement_page(request, opened)
    return render(request, "roi/first.html", _first_steps(user))


@require_GET
def statement(request: HttpRequest, number: int) -> HttpResponse:
    return _statement_page(request, statement_numbered(actor_of(request), number))


@require_GET
def statement_list(request: HttpRequest) -> HttpResponse:
    access.require(actor_of(request), "see", "statement")
    columns = [
        Column("Statement", Sort("number", "number"), starts_down=True),
        Column("Period", Sort("ends", "ends_on"), starts_down=True),
        Column("Return", is_number=True),
        Column("Net return", is_number=True),
        Column("State"),
        Column("Drawn", Sort("drawn", "drawn_at"), starts_down=True),
    ]
    listing = Listing(
        request,
        statements(actor_of(request)),
        columns=columns,
        default="-number",
        noun=("statement", "statements"),
    )
    rows = [Opened(row) for row in listing.rows]
    return render(
        request,
        "roi/statements.html" + ("#rows" if is_fragment(request) else ""),
        {"listing": listing, "rows": rows} | _may(request),
    )


@require_GET
def tab(request: HttpRequest, number: int, index: int) -> HttpResponse:
    """One measure against without Accrue; the page's tabs ask for it."""
    opened = statement_numbered(actor_of(request), number)
    picture = Picture(opened)
    found = next((t for t in picture.tabs if t.index == index), None)
    if found is None:
        raise Missing
    name = "roi/statement.html#changed" if is_fragment(request) else "roi/statement.html"
    return render(request, name, _page(request, opened, picture) | {"tab": found})


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, number: int) -> HttpResponse:
    user = actor_of(request)
    opened = statement_numbered(user, number)
    access.require(user, "edit", opened.kept)

    def save(form: ApprovalForm) -> str:
        approve_statement(actor=user, statement=opened.kept, note=form.cleaned_data["note"])
        return f"Statement {number} is approved"

    return form_dialog(
        request,
        form=ApprovalForm(posted(request)),
        title=f"Approve statement {number}",
        verb="Approve",
        save=save,
        done=reverse("roi:statement", args=[number]),
    )


def _statement_page(request: HttpRequest, opened: Opened) -> HttpResponse:
    picture = Picture(opened)
    return render(request, "roi/statement.html", _page(request, opened, picture))


def _page(request: HttpRequest, opened: Opened, picture: Picture) -> dict[str, Any]:
    user = actor_of(request)
    return {
        "opened": opened,
        "kept": opened.kept,
        "drawn": opened.drawn,
        "picture": picture,
        "tab": picture.tabs[0] if picture.tabs else None,
        "comments": comments_of(user, opened),
        "previous": previous_number(opened.kept),
        "unchanged": "unchanged" in request.GET,
        "may_approve": opened.approval is None
        and picture.has_return
        and may_approve_statement(user, opened.kept),
        "running": _running(user),
    } | _may(request)


def _first_steps(user: User) -> dict[str, Any]:
    found = programme()
    return {
        "programme": found,
        "costs": Cost.objects.count() if found else 0,
        "running": _running(user),
        "may_draw": access.access_of(user).may("statement", "create"),
        "may_set": access.access_of(user).may("programme", "edit"),
        "may_cost": access.access_of(user).may("cost", "create"),
    }


def _running(user: User) -> Progress | None:
    """A statement this person asked for that is still being drawn."""
    under_way = (Progress.State.WAITING, Progress.State.RUNNING)
    return Progress.objects.filter(started_by=user, title=TITLE, state__in=under_way).order_by("-pk").first()


def _may(request: HttpRequest) -> dict[str, bool]:
    granted = access.access_of(actor_of(request))
    return {
        "may_draw": granted.may("statement", "create"),
        "may_publish": granted.may("statement", "edit"),
        "may_export": granted.may("statement", "export"),
    }
