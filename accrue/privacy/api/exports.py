"""A file with everything of one person, for programs."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, actor_of
from accrue.privacy import selectors
from accrue.privacy.archive import as_download
from accrue.privacy.models import DataExport
from accrue.privacy.services import exporting

router = Router(tags=["Personal data"])


class DataExportOut(Schema):
    """`made_at` is empty while the file is being written; after `expires_at` it is gone."""

    id: int
    person_id: int
    asked_at: datetime
    made_at: datetime | None
    expires_at: datetime
    is_there: bool = Field(description="Whether the file can be fetched.")


class DataExportIn(Body):
    person_id: int


def out(found: DataExport) -> DataExportOut:
    return DataExportOut(
        id=found.pk,
        person_id=found.person_id,
        asked_at=found.asked_at,
        made_at=found.made_at,
        expires_at=found.expires_at,
        is_there=found.made_at is not None and found.size > 0 and found.is_unexpired,
    )


@router.post("/personal-data/exports", response={201: DataExportOut})
def ask_for_file(request: HttpRequest, body: DataExportIn) -> Status[DataExportOut]:
    """Let everything of a person be written into a file, there for seven days for whoever asked."""
    made = exporting.request_export(actor=actor_of(request), person_id=body.person_id)
    return Status(201, out(made))


@router.get("/personal-data/exports/{int:export_id}", response={200: DataExportOut})
def get_export(request: HttpRequest, export_id: int) -> DataExportOut:
    """Whether the file is written yet. Only who asked for it sees it."""
    return out(selectors.own_export(actor_of(request), export_id))


@router.get("/personal-data/exports/{int:export_id}/file")
def get_file(request: HttpRequest, export_id: int) -> HttpResponse:
    """The file: a ZIP with a page to read and JSON for programs. That it was fetched is noted."""
    actor = actor_of(request)
    access.require(actor, "export", "privacy")
    return as_download(exporting.fetch_export(actor=actor, export_id=export_id))
