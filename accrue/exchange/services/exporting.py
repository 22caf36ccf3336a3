"""Taking rows of a list out as a file. The worker writes it, as the person who asked may see it when it is written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import AccrueError, Invalid
from accrue.events.catalogue import RecordsExported
from accrue.events.services import record
from accrue.exchange.exporting.files import FORMS, VCARD_KEYS, forms_for
from accrue.exchange.exporting.table import Sheet, fields_of, usual_keys
from accrue.exchange.models import Export, ExportState
from accrue.exchange.services.everything import FORM, write_everything
from accrue.exchange.services.everything import KEPT as KEPT_EVERYTHING
from accrue.filters.selection import Selection

WRITE_JOB = "exchange.write_export"
KEPT = timedelta(days=7)


def folder() -> Path:
    found = Path(settings.MEDIA_ROOT) / "exports"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def file_of(export: Export) -> Path:
    return folder() / f"{export.pk}.{export.form}"


@transaction.atomic
def request_export(*, actor: User, selection: Selection, form: str, keys: Sequence[str] = ()) -> Export:
    """Have the worker write these rows. `keys` are fields of the kind; none takes those its list shows.

    Raises Forbidden, Missing, BadFilter, and Invalid for a field or form that there is not.
    """
    selection.rows(actor)  # first, for it knows which kinds there are
    access.require(actor, "export", selection.kind)
    if "\\u0000" in json.dumps(selection.data):
        message = "There is a character in it that no text holds (U+0000). Leave it out."
        raise Invalid("exchange.no_text", message, fields={"q": message})
    known = fields_of(actor, selection.kind)
    unknown = [key for key in keys if key not in known]
    if unknown:
        message = f"There is no field “{unknown[0][:40]}” to export. There are: {', '.join(sorted(known))}."
        raise Invalid("exchange.unknown_field", message, fields={"fields": message})
    if form not in forms_for(selection.kind):
        message = f"Choose one of {', '.join(forms_for(selection.kind))}."
        raise Invalid("exchange.unknown_form", message, fields={"form": message})
    chosen = [key for key in VCARD_KEYS if key in known] if form == "vcf" else list(keys)
    export = Export.objects.create(
        kind=selection.kind,
        selection=selection.data,
        keys=chosen or usual_keys(actor, selection.kind),
        form=form,
        owner=actor,
    )
    app.configure_task(WRITE_JOB, lock=f"export-{export.pk}").defer(export_id=export.pk)
    return export


def write_export(export_id: int) -> None:
    """Write the file, tell how far it is, and record that it was taken. Nothing is left of a file that could not be finished."""
    export = Export.objects.select_related("owner").filter(pk=export_id).first()
    if export is None or export.state == ExportState.DONE:
        return
    try:
        rows = write_everything(export, file_of(export)) if export.form == FORM else _write(export)
    except AccrueError as error:
        Export.objects.filter(pk=export.pk).update(state=ExportState.FAILED, error=error.message[:500])
        return
    with transaction.atomic():
        now = clock.now()
        Export.objects.filter(pk=export.pk).update(
            state=ExportState.DONE,
            rows=rows,
            done=rows,
            size=file_of(export).stat().st_size,
            finished_at=now,
            expires_at=now + (KEPT_EVERYTHING if export.form == FORM else KEPT),
        )
        record(
            RecordsExported(export_id=export.pk, kind=export.kind, form=export.form, rows=rows),
            actor=export.owner,
        )


def forget_expired() -> None:
    """Files nobody may fetch any more, and what a crash left."""
    kept = {file_of(export).name for export in Export.objects.filter(expires_at__gt=clock.now())}
    under_way = {file_of(one).name for one in Export.objects.filter(finished_at=None)}
    for path in folder().iterdir():
        if path.is_dir():  # what a killed worker was gathering; the next run gathers anew
            if not under_way:
                shutil.rmtree(path, ignore_errors=True)
        elif path.name.removesuffix(".part").removesuffix(".progress") not in kept | under_way:
            path.unlink(missing_ok=True)


def _write(export: Export) -> int:
    actor = export.owner
    access.require(actor, "export", export.kind)
    found = access.visible(actor, Selection.of(export.selection).rows(actor), "export")
    rows = found.count()
    Export.objects.filter(pk=export.pk).update(state=ExportState.RUNNING, rows=rows, done=0)
    sheet, part = Sheet(actor, export.kind, export.keys), file_of(export).with_suffix(f".{export.form}.part")
    counter = _Counter(export)
    try:
        FORMS[export.form][2](part, sheet, counter.counted(sheet.rows(found)))
        part.replace(file_of(export))
    finally:
        part.unlink(missing_ok=True)
    return counter.done


class _Counter:
    def __init__(self, export: Export) -> None:
        self.export, self.done = export, 0

    def counted(self, batches: Iterable[list[list[Any]]]) -> Iterator[list[list[Any]]]:
        for rows in batches:
            yield rows
            self.done += len(rows)
            Export.objects.filter(pk=self.export.pk).update(done=self.done)
