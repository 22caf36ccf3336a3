"""How far an import is, what became of its rows, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Missing
from accrue.exchange import selectors
from accrue.exchange.error_file import written
from accrue.exchange.models import State
from accrue.exchange.services import deciding, foreseeing, reverting, running
from accrue.exchange.services.warning import told_to
from accrue.exchange.targets import KINDS
from accrue.standards.suspecting import queue_page
from accrue.ui.htmx import render_page

RECORDS = {
    "person": "contacts:people",
    "company": "contacts:companies",
    "deal": "sales:board",
    "order": "billing:orders",
    "product": "products:products",
}


@require_GET
def import_(request: HttpRequest, import_id: int) -> HttpResponse:
    """The import as it stands; while the worker has it the page asks again each second."""
    actor = actor_of(request)
    batch = selectors.import_called(actor, import_id)
    if batch.state == State.DRAFT:
        if request.headers.get("HX-Request") == "true":
            return _elsewhere(f"/imports/{batch.pk}/columns/")
        return redirect("exchange:columns", batch.pk)
    allowed = access.access_of(actor)
    context = {
        "batch": batch,
        "label": KINDS[batch.kind][0] if batch.kind else "Rows",
        "list_url": reverse(RECORDS[batch.kind]) if batch.kind in RECORDS else "",
        "queue_url": _queue(batch.kind) if batch.report.get("suspected") else "",
        "companies_url": _queue("company")
        if batch.report.get("nearly") and allowed.may("company", "see")
        else "",
        "corrections": selectors.corrections(actor, batch) if batch.rejected else [],
        "variants": sorted(batch.report.get("variants", []), key=lambda one: -one[3]),
        "warnings": told_to(actor, batch.kind, batch.report) if batch.state != State.REVERTED else [],
        "may_edit": allowed.may("import", "edit", batch),
        "may_revert": allowed.may("import", "delete", batch)
        and batch.state in (State.DONE, State.FAILED)
        and batch.started_at,
        "may_export": allowed.may("import", "export", batch),
    }
    return render_page(request, "exchange/import.html", context, partial="state")


def _queue(kind: str) -> str:
    page = queue_page(kind)
    return reverse(page) if page else ""


def _elsewhere(address: str) -> HttpResponse:
    response = HttpResponse(status=204)
    response["HX-Redirect"] = address
    return response


@require_POST
def go_on(request: HttpRequest, import_id: int) -> HttpResponse:
    running.go_on(actor=actor_of(request), import_id=import_id)
    return redirect("exchange:import", import_id)


@require_GET
def errors(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    """The rows that became nothing, as a file to put right and choose again."""
    actor = actor_of(request)
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "export", batch)
    headers = {
        "Content-Disposition": f'attachment; filename="import-{batch.pk}-to-put-right.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(written(batch), content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
def revert(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say in numbers what would go, then take the import back."""
    actor = actor_of(request)
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "delete", batch)
    if request.method == "POST":
        reverting.request_revert(actor=actor, import_id=import_id)
        return redirect("exchange:import", import_id)
    context = {"batch": batch, "outlook": foreseeing.outlook(batch), "label": KINDS[batch.kind][0].lower()}
    return render(request, "exchange/revert.html", context)


@require_POST
def decide(request: HttpRequest, import_id: int, number: int) -> HttpResponse:
    actor = actor_of(request)
    try:
        row = deciding.decide(
            actor=actor, import_id=import_id, number=number, decision=request.POST.get("decision", "")
        )
    except Missing:
        raise
    except AccrueError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Row {row.number}: {row.get_state_display().lower()}")
    return redirect(f"/imports/{import_id}/rows/?state=duplicate")
