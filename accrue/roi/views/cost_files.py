"""The cost ledger as a file: all of it out, and many costs in after a look at every row."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError
from accrue.roi.forms import CostFileForm
from accrue.roi.ledger_csv import COLUMNS, MOST_ROWS, REQUIRED, ReadRow, looked_at, written
from accrue.roi.selectors.programme import require_programme
from accrue.roi.services.costs import enter_file, exported_costs
from accrue.roi.views.costs import LEVELLED
from accrue.ui.dialogs import posted, refuse


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Every cost this person may export, oldest first, as a file that comes in again by the import."""
    return ledger_file(actor_of(request))


def ledger_file(user: User) -> StreamingHttpResponse:
    """The ledger as this person may have it."""
    rows = exported_costs(actor=user)
    granted = access.access_of(user)
    hidden = {name for name in LEVELLED if granted.hides("cost", name)}
    lines = written(rows.iterator(chunk_size=2000), hidden)
    headers = {
        "Content-Disposition": 'attachment; filename="accrue-costs.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
def import_costs(request: HttpRequest) -> HttpResponse:
    """Choose a file, look at every row with its errors, and enter all of them or none."""
    user = actor_of(request)
    access.require(user, "create", "cost")
    require_programme()
    form = CostFileForm(posted(request), request.FILES if request.method == "POST" else None)
    rows: list[ReadRow] = []
    text = ""
    if request.method == "POST" and form.is_valid():
        text = form.text_given
        try:
            rows = looked_at(text)
            if request.POST.get("enter") and not any(row.errors for row in rows):
                return _entered(request, user, rows)
        except AccrueError as error:
            refuse(form, error)
    wrong = [row for row in rows if row.errors]
    context = {
        "form": form,
        "rows": rows,
        "wrong": wrong,
        "text": text,
        "columns": COLUMNS,
        "required": REQUIRED,
        "most": MOST_ROWS,
    }
    status = 422 if form.errors or wrong else 200
    return render(request, "roi/cost_import.html", context, status=status)


def _entered(request: HttpRequest, user: User, rows: list[ReadRow]) -> HttpResponse:
    made = enter_file(actor=user, entries=[row.entry for row in rows if row.entry])
    said = "1 cost" if len(made) == 1 else f"{len(made)} costs"
    messages.success(request, f"Entered {said}; what is entered counts from now on and waits for approval")
    return redirect("roi:costs")
