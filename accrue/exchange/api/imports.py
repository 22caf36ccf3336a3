"""Imports for programs: upload, place the columns, look, start."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Page, actor_of, page_of
from accrue.errors import Invalid
from accrue.exchange import selectors
from accrue.exchange.api.reports import router as reports
from accrue.exchange.api.shapes import UPLOAD, ImportOut, MappingIn, PreviewOut, TargetOut, out
from accrue.exchange.preview import preview as previewed
from accrue.exchange.services import files, mapping, running, uploading
from accrue.exchange.targets import targets_for

router = Router(tags=["Imports"])
router.add_router("", reports)


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
