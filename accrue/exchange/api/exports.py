"""Exports for programs: ask for one, wait, fetch the file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.exchange import selectors
from accrue.exchange.models import Export
from accrue.exchange.services.everything import request_everything
from accrue.exchange.services.exporting import request_export
from accrue.exchange.serving import download
from accrue.filters.selection import Selection
from accrue.filters.tree import parse

router = Router(tags=["Exports"])


class ExportOut(Schema):
    """`state`: waiting, running, done, failed. The file can be fetched until `expires_at`."""

    id: int
    kind: str
    form: str
    fields: list[str]
    state: str
    error: str
    rows: int
    done: int
    size: int
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None


class NewExport(Body):
    """The rows of a kind's list: narrowed by `q` and `filter` as there. No `fields` takes those the list shows."""

    kind: Annotated[str, Field(max_length=40)]
    form: Literal["csv", "xlsx", "parquet", "vcf"] = "csv"
    fields: Annotated[list[str], Field(max_length=200)] = []
    q: Annotated[str, Field(max_length=200)] = ""
    filter: dict[str, Any] | None = None
    archived: bool = False


def out(export: Export) -> dict[str, Any]:
    names = (
        "kind", "form", "state", "error", "rows", "done", "size", "created_at", "finished_at", "expires_at",
    )  # fmt: skip
    return {
        "id": export.pk,
        "fields": export.keys,
        **{name: getattr(export, name) for name in names},
    }


@router.get("", response=Page[ExportOut], summary="Your exports, the latest first")
def list_exports(
    request: HttpRequest, cursor: str | None = None, limit: Annotated[int, Field(ge=1, le=200)] = 50
) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "see", "export")
    rows, following = page_of(
        selectors.exports(actor), sort="-created", sorts={"created": "created_at"}, cursor=cursor, limit=limit
    )
    return {"items": [out(export) for export in rows], "next": following}


@router.post("", response={202: ExportOut}, summary="Take rows of a list out")
def start_export(request: HttpRequest, body: NewExport) -> Status[dict[str, Any]]:
    """The worker writes the file as you may see the records then; ask for the export until it is done."""
    actor = actor_of(request)
    selection = Selection(body.kind, body.q, parse(body.filter), body.archived)
    export = request_export(actor=actor, selection=selection, form=body.form, keys=body.fields)
    return Status(202, out(export))


@router.post("/everything", response={202: ExportOut}, summary="Take everything the company owns out")
def start_everything(request: HttpRequest) -> Status[dict[str, Any]]:
    """For administrators. One zip of every table as JSON Lines, sheets as CSV, files and facts, with a manifest."""
    return Status(202, out(request_everything(actor=actor_of(request))))


@router.get("/{int:export_id}", response=ExportOut, summary="How far an export is")
def export_out(request: HttpRequest, export_id: int) -> dict[str, Any]:
    return out(selectors.export_called(actor_of(request), export_id))


@router.get("/{int:export_id}/file", response={200: None}, summary="The file of an export")
def export_file(request: HttpRequest, export_id: int) -> FileResponse:
    return download(selectors.export_with_file(actor_of(request), export_id))
