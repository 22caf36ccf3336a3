"""What became of an import's rows, for programs: ask, decide, take back."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Router, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Page, actor_of, page_of
from accrue.exchange import selectors
from accrue.exchange.api.shapes import DecisionIn, ImportOut, OutlookOut, RowOut, out
from accrue.exchange.error_file import written
from accrue.exchange.models import ImportRow
from accrue.exchange.services import deciding, foreseeing, reverting

router = Router(tags=["Imports"])


@router.get("/{int:import_id}/rows", response={200: Page[RowOut]})
def list_rows(
    request: HttpRequest,
    import_id: int,
    state: Annotated[
        str, Field(description="created, updated, duplicate, rejected, skipped, or warned.")
    ] = "",
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    batch = selectors.import_called(actor_of(request), import_id)
    rows: tuple[list[ImportRow], str | None] = page_of(
        selectors.rows_of_import(batch, state),
        sort="number",
        sorts={"number": "number"},
        cursor=cursor,
        limit=limit,
    )
    return {"items": rows[0], "next": rows[1]}


@router.get("/{int:import_id}/errors", response={200: None})
def error_file(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """The rejected rows as CSV, with what to put right. Send the corrected file with `corrects`."""
    actor = actor_of(request)
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "export", batch)
    headers = {
        "Content-Disposition": 'attachment; filename="to-put-right.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(written(batch), content_type="text/csv; charset=utf-8", headers=headers)


@router.post("/{int:import_id}/rows/{int:number}/decide", response={200: RowOut})
def decide_row(request: HttpRequest, import_id: int, number: int, body: DecisionIn) -> ImportRow:
    return deciding.decide(
        actor=actor_of(request), import_id=import_id, number=number, decision=body.decision
    )


@router.get("/{int:import_id}/revert", response={200: OutlookOut})
def revert_outlook(request: HttpRequest, import_id: int) -> Any:
    actor = actor_of(request)
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "delete", batch)
    return foreseeing.outlook(batch)


@router.post("/{int:import_id}/revert", response={202: ImportOut})
def revert_import(request: HttpRequest, import_id: int) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    return Status(202, out(actor, reverting.request_revert(actor=actor, import_id=import_id)))
