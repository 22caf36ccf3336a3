from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.accounts.rest.records import version_of
from accrue.activities import keeping
from accrue.activities.carriers import changed_record, record_of
from accrue.activities.models import File, FileVersion
from accrue.activities.selectors import files as selectors
from accrue.activities.services import add_file, add_version, archive_file, edit_file, restore_file
from accrue.activities.services.files import changed_file
from accrue.errors import Invalid
from accrue.ui.attachments import as_attachment

router = Router(tags=["Files"])


class VersionOut(Schema):
    """`state`: checking (not served yet), clean, unchecked (no scanner is set), infected (never served)."""

    number: int
    name: str
    size: int
    sha256: str
    content_type: str
    state: str
    finding: str
    uploaded_at: datetime
    uploaded_by_id: int


class FileOut(Schema):
    id: int
    kind: str
    record_id: int
    name: str
    description: str
    created_at: datetime
    archived_at: datetime | None
    version: int
    latest: VersionOut


class VersionsOut(Schema):
    """Newest first."""

    items: list[VersionOut]


class FileChange(Body):
    """Only what is sent changes. `version` is the one you saw; instead it may come as If-Match."""

    name: Annotated[str, Field(max_length=400)] | None = None
    description: Annotated[str, Field(max_length=2_000)] | None = None
    version: int | None = None


def version_out(found: FileVersion) -> dict[str, Any]:
    return {name: getattr(found, name) for name in VersionOut.model_fields}


def out(found: File, latest: FileVersion) -> dict[str, Any]:
    names = [name for name in FileOut.model_fields if name != "latest"]
    return {name: getattr(found, name) for name in names} | {"latest": version_out(latest)}


def out_now(found: File) -> dict[str, Any]:
    return out(found, found.versions.get(number=found.latest))


def _upload(described: bool) -> dict[str, Any]:
    properties = {"file": {"type": "string", "format": "binary", "description": "At most 100 MB."}}
    if described:
        properties["description"] = {"type": "string", "description": "What it is."}
    content = {
        "schema": {
            "type": "object",
            "required": ["file"],
            "additionalProperties": False,
            "properties": properties,
        }
    }
    return {"requestBody": {"required": True, "content": {"multipart/form-data": content}}}


@router.get("/records/{slug:kind}/{int:record_id}/files", response={200: Page[FileOut]})
def list_files(
    request: HttpRequest,
    kind: str,
    record_id: int,
    archived: bool = False,
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """The files of a record with their latest versions, the latest first."""
    record = record_of(actor_of(request), kind, record_id)
    found = selectors.files_on(kind, record.pk, archived=archived)
    rows, following = page_of(
        found, sort="-uploaded", sorts={"uploaded": "uploaded_at"}, cursor=cursor, limit=limit
    )
    return {"items": [out(one.file, one) for one in rows], "next": following}


@router.post(
    "/records/{slug:kind}/{int:record_id}/files", response={201: FileOut}, openapi_extra=_upload(True)
)
def upload(request: HttpRequest, kind: str, record_id: int) -> Status[dict[str, Any]]:
    """A file of a name that is there becomes its next version."""
    actor = actor_of(request)
    record = changed_record(actor, kind, record_id)
    file = _file(request, "description")
    made = add_file(
        actor=actor,
        kind=kind,
        record_id=record.pk,
        name=file.name or "",
        chunks=file.chunks(),
        description=request.POST.get("description", ""),
    )
    return Status(201, out(made.file, made))


@router.get("/files/{int:file_id}", response={200: FileOut})
def show_file(request: HttpRequest, file_id: int) -> dict[str, Any]:
    return out_now(selectors.file_called(actor_of(request), file_id))


@router.patch("/files/{int:file_id}", response={200: FileOut})
def change_file(request: HttpRequest, file_id: int, body: FileChange) -> dict[str, Any]:
    actor = actor_of(request)
    found = changed_file(actor, file_id)
    given = body.dict(exclude_none=True)
    version = version_of(request, given.pop("version", None))
    values = {"name": found.name, "description": found.description} | given
    return out_now(edit_file(actor=actor, file_id=file_id, version=version, **values))


@router.get("/files/{int:file_id}/versions", response={200: VersionsOut})
def list_versions(request: HttpRequest, file_id: int) -> dict[str, Any]:
    found = selectors.versions_of(selectors.file_called(actor_of(request), file_id))
    return {"items": [version_out(one) for one in found]}


@router.post("/files/{int:file_id}/versions", response={201: VersionOut}, openapi_extra=_upload(False))
def upload_version(request: HttpRequest, file_id: int) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    changed_file(actor, file_id)
    file = _file(request)
    made = add_version(actor=actor, file_id=file_id, name=file.name or "", chunks=file.chunks())
    return Status(201, version_out(made))


@router.get(
    "/files/{int:file_id}/versions/{int:number}/content",
    response={200: None},
    summary="The bytes of a version",
)
def content(request: HttpRequest, file_id: int, number: int) -> FileResponse:
    found, file = selectors.content_of(actor_of(request), file_id, number)
    return as_attachment(file, found.name, found.content_type)


@router.post("/files/{int:file_id}/archive", response={200: FileOut})
def archive(request: HttpRequest, file_id: int) -> dict[str, Any]:
    return out_now(archive_file(actor=actor_of(request), file_id=file_id))


@router.post("/files/{int:file_id}/restore", response={200: FileOut})
def restore(request: HttpRequest, file_id: int) -> dict[str, Any]:
    return out_now(restore_file(actor=actor_of(request), file_id=file_id))


def _file(request: HttpRequest, *fields: str) -> Any:
    """The one file of a request, and no field besides those that are named."""
    faults = {
        name: "There is no such field."
        for name in [*request.POST, *request.FILES]
        if name not in ("file", *fields)
    }
    if faults:
        raise Invalid("invalid", "Some values cannot be accepted; see errors.", fields=faults)
    file = request.FILES.get("file")
    if file is None:
        said = "Send the file as the part “file” of multipart/form-data."
        raise Invalid("activities.no_file", said, fields={"file": said})
    keeping.refuse_larger(file.size or 0)
    return file
