"""An import is taken back: what it made goes, what it changed is as before, unless somebody used or edited it since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pghistory
from django.db import transaction
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.billing.selectors import kept_orders
from accrue.errors import Conflict
from accrue.events.catalogue import ImportReverted
from accrue.events.reacting import told_as_a_whole
from accrue.events.services import record
from accrue.exchange import selectors
from accrue.exchange.models import Import, ImportRow, RowState, State
from accrue.exchange.services.making import put_fields_away
from accrue.exchange.services.putting_back import put_back
from accrue.exchange.services.removing import in_chunks, remove

REVERT_JOB = "exchange.revert_import"
CHUNK = 500


@transaction.atomic
def request_revert(*, actor: User, import_id: int) -> Import:
    """Let the worker take an import back. Raises Conflict where there is nothing to take back."""
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "delete", batch)
    if batch.state not in (State.DONE, State.FAILED) or not batch.started_at:
        raise Conflict("exchange.not_done", "Only an import that is done, or has stopped, can be taken back.")
    batch.state, batch.error, batch.changed_at = State.REVERTING, "", clock.now()
    batch.report = batch.report | {"removed": 0, "restored": 0, "kept": 0}
    batch.save(update_fields=["state", "error", "changed_at", "report"])
    defer(batch.pk)
    return batch


def defer(import_id: int) -> None:
    app.configure_task(REVERT_JOB, lock=f"import-{import_id}").defer(import_id=import_id)


def run(import_id: int, *, until: Callable[[], bool]) -> bool:
    """Part after part until all is taken back (False) or `until` says to hand over (True). Bears a repeat."""
    while step(import_id):
        if until():
            return True
    return False


def step(import_id: int, size: int = CHUNK) -> bool:
    """Take back some rows, the last ones first; whether there are more."""
    with transaction.atomic():
        batch = Import.objects.select_for_update().select_related("owner").get(pk=import_id)
        if batch.state != State.REVERTING:
            return False
        with pghistory.context(user=batch.owner_id, reverting=import_id), told_as_a_whole():
            rows = list(
                ImportRow.objects.filter(
                    batch=batch, state__in=[RowState.CREATED, RowState.UPDATED]
                ).order_by("-number")[:size]
            )
            if rows:
                _take_back(batch, rows)
            else:
                _finish(batch)
        batch.changed_at = clock.now()
        batch.save()
    return bool(rows)


def _take_back(batch: Import, rows: Sequence[ImportRow]) -> None:
    created = [row for row in rows if row.state == RowState.CREATED]
    updated = [row for row in rows if row.state == RowState.UPDATED]
    restored = put_back(batch, updated)
    there = _there(batch.kind, [row.record_id for row in created if row.record_id])
    removed, kept = remove(batch, batch.kind, [row.record_id for row in created if row.record_id])
    gone = {
        row.pk for row in rows if row.record_id in (removed if row.state == RowState.CREATED else restored)
    }
    held = {row.pk for row in rows if row.pk not in gone}
    ImportRow.objects.filter(pk__in=gone).update(state=RowState.SKIPPED, reason="Taken back.", before=None)
    _tell_kept(batch.kind, [row for row in rows if row.pk in held])
    own = len(there & removed)
    told = batch.report
    batch.report = told | {
        "removed": told.get("removed", 0) + own,
        "restored": told.get("restored", 0) + len(restored),
        "kept": told.get("kept", 0) + len(kept) + len({row.record_id for row in updated} - restored),
    }


def _there(kind: str, ids: Sequence[int]) -> set[int]:
    model: Any = kind_called(kind).model
    return set(model.objects.filter(pk__in=ids).values_list("pk", flat=True))


def _tell_kept(kind: str, rows: Sequence[ImportRow]) -> None:
    """Why each stays; of orders which, and the invoice that holds it."""
    reasons = kept_orders([row.record_id for row in rows if row.record_id]) if kind == "order" else {}
    for row in rows:
        row.state = RowState.SKIPPED
        row.reason = reasons.get(row.record_id or 0, "Kept: it was used or edited since.")
    ImportRow.objects.bulk_update(rows, ["state", "reason"])


def _finish(batch: Import) -> None:
    """When all rows are back, what they had made beside their own records goes too, unless others use it."""
    made = ImportRow.objects.filter(batch=batch, made__isnull=False).values_list("made", flat=True)
    beside = [(kind, pk) for row in made.iterator() for kind, pk in row or []]
    for kind in ("person", "company", "product"):
        for part in in_chunks([pk for one, pk in beside if one == kind]):
            remove(batch, kind, part)
    put_fields_away(batch.owner, batch)
    told = batch.report
    batch.state, batch.reverted_at = State.REVERTED, clock.now()
    numbers = {name: told.get(name, 0) for name in ("removed", "restored", "kept")}
    record(ImportReverted(import_id=batch.pk, **numbers), actor=batch.owner)
