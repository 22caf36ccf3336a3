"""Questions about files of records. Whoever sees a record sees its files; each is asked for through its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string

from accrue import clock
from accrue.accounts.models import User
from accrue.accounts.timelines import Told
from accrue.activities import keeping
from accrue.activities.carriers import record_of
from accrue.activities.models import File, FileVersion
from accrue.errors import Conflict, Missing
from accrue.events.models import Event
from accrue.ui import cursors

PER_PAGE = 20
GONE = "A file that is not there any more."


def files_on(kind: str, record_id: int, *, archived: bool = False) -> QuerySet[FileVersion]:
    """The latest version of each file of a record that was found for whoever asks; in no order."""
    rows = FileVersion.objects.filter(
        file__kind=kind, file__record_id=record_id, number=F("file__latest")
    ).select_related("file", "uploaded_by")
    return rows.filter(file__archived_at__isnull=not archived)


@dataclass(frozen=True, slots=True)
class FilesPage:
    """`older` is where the next page goes on, empty at the end."""

    versions: list[FileVersion]
    older: str


def page_of_files(kind: str, record_id: int, *, archived: bool = False, older: str = "") -> FilesPage:
    """Twenty files of a record, newest first. Raises BadCursor where `older` is of another panel."""
    name = f"files.{kind}.{record_id}.{int(archived)}"
    found = files_on(kind, record_id, archived=archived).order_by("-uploaded_at", "-pk")
    if older:
        at, pk = cursors.read(older, of=name)
        found = found.filter(Q(uploaded_at__lt=at) | Q(uploaded_at=at, pk__lt=pk))
    rows = list(found[: PER_PAGE + 1])
    last = rows[PER_PAGE - 1] if len(rows) > PER_PAGE else None
    return FilesPage(rows[:PER_PAGE], cursors.written([last.uploaded_at, last.pk], of=name) if last else "")


def archived_on(kind: str, record_id: int) -> int:
    """How many files of the record are out of sight."""
    return File.objects.filter(kind=kind, record_id=record_id, archived_at__isnull=False).count()


def file_called(actor: User, file_id: int) -> File:
    """Raises Missing where its record may not be seen."""
    found = File.objects.filter(pk=file_id).first()
    if found is None:
        raise Missing
    record_of(actor, found.kind, found.record_id)
    return found


def versions_of(found: File) -> QuerySet[FileVersion]:
    """Newest first."""
    return found.versions.select_related("uploaded_by").order_by("-number")


def version_called(actor: User, file_id: int, number: int) -> FileVersion:
    """Raises Missing."""
    found = file_called(actor, file_id).versions.select_related("file").filter(number=number).first()
    if found is None:
        raise Missing
    return found


def content_of(actor: User, file_id: int, number: int) -> tuple[FileVersion, BinaryIO]:
    """A version with its bytes. Raises Missing; Conflict where it is being checked, in quarantine or lost."""
    found = version_called(actor, file_id, number)
    if found.state == FileVersion.State.CHECKING:
        raise Conflict(
            "activities.file_checking", "This file is being checked for viruses. Try again in a minute."
        )
    if found.state == FileVersion.State.INFECTED:
        raise Conflict(
            "activities.file_infected",
            f"This file is in quarantine: {found.finding}. Nobody can download it; upload a clean one.",
        )
    try:
        return found, keeping.opened(found.stored)
    except FileNotFoundError:
        said = "This file is missing on the server. Upload it again, or ask your administrator for a backup."
        raise Conflict("activities.file_lost", said) from None


def preview_of(actor: User, file_id: int, number: int) -> BinaryIO:
    """The drawn preview of a picture. Raises Missing where there is none."""
    found = version_called(actor, file_id, number)
    if not (found.has_preview and found.is_served):
        raise Missing
    try:
        return keeping.preview_of(found.stored).open("rb")
    except FileNotFoundError:
        raise Missing from None


def unanswered() -> int:
    """How many versions wait for the scanner's verdict longer than its retries take."""
    late = clock.now() - timedelta(minutes=15)
    return FileVersion.objects.filter(state=FileVersion.State.CHECKING, uploaded_at__lt=late).count()


def told(actor: User, events: Sequence[Event]) -> Mapping[int, Told]:
    """What the timeline shows of files: their names as they are now. One query."""
    files = File.objects.in_bulk({int(event.data["file_id"]) for event in events})
    return {event.pk: _told(event, files.get(int(event.data["file_id"]))) for event in events}


def _told(event: Event, found: File | None) -> Told:
    if found is None:
        return Told(GONE, render_to_string("activities/file_told.html", {"gone": GONE}))
    number = event.data.get("number")
    text = found.name + (f", version {number}" if number and number > 1 else "")
    context = {"file": found, "number": number if event.name == "FileAdded" else None, "text": text}
    return Told(text, render_to_string("activities/file_told.html", context))
