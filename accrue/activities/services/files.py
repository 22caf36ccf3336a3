"""Files of records: added and added anew, described, put away, checked for viruses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts.models import User
from accrue.activities import keeping, scanning
from accrue.activities.carriers import changed_record
from accrue.activities.contents import draw_preview, safe_name, type_of
from accrue.activities.keeping import Kept
from accrue.activities.models import File, FileVersion, News
from accrue.activities.services.telling import tell
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import FileAdded, FileArchived, FileEdited, FileQuarantined, FileRestored
from accrue.events.services import announce, record
from accrue.standards.text import checked_line

LOOK_JOB = "activities.look_at_file"
MOST_FILES = 500
MOST_VERSIONS = 100
LONGEST_DESCRIPTION = 500
KEPT_IN_QUARANTINE = timedelta(days=30)
State = FileVersion.State


def add_file(
    *,
    actor: User,
    kind: str,
    record_id: int,
    name: str,
    chunks: Iterable[bytes],
    description: str = "",
) -> FileVersion:
    """Put a file to a record; one of a name that is there becomes its next version, unless nothing changed in it.

    Raises Missing, Forbidden, Invalid, TooLarge and NoRoom; then nothing of it is kept.
    """
    changed_record(actor, kind, record_id)
    described = _description(description)
    kept = _received(chunks)
    try:
        with transaction.atomic():
            pk = _locked_record(actor, kind, record_id)
            same = File.objects.filter(
                kind=kind, record_id=pk, archived_at=None, name__iexact=safe_name(name)
            ).first()
            if same is not None:
                return _next(actor, same, name, kept)
            if File.objects.filter(kind=kind, record_id=pk).count() >= MOST_FILES:
                said = f"A record carries at most {MOST_FILES} files. Archive does not make room; ask for another record."
                raise Invalid("activities.too_many_files", said, fields={"files": said})
            made = File.objects.create(
                kind=kind, record_id=pk, name=safe_name(name), description=described, created_by=actor
            )
            return _version(actor, made, 1, name, kept)
    except BaseException:
        keeping.forget([kept.stored])
        raise


def add_version(*, actor: User, file_id: int, name: str, chunks: Iterable[bytes]) -> FileVersion:
    """A new version of a file, whatever it is called where it comes from. Raises as `add_file`."""
    changed_file(actor, file_id)
    kept = _received(chunks)
    try:
        with transaction.atomic():
            return _next(actor, changed_file(actor, file_id, lock=True), name, kept)
    except BaseException:
        keeping.forget([kept.stored])
        raise


def _received(chunks: Iterable[bytes]) -> Kept:
    kept = keeping.keep(chunks)
    if not kept.size:
        keeping.forget([kept.stored])
        said = "This file is empty. Choose one that holds something."
        raise Invalid("activities.file_empty", said, fields={"files": said})
    return kept


def _next(actor: User, held: File, name: str, kept: Kept) -> FileVersion:
    latest = held.versions.get(number=held.latest)
    if latest.sha256 == kept.sha256:
        keeping.forget([kept.stored])
        return latest
    if held.latest >= MOST_VERSIONS:
        said = f"A file has at most {MOST_VERSIONS} versions. Upload it under another name."
        raise Invalid("activities.too_many_versions", said, fields={"files": said})
    held.latest += 1
    held.version += 1
    held.save(update_fields=["latest", "version"])
    return _version(actor, held, held.latest, name, kept)


def _version(actor: User, held: File, number: int, name: str, kept: Kept) -> FileVersion:
    made = FileVersion.objects.create(
        file=held,
        number=number,
        name=safe_name(name),
        size=kept.size,
        sha256=kept.sha256,
        content_type=type_of(kept.head),
        stored=kept.stored,
        state=State.CHECKING if scanning.is_set() else State.UNCHECKED,
        uploaded_by=actor,
    )
    record(
        FileAdded(kind=held.kind, record_id=held.record_id, file_id=held.pk, number=number),
        actor=actor,
    )
    app.configure_task(LOOK_JOB).defer(version_id=made.pk)
    return made


@transaction.atomic
def edit_file(*, actor: User, file_id: int, version: int, name: str, description: str) -> File:
    """Another name or description. Raises Missing, Forbidden, Invalid, Conflict."""
    held = changed_file(actor, file_id, lock=True)
    if held.version != version:
        raise Conflict(
            "activities.changed_meanwhile",
            "Somebody changed this file meanwhile. Look at it again and repeat your change.",
        )
    if not name.strip():
        raise Invalid("activities.file_name", "Give it a name.", fields={"name": "Give it a name."})
    new = {"name": safe_name(name), "description": _description(description)}
    changed = [key for key, value in new.items() if getattr(held, key) != value]
    if changed:
        held.name, held.description, held.version = new["name"], new["description"], held.version + 1
        held.save(update_fields=["name", "description", "version"])
        record(
            FileEdited(kind=held.kind, record_id=held.record_id, file_id=held.pk, fields=changed),
            actor=actor,
        )
    return held


@transaction.atomic
def archive_file(*, actor: User, file_id: int) -> File:
    """Take a file out of sight. It can be restored; a repeat does nothing."""
    held = changed_file(actor, file_id, lock=True)
    if held.archived_at is None:
        held.archived_at = clock.now()
        held.save(update_fields=["archived_at"])
        record(FileArchived(kind=held.kind, record_id=held.record_id, file_id=held.pk), actor=actor)
    return held


@transaction.atomic
def restore_file(*, actor: User, file_id: int) -> File:
    held = changed_file(actor, file_id, lock=True)
    if held.archived_at is not None:
        held.archived_at = None
        held.save(update_fields=["archived_at"])
        record(FileRestored(kind=held.kind, record_id=held.record_id, file_id=held.pk), actor=actor)
    return held


def look_at_file(*, version_id: int) -> None:
    """Have a version checked where it waits for that, and draw the preview of a picture. Bears a repeat.

    Raises ScannerFault where the scanner gave no verdict: then it is still not served.
    """
    found = FileVersion.objects.select_related("file", "uploaded_by").filter(pk=version_id).first()
    if found is None:
        return
    if found.state == State.CHECKING:
        finding = scanning.scan(keeping.path_of(found.stored)).finding if scanning.is_set() else ""
        _decide(found, finding)
    if found.is_served and not found.has_preview:
        source = keeping.path_of(found.stored)
        if draw_preview(source, keeping.preview_of(found.stored), found.content_type):
            with transaction.atomic():
                FileVersion.objects.filter(pk=found.pk).update(has_preview=True)
                announce({found.file.kind})


@transaction.atomic
def _decide(found: FileVersion, finding: str) -> None:
    clean = State.CLEAN if scanning.is_set() else State.UNCHECKED
    found.state, found.finding = (State.INFECTED if finding else clean), finding
    rows = FileVersion.objects.filter(pk=found.pk, state=State.CHECKING)
    if not rows.update(state=found.state, finding=finding):
        return
    held = found.file
    if finding:
        transaction.on_commit(lambda: keeping.set_aside(found.stored))
        fact = FileQuarantined(kind=held.kind, record_id=held.record_id, file_id=held.pk, number=found.number)
        event = record(fact, actor=None)
        tell(
            [found.uploaded_by],
            news=News.QUARANTINED,
            event_id=event.pk,
            kind=held.kind,
            record_id=held.record_id,
        )
    announce({held.kind, "notice"})


def tidy_files() -> int:
    """Delete what nobody can ask for any more: bytes without a row, and what lay in quarantine for a month. How many."""
    known = set(FileVersion.objects.values_list("stored", flat=True))
    limit, gone = (clock.now() - timedelta(days=1)).timestamp(), 0
    for path in keeping.folder().glob("*/*"):
        if path.stem not in known and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            gone += 1
    old = (clock.now() - KEPT_IN_QUARANTINE).timestamp()
    for path in keeping.quarantine().iterdir():
        if path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def changed_file(actor: User, file_id: int, *, lock: bool = False) -> File:
    """A file of a record that this person may edit. Raises Missing, Forbidden."""
    rows = File.objects.select_for_update() if lock else File.objects.all()
    found = rows.filter(pk=file_id).first()
    if found is None:
        raise Missing
    changed_record(actor, found.kind, found.record_id)
    return found


def _locked_record(actor: User, kind: str, record_id: int) -> int:
    """Two uploads of one name wait for each other at the record."""
    found = changed_record(actor, kind, record_id)
    type(found)._default_manager.select_for_update(no_key=True).get(pk=found.pk)
    return int(found.pk)


def _description(given: str) -> str:
    try:
        return checked_line(given, LONGEST_DESCRIPTION)
    except ValueError as error:
        said = str(error)
        raise Invalid("activities.file_description", said, fields={"description": said}) from None
