"""Statements: the page, its lines and records, drawing, approving, comparing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Missing
from accrue.events.models import Progress
from accrue.experiments.models import Experiment
from accrue.roi.forms import ApprovalForm, PeriodForm
from accrue.roi.models import Cost
from accrue.roi.pictures import Picture
from accrue.roi.selectors.comparing import compare
from accrue.roi.selectors.programme import programme
from accrue.roi.selectors.records import named_records
from accrue.roi.selectors.statements import (
    Opened,
    kept_records,
    latest_statement,
    may_approve_statement,
    parts_of,
    previous_number,
    statement_numbered,
    statements,
)
from accrue.roi.services.publishing import approve_statement
from accrue.roi.services.statements import TITLE, request_statement
from accrue.roi.views.dialogs import form_dialog, go, posted, refuse, show_form
from accrue.ui.htmx import is_fragment
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

EXPLAINED = ("net", "benefit")


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


@require_GET
def line(request: HttpRequest, number: int, index: int) -> HttpResponse:
    """How one line is made: method, checks, formula, inputs, and the records it adds up from."""
    opened = statement_numbered(actor_of(request), number)
    lines = opened.drawn.lines
    if index >= len(lines):
        raise Missing
    one, picture = lines[index], Picture(opened)
    context = _explained(opened, picture) | {
        "line": one,
        "row": picture.rows[index],
        "index": index,
        "parts": parts_of(opened, one.key, one.records),
        "figures": [(f, *picture.figure(f)) for f in one.figures],
        "records_url": reverse("roi:line_records", args=[number, index]),
        "heading": opened.name_of(one),
    }
    return _peek(request, "roi/line.html", context)


@require_GET
def cost_line(request: HttpRequest, number: int, category: str) -> HttpResponse:
    opened = statement_numbered(actor_of(request), number)
    cost, picture = opened.cost(category), Picture(opened)
    context = _explained(opened, picture) | {
        "cost": cost,
        "amount": picture.exact(-cost.amount),
        "parts": parts_of(opened, f"cost:{category}", (cost.records,)),
        "records_url": reverse("roi:cost_records", args=[number, category]),
        "heading": cost.label,
    }
    return _peek(request, "roi/cost_line.html", context)


@require_GET
def figure(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """How the benefit or the net return is made: of which lines."""
    opened = statement_numbered(actor_of(request), number)
    if key not in EXPLAINED:
        raise Missing
    heading = "Net return" if key == "net" else "Benefit"
    context = _explained(opened, Picture(opened)) | {"key": key, "heading": heading}
    return _peek(request, "roi/figure.html", context)


@require_GET
def line_records(request: HttpRequest, number: int, index: int) -> HttpResponse:
    opened = statement_numbered(actor_of(request), number)
    if index >= len(opened.drawn.lines):
        raise Missing
    one = opened.drawn.lines[index]
    back = reverse("roi:statement_line", args=[number, index])
    return _records(request, opened, one.key, one.records, opened.name_of(one), back)


@require_GET
def cost_records(request: HttpRequest, number: int, category: str) -> HttpResponse:
    opened = statement_numbered(actor_of(request), number)
    cost = opened.cost(category)
    back = reverse("roi:statement_cost", args=[number, category])
    return _records(request, opened, f"cost:{category}", (cost.records,), cost.label, back)


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


@require_GET
def comparison(request: HttpRequest, before: int, after: int) -> HttpResponse:
    """What moved between two statements, line by line, to the cent."""
    user = actor_of(request)
    found = compare(statement_numbered(user, before), statement_numbered(user, after))
    numbers = list(statements(user).values_list("number", flat=True)[:50])
    context = {
        "comparison": found,
        "one": Picture(found.before),
        "two": Picture(found.after),
        "numbers": numbers,
    }
    return render(request, "roi/comparison.html", context)


@require_GET
def choose_comparison(request: HttpRequest) -> HttpResponse:
    """The address of a comparison chosen in its form."""
    access.require(actor_of(request), "see", "statement")
    wanted = [request.GET.get(name, "") for name in ("before", "after")]
    if not all(one.isdecimal() and len(one) < 9 for one in wanted):
        raise Missing
    return redirect("roi:comparison", before=int(wanted[0]), after=int(wanted[1]))


@require_GET
def experiment_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the latest statement says of an experiment; a panel of its page."""
    user = actor_of(request)
    access.require(user, "see", "statement")
    found = access.visible(user, Experiment.objects.filter(pk=pk)).first()
    if found is None:
        raise Missing
    opened = latest_statement(user)
    rows = []
    if opened:
        picture = Picture(opened)
        rows = [row for row in picture.rows if row.key.startswith(f"holdout/{found.key}/")]
    return render(request, "roi/experiment_panel.html", {"opened": opened, "rows": rows})


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
        "previous": previous_number(opened.kept),
        "unchanged": "unchanged" in request.GET,
        "may_approve": opened.approval is None
        and picture.has_return
        and may_approve_statement(user, opened.kept),
        "running": _running(user),
    } | _may(request)


def _explained(opened: Opened, picture: Picture) -> dict[str, Any]:
    return {"opened": opened, "kept": opened.kept, "drawn": opened.drawn, "picture": picture}


def _peek(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The side panel's body, or the same on a page of its own."""
    if is_fragment(request):
        return render(request, f"{template}#body", context | {"is_peek": True})
    return render(request, template, context)


def _records(
    request: HttpRequest, opened: Opened, key: str, records: Any, heading: str, back: str
) -> HttpResponse:
    parts = [part for part in parts_of(opened, key, records) if part.listed]
    asked = request.GET.get("part", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 5 else None
    part = next((p for p in parts if wanted is None or p.index == wanted), None)
    if part is None:
        raise Missing
    listing = Listing(
        request,
        kept_records(opened, key, part.index),
        columns=[
            Column("Record", Sort("position", "position")),
            Column("What it is"),
            Column("Day"),
            Column("Amount", Sort("amount", "minor"), is_number=True, starts_down=True),
        ],
        default="position",
        noun=("record", "records"),
    )
    context = {
        "opened": opened,
        "kept": opened.kept,
        "listing": listing,
        "rows": named_records(actor_of(request), opened.kept, part.records, listing.rows),
        "part": part,
        "parts": parts,
        "heading": heading,
        "back": back,
    }
    return render(request, "roi/records.html" + ("#rows" if is_fragment(request) else ""), context)


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
