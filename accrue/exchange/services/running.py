"""The rows of a file become records, a thousand at a time.

Each thousand is one transaction: its records, their facts, what became of each row, and the place in the file that is
reached. Whatever is killed meanwhile, a row is either all there or still to come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pghistory
from django.db import transaction
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict
from accrue.events.catalogue import ImportFinished, ImportStarted
from accrue.events.copying import copy_in
from accrue.events.reacting import told_as_a_whole
from accrue.events.services import record
from accrue.exchange import selectors
from accrue.exchange.models import ExternalId, Import, ImportRow, RowState, State
from accrue.exchange.options import Options, options_of
from accrue.exchange.planning import Item, desk_for, items_of, spread, wholes
from accrue.exchange.services import files, gathering
from accrue.exchange.services.making import make_fields
from accrue.exchange.services.settling import Desks, settle
from accrue.exchange.services.uploading import draft, require_kind
from accrue.exchange.services.warning import reason_of, reported, warned

RUN_JOB = "exchange.run_import"
CHUNK = 1_000
MOST_TOLD = 300
"""Spellings told of in a report."""


@transaction.atomic
def start(*, actor: User, import_id: int, version: int | None = None) -> Import:
    """Let the worker bring the rows in. Raises Conflict where it has begun already, Forbidden without the right."""
    batch = draft(actor, import_id, version)
    require_kind(actor, batch.kind)
    _require_rights(actor, batch)
    if not any(batch.mapping):
        raise Conflict("exchange.nothing_placed", "No column goes anywhere yet. Place at least one.")
    make_fields(actor, batch)
    batch.state, batch.started_at, batch.changed_at = State.RUNNING, clock.now(), clock.now()
    batch.version += 1
    batch.save(update_fields=["state", "started_at", "changed_at", "version", "mapping", "report"])
    record(ImportStarted(import_id=batch.pk, kind=batch.kind, rows=batch.rows), actor=actor)
    defer(batch.pk)
    return batch


ACTIONS = {"both": ("create", "edit"), "create": ("create",), "update": ("edit",)}


def may_write(actor: User, batch: Import) -> bool:
    """Whether this person may do at all what the import's mode asks for."""
    allowed = access.access_of(actor)
    return all(allowed.may(batch.kind, action) for action in ACTIONS[batch.options.get("mode", "both")])


def _require_rights(actor: User, batch: Import) -> None:
    for action in ACTIONS[batch.options.get("mode", "both")]:
        access.require(actor, action, batch.kind)


def defer(import_id: int) -> None:
    app.configure_task(RUN_JOB, lock=f"import-{import_id}").defer(import_id=import_id)


@transaction.atomic
def go_on(*, actor: User, import_id: int) -> Import:
    """Run an import on that stopped: what is done stays done."""
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "edit", batch)
    if batch.state != State.FAILED or not batch.started_at:
        raise Conflict("exchange.not_stopped", "This import did not stop.")
    batch.state, batch.error, batch.changed_at = State.RUNNING, "", clock.now()
    batch.save(update_fields=["state", "error", "changed_at"])
    defer(batch.pk)
    return batch


class Runner:
    """Runs one import chunk by chunk; keeps what it looked up from one to the next."""

    def __init__(self, import_id: int) -> None:
        self.import_id = import_id
        batch = Import.objects.select_related("owner").get(pk=import_id)
        self.actor, self.kind = batch.owner, batch.kind
        self.options = options_of(batch.options)
        origin = origin_of(batch)
        self.desks = Desks(lambda: desk_for(self.actor, self.kind, self.options, origin=origin))

    def step(self, size: int = CHUNK) -> bool:
        """Bring in the next rows; whether there are more. Nothing where the import does not run (any more)."""
        history = pghistory.context(user=self.actor.pk, importing=self.import_id)
        with transaction.atomic(), history, told_as_a_whole():
            batch = Import.objects.select_for_update().get(pk=self.import_id)
            if batch.state != State.RUNNING:
                return False
            together = gathering.gathered(batch)
            rows, position = files.rows_from(batch.pk, batch.position, size, together)
            items = items_of(rows, batch.mapping, len(batch.columns))
            self.desks.desk.links.variants.clear()
            whole = wholes(self.kind, items, self.options)
            with warned(self.actor, self.kind, whole):
                settle(self.desks, whole, self.options)
            spread(whole)
            self._keep(batch, items, position)
            if not rows or batch.done >= batch.rows:
                _finish(batch, self.actor)
            batch.save()
            is_over = batch.state == State.DONE
        if is_over:
            files.forget(self.import_id)
        return not is_over

    def _keep(self, batch: Import, items: Sequence[Item], position: int) -> None:
        copy_in([_row(batch, item) for item in items])
        _keep_external_ids(batch, self.options, items)
        for state, count in Counter(item.state for item in items).items():
            setattr(batch, state, getattr(batch, state) + count)
        suspected = sum(item.suspected is not None and item.state == "created" for item in items)
        if suspected:
            batch.report = batch.report | {"suspected": batch.report.get("suspected", 0) + suspected}
        if nearly := self.desks.desk.links.nearly:
            batch.report = batch.report | {"nearly": batch.report.get("nearly", 0) + nearly}
            self.desks.desk.links.nearly = 0
        batch.report = reported(_reported(batch.report, self.desks.desk.links.variants), items)
        batch.position, batch.changed_at = position, clock.now()


def origin_of(batch: Import) -> str:
    """How an import is named where it is evidence."""
    return f"import {batch.pk}, “{batch.file_name}”"


def _row(batch: Import, item: Item) -> ImportRow:
    return ImportRow(
        batch=batch,
        number=item.number,
        data=[cell.replace("\0", "") for cell in item.cells],
        state=item.state,
        record_id=item.record_id,
        reason=reason_of(item),
        faults=item.faults or item.warnings or None,
        before=item.before,
        made=item.made or None,
        version=item.version,
    )


def _keep_external_ids(batch: Import, options: Options, items: Sequence[Item]) -> None:
    rows = [
        ExternalId(kind=batch.kind, system=options.system, value=value, record_id=item.record_id)
        for item in items
        if item.record_id and item.state in (RowState.CREATED, RowState.UPDATED)
        if (value := item.given.get("external_id", "")[:190])
    ]
    ExternalId.objects.bulk_create(rows, ignore_conflicts=True)


def _reported(report: dict[str, Any], variants: Counter[tuple[str, str, str]]) -> dict[str, Any]:
    """The report with the spellings of these rows added: [[kind, in the file, here, rows], …]."""
    kept = {tuple(one[:3]): one[3] for one in report.get("variants", [])}
    for key, count in variants.items():
        if key in kept or len(kept) < MOST_TOLD:
            kept[key] = kept.get(key, 0) + count
    return report | {"variants": [[*key, count] for key, count in kept.items()]}


def _finish(batch: Import, actor: User) -> None:
    batch.state, batch.finished_at = State.DONE, clock.now()
    counts = {name: getattr(batch, name) for name in RowState.values}
    record(ImportFinished(import_id=batch.pk, kind=batch.kind, **counts), actor=actor)


def stopped(*, import_id: int, message: str) -> None:
    """Something that trying again does not mend: said on the page, where one may go on."""
    Import.objects.filter(pk=import_id, state__in=[State.RUNNING, State.REVERTING]).update(
        state=State.FAILED, error=message[:500], changed_at=clock.now()
    )


def run(import_id: int, *, until: Callable[[], bool]) -> bool:
    """Chunk after chunk until all is done (False) or `until` says to hand over (True)."""
    runner = Runner(import_id)
    while runner.step():
        if until():
            return True
    return False
