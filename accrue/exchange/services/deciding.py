"""Rows that look like duplicates wait for somebody who knows."""

from __future__ import annotations

import pghistory
from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import ImportRowDecided
from accrue.events.services import record
from accrue.exchange import selectors
from accrue.exchange.models import Import, ImportRow, RowState, State
from accrue.exchange.options import options_of
from accrue.exchange.planning import desk_for, items_of
from accrue.exchange.services.running import origin_of
from accrue.exchange.services.settling import write
from accrue.exchange.services.warning import reason_of, warned

DECISIONS = {"create": "Another record", "update": "The same: update it", "leave": "Leave it out"}


@transaction.atomic
def decide(*, actor: User, import_id: int, number: int, decision: str) -> ImportRow:
    """Say what becomes of a duplicate. Raises Invalid where the row cannot become that, Conflict where it was decided."""
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "edit", batch)
    row = ImportRow.objects.select_for_update().filter(batch=batch, number=number).first()
    if row is None:
        raise Missing
    if decision not in DECISIONS:
        raise Invalid("exchange.decision", f"Choose one of {', '.join(DECISIONS)}.")
    if row.state != RowState.DUPLICATE or batch.state != State.DONE:
        raise Conflict("exchange.decided", "This row waits for no decision (any more).")
    if decision == "leave":
        row.state, row.reason = RowState.SKIPPED, f"Left out. {row.reason}"[:400]
    else:
        _carry_out(actor, batch, row, decision)
    row.save()
    _count(batch, row.state)
    record(ImportRowDecided(import_id=batch.pk, number=number, decision=DECISIONS[decision]), actor=actor)
    return row


def _carry_out(actor: User, batch: Import, row: ImportRow, decision: str) -> None:
    options = options_of(batch.options)
    desk = desk_for(actor, batch.kind, options, origin=origin_of(batch))
    item = items_of([(row.number, row.data)], batch.mapping, len(batch.columns))[0]
    desk.prepare(item)
    desk.links.customs.prepare(item)
    desk.links.customs.link([item])
    desk.link([item])
    if decision == "update":
        if row.record_id is None:
            raise Invalid("exchange.unseen", "The record it is like is not yours to change.")
        item.match = row.record_id
    with pghistory.context(user=actor.pk, importing=batch.pk):
        if not item.faults:
            with warned(actor, batch.kind, [item]):
                write(desk, [item])
    if item.faults or item.state == RowState.REJECTED:
        raise Invalid("exchange.cannot", " ".join(item.faults.values()) or item.reason)
    row.state, row.record_id, row.reason = item.state, item.record_id, reason_of(item)
    row.faults = item.warnings or None
    row.before, row.made, row.version = item.before, item.made or None, item.version


def _count(batch: Import, state: str) -> None:
    batch = Import.objects.select_for_update().get(pk=batch.pk)
    batch.duplicate -= 1
    setattr(batch, state, getattr(batch, state) + 1)
    batch.changed_at = clock.now()
    batch.save()
