"""Imports for programs: upload, place the columns, look, start, ask, take back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.errors import Invalid
from accrue.exchange import selectors
from accrue.exchange.error_file import written
from accrue.exchange.models import Import, ImportRow
from accrue.exchange.preview import preview as previewed
from accrue.exchange.services import deciding, files, mapping, reverting, running, uploading
from accrue.exchange.services.warning import told_to
from accrue.exchange.targets import targets_for

router = Router(tags=["Imports"])


class Count(Schema):
    """How many rows became what."""

    created: int
    updated: int
    duplicate: int
    rejected: int
    skipped: int


class ColumnOut(Schema):
    name: str
    target: str
    filled: int
    examples: list[str]


class WarningOut(Schema):
    """What a rule that only warns says of so many rows, which came in all the same."""

    field: str
    message: str
    rows: int


class ImportOut(Schema):
    """`state`: reading, draft, running, done, failed, reverting, reverted. `counts` adds up to `done`."""

    id: int
    kind: str
    file_name: str
    state: str
    error: str
    note: str
    rows: int
    done: int
    counts: Count
    columns: list[ColumnOut]
    options: dict[str, Any]
    spellings: list[list[Any]]
    warnings: list[WarningOut]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    reverted_at: datetime | None
    version: int


class MappingIn(Body):
    """`targets`: one for each column in order, empty for none, `new:text` (or number, money, date, choice, yesno) to make a
    field of it when the import starts. `options` as the import has them; those left out stay."""

    kind: str | None = None
    targets: list[str] | None = None
    options: dict[str, Any] = {}
    version: int | None = None


class TargetOut(Schema):
    key: str
    label: str
    type: str


class CellOut(Schema):
    text: str
    fault: str
    warning: str


class PreviewRow(Schema):
    number: int
    outcome: str
    reason: str
    cells: list[CellOut]


class PreviewOut(Schema):
    """The first rows as they would come in; `counts` is of the rows looked at."""

    columns: list[str]
    rows: list[PreviewRow]
    looked_at: int
    counts: dict[str, int]


class RowOut(Schema):
    """`faults` of a row that was created or updated are what rules only warned of."""

    number: int
    state: str
    record_id: int | None
    reason: str
    faults: dict[str, str] | None
    data: list[str]


class DecisionIn(Body):
    """create, update or leave."""

    decision: str


class OutlookOut(Schema):
    """What taking an import back would do, in records."""

    remove: int
    restore: int
    keep: int


def out(actor: User, batch: Import) -> dict[str, Any]:
    counts = {name: getattr(batch, name) for name in Count.model_fields}
    columns = [
        {"name": c["name"], "target": target, "filled": c["filled"], "examples": c["examples"][:3]}
        for c, target in zip(batch.columns, batch.mapping, strict=False)
    ]
    same = ("id", "kind", "file_name", "state", "error", "note", "rows", "done", "options", "version")
    moments = ("created_at", "started_at", "finished_at", "reverted_at")
    shown = {name: getattr(batch, name) for name in (*same, *moments)}
    told = told_to(actor, batch.kind, batch.report)
    warnings = [dict(zip(WarningOut.model_fields, one, strict=True)) for one in told]
    spellings = batch.report.get("variants", [])
    return shown | {"counts": counts, "columns": columns, "spellings": spellings, "warnings": warnings}


@router.get("", response={200: Page[ImportOut]})
def list_imports(
    request: HttpRequest, cursor: str | None = None, limit: Annotated[int, Field(ge=1, le=200)] = 50
) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "see", "import")
    rows, following = page_of(
        selectors.imports(actor), sort="-created", sorts={"created": "created_at"}, cursor=cursor, limit=limit
    )
    return {"items": [out(actor, batch) for batch in rows], "next": following}


UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "CSV, XLSX, ODS or vCard; at most 1,000,000 rows and 512 MB.",
                        },
                        "kind": {
                            "type": "string",
                            "description": "person, company, deal or product; empty: found out.",
                        },
                        "corrects": {
                            "type": "string",
                            "description": "Id of the import whose rejected rows this file corrects.",
                        },
                    },
                }
            }
        },
    }
}


@router.post("", response={201: ImportOut}, openapi_extra=UPLOAD)
def upload_file(request: HttpRequest) -> Status[dict[str, Any]]:
    """A file comes in as a draft: nothing becomes a record before it is started."""
    actor = actor_of(request)
    access.require(actor, "create", "import")
    kind, corrects = _upload_fields(request)
    file = request.FILES.get("file")
    if file is None:
        message = "Send the file as the part “file” of multipart/form-data."
        raise Invalid("exchange.no_file", message, fields={"file": message})
    files.refuse_larger(file.size or 0)
    batch = uploading.receive(
        actor=actor, name=file.name or "", chunks=file.chunks(), kind=kind, corrects=corrects
    )
    return Status(201, out(actor, batch))


def _upload_fields(request: HttpRequest) -> tuple[str, int | None]:
    faults = {
        name: "There is no such field."
        for name in [*request.POST, *request.FILES]
        if name not in ("file", "kind", "corrects")
    }
    corrects = request.POST.get("corrects", "")
    if corrects and not (corrects.isdecimal() and corrects.isascii() and len(corrects) < 18):
        faults["corrects"] = "Give the number of an import."
    if faults:
        raise Invalid("exchange.fields", " ".join(faults.values()), fields=faults)
    return request.POST.get("kind", ""), int(corrects) if corrects else None


@router.get("/targets/{kind}", response={200: list[TargetOut]})
def list_targets(request: HttpRequest, kind: str) -> list[Any]:
    """Where columns of a kind may go, as far as you may write it."""
    actor = actor_of(request)
    access.require(actor, "create", "import")
    uploading.require_kind(actor, kind)
    return list(targets_for(actor, kind))


@router.get("/{int:import_id}", response={200: ImportOut})
def get_import(request: HttpRequest, import_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    return out(actor, selectors.import_called(actor, import_id))


@router.put("/{int:import_id}/mapping", response={200: ImportOut})
def set_mapping(request: HttpRequest, import_id: int, body: MappingIn) -> dict[str, Any]:
    actor = actor_of(request)
    if body.kind is not None:
        mapping.choose_kind(actor=actor, import_id=import_id, kind=body.kind)
    batch = selectors.import_called(actor, import_id)
    targets = batch.mapping if body.targets is None else body.targets
    version = None if body.kind is not None else body.version
    mapping.set_mapping(
        actor=actor, import_id=import_id, mapping=targets, options=body.options, version=version
    )
    return out(actor, selectors.import_called(actor, import_id))


@router.get("/{int:import_id}/preview", response={200: PreviewOut})
def preview_import(request: HttpRequest, import_id: int) -> dict[str, Any]:
    batch = uploading.draft(actor_of(request), import_id)
    found = previewed(batch)
    rows = [
        {
            "number": row.number,
            "outcome": row.outcome,
            "reason": row.reason,
            "cells": [
                {"text": cell.text, "fault": cell.fault, "warning": cell.warning} for cell in row.cells
            ],
        }
        for row in found.rows
    ]
    columns = [column.name for column in found.columns]
    return {"columns": columns, "rows": rows, "looked_at": found.looked_at, "counts": found.counts}


@router.post("/{int:import_id}/start", response={202: ImportOut})
def start_import(request: HttpRequest, import_id: int) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    return Status(202, out(actor, running.start(actor=actor, import_id=import_id)))


@router.post("/{int:import_id}/go-on", response={202: ImportOut})
def go_on_with_import(request: HttpRequest, import_id: int) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    return Status(202, out(actor, running.go_on(actor=actor, import_id=import_id)))


@router.delete("/{int:import_id}", response={204: None})
def discard_import(request: HttpRequest, import_id: int) -> Status[None]:
    uploading.discard(actor=actor_of(request), import_id=import_id)
    return Status(204, None)


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
    return reverting.outlook(batch)


@router.post("/{int:import_id}/revert", response={202: ImportOut})
def revert_import(request: HttpRequest, import_id: int) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    return Status(202, out(actor, reverting.request_revert(actor=actor, import_id=import_id)))
