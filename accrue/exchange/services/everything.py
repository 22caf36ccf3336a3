"""Everything the company owns as one file: asked for and fetched by administrators only, written by the worker."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict
from accrue.exchange.models import Export, ExportState
from accrue.exchange.whole.bundle import write_bundle

EVERYTHING, FORM = "everything", "zip"
KEPT = timedelta(days=2)
WRITE_JOB = "exchange.write_export"


def require_all(actor: User) -> None:
    """Raise Forbidden unless this person may take everything out."""
    access.require(actor, "export", "system")


@transaction.atomic
def request_everything(*, actor: User) -> Export:
    """Have the worker write everything. Raises Forbidden, and Conflict while another is being written."""
    require_all(actor)
    under_way = Export.objects.filter(
        kind=EVERYTHING, state__in=[ExportState.WAITING, ExportState.RUNNING]
    ).exists()
    if under_way:
        raise Conflict("exchange.everything_under_way", "Everything is being written already. Wait for it.")
    export = Export.objects.create(kind=EVERYTHING, form=FORM, owner=actor)
    app.configure_task(WRITE_JOB, lock=f"export-{export.pk}").defer(export_id=export.pk)
    return export


def write_everything(export: Export, path: Path) -> int:
    """Write the zip; how many rows. Its progress stands in a file beside it, for the tables are read as of one moment."""
    require_all(export.owner)
    Export.objects.filter(pk=export.pk).update(state=ExportState.RUNNING)
    progress = _progress_file(path)

    def tell(what: str, done: int, total: int) -> None:
        progress.write_text(json.dumps({"what": what, "done": done, "total": total}), encoding="utf-8")

    part = path.with_name(f"{path.name}.part")
    try:
        rows = write_bundle(part, export.owner, now=clock.now(), tell=tell)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
        progress.unlink(missing_ok=True)
    return rows


def progress_at(path: Path) -> dict[str, Any]:
    """What is being written: {"what", "done", "total"}; empty before and after."""
    try:
        found: dict[str, Any] = json.loads(_progress_file(path).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _progress_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.progress")
