"""Everything kept of one person, as a file for them: a page to read, and JSON for programs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import BinaryField
from django.template.loader import render_to_string
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import kinds
from accrue.accounts.models import User
from accrue.contacts.models import Person
from accrue.errors import Missing
from accrue.events import data_map
from accrue.events.catalogue import PersonDataExported
from accrue.events.data_map import Table
from accrue.events.models import Event
from accrue.events.services import record
from accrue.privacy.models import KEPT_DAYS, DataExport
from accrue.privacy.selectors import person_seen
from accrue.privacy.services.emptying import rows_about
from accrue.privacy.services.identity import ids_of

JOB = "privacy.export"
MOST_BYTES = 50 * 1024 * 1024
"""Of files that go along, together."""
NOT_EXPORTED = {
    "filters.Opening",
    "privacy.DataExport",
    "quality.Pair",
    "quality.Merge",
    "filters.UniqueValue",
}
"""About the person, but not of them: how often a colleague opened the record, how alike two records are."""


@transaction.atomic
def request_export(*, actor: User, person_id: int) -> DataExport:
    """Let the worker write everything of a person into a file, there for seven days. Raises Missing, Forbidden."""
    access.require(actor, "export", "privacy")
    person = person_seen(actor, person_id, "export")
    made = DataExport.objects.create(person=person, asked_by=actor)
    app.configure_task(JOB).defer(export_id=made.pk)
    return made


@transaction.atomic
def write_export(*, export_id: int) -> None:
    """Write the file. A repeat writes nothing. What the role of who asked hides is left out, and the file says so."""
    found = DataExport.objects.select_for_update().filter(pk=export_id, made_at__isnull=True).first()
    if found is None:
        return
    actor, ids = found.asked_by, ids_of(found.person_id)
    left_out: list[str] = []
    rows = rows_about(ids)
    areas = [
        {
            "label": table.label or table.model,
            "rows": _rows(table, rows.get(table.model, []), actor, left_out),
        }
        for table in data_map.tables()
        if rows.get(table.model) and table.model not in NOT_EXPORTED
    ]
    person = Person.objects.get(pk=found.person_id)
    files, too_large = _files(ids)
    left_out += too_large
    told = {
        "person": person.full_name,
        "written_at": clock.now().isoformat(),
        "left_out": sorted(set(left_out)),
        "kept": areas,
        "timeline": _timeline(ids, actor),
    }
    found.content = _zip(told, files)
    found.size, found.made_at = len(found.content), clock.now()
    found.save(update_fields=["content", "size", "made_at"])
    record(PersonDataExported(person_id=found.person_id, export_id=found.pk, is_fetched=False), actor=actor)


@transaction.atomic
def fetch_export(*, actor: User, export_id: int) -> DataExport:
    """The file, noted as fetched. Raises Missing where it is not there any more."""
    access.require(actor, "export", "privacy")
    found = DataExport.objects.filter(pk=export_id).first()
    if found is None or not found.is_there:
        raise Missing
    person_seen(actor, found.person_id, "export")
    if found.asked_by_id != actor.pk:
        raise Missing  # it holds what the role of whoever asked may see
    record(PersonDataExported(person_id=found.person_id, export_id=found.pk, is_fetched=True), actor=actor)
    return found


def forget_old_exports() -> int:
    """Drop the files nobody may fetch any more; that they were made stays known. How many."""
    from datetime import timedelta

    old = DataExport.objects.filter(
        content__isnull=False, made_at__lt=clock.now() - timedelta(days=KEPT_DAYS)
    )
    return old.update(content=None)


def _rows(table: Table, keys: Collection[Any], actor: User, left_out: list[str]) -> list[dict[str, Any]]:
    model, kind = table.django, _kind_of(table.model)
    held = access.access_of(actor)
    if kind and not held.may(kind, "see"):
        left_out.append(table.label or table.model)
        return []
    names = []
    for column in model._meta.concrete_fields:
        if column.generated or isinstance(column, BinaryField) or column.name == "version":
            continue
        if kind and held.hides(kind, column.name.removesuffix("_minor")):
            left_out.append(f"{table.label}: {column.name}")
            continue
        names.append(column.attname)
    found = model._base_manager.filter(pk__in=keys).order_by("pk")
    if kind and table.by != "pk":
        found = access.visible(actor, found)
    return [
        {name: value for name, value in row.items() if value not in ("", None, {}, [])}
        for row in found.values(*names)
    ]


def _timeline(ids: Collection[int], actor: User) -> list[dict[str, Any]]:
    found = Event.objects.filter(mentions__kind="person", mentions__record_id__in=ids).order_by(
        "occurred_at", "pk"
    )
    held = access.access_of(actor)
    return [
        {"at": event.occurred_at, "what": event.fact.label, "note": event.fact.summary()}
        for event in found
        if held.may(event.subject_kind, "see") or event.subject_kind == "person"
    ]


def _kind_of(model: str) -> str:
    return next((kind.key for kind in kinds() if kind.model_label == model), "")


def _files(ids: Collection[int]) -> tuple[list[tuple[str, Path]], list[str]]:
    """(files that go along, what is told of those that would make it too large)."""
    fitting: list[tuple[str, Path]] = []
    too_large: list[str] = []
    room = MOST_BYTES
    for name, path in data_map.handed_over(ids):
        size = path.stat().st_size if path.is_file() else 0
        if size > room:
            too_large.append(f"The file {name}: too large for this; download it from the record")
        elif size:
            fitting.append((name, path))
            room -= size
    return fitting, too_large


def _zip(told: dict[str, Any], files: Iterable[tuple[str, Path]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("personal-data.html", render_to_string("privacy/export.html", told))
        archive.writestr("personal-data.json", json.dumps(told, default=str, ensure_ascii=False, indent=1))
        for name, path in files:
            archive.write(path, f"files/{name}")
    return out.getvalue()
