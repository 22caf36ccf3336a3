"""A change of many records, part after part. Each part is one transaction with what became of its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import batched
from typing import Any

import pghistory
from django.db import transaction
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.bulk.models import BulkAction, BulkRow, RowState, State, What
from accrue.bulk.services import tagging
from accrue.errors import AccrueError
from accrue.events.catalogue import ManyRecordsChanged, ManyRecordsPutBack
from accrue.events.reacting import told_as_a_whole
from accrue.events.services import record
from accrue.filters.editing import Changed, Outcome, editing_of, said_before
from accrue.filters.putting_away import GONE
from accrue.filters.selection import Selection

JOB = "bulk.run"
CHUNK = 500
GATHERED = 5_000
LONGEST_REASON = 400
CHANGED_SINCE = "Somebody changed it since, so it stays as it is."
FORMER_OWNER = "Who it belonged to before is no longer here, so it stays as it is."


def defer(action_id: int) -> None:
    app.configure_task(JOB, lock=f"bulk-{action_id}").defer(action_id=action_id)


def run(action_id: int, *, until: Callable[[], bool]) -> bool:
    """Part after part until all is done (False) or `until` says to hand over (True). Bears a repeat."""
    while step(action_id):
        if until():
            return True
    return False


def step(action_id: int, size: int = CHUNK) -> bool:
    """The next records; whether there are more."""
    with transaction.atomic():
        found = BulkAction.objects.select_for_update(of=("self",)).select_related("owner").get(pk=action_id)
        if not found.is_under_way:
            return False
        if found.state == State.GATHERING:
            _gather(found)
            return True
        rows = list(BulkRow.objects.filter(action=found, is_waiting=True).order_by("record_id")[:size])
        # Of one record alone its followers are told as of any other change.
        with pghistory.context(user=found.owner_id, bulk=action_id), told_as_a_whole(found.total > 1):
            if rows:
                _judge(found, rows)
        for row in rows:
            row.is_waiting = False
        BulkRow.objects.bulk_update(rows, ["state", "is_waiting", "before", "version", "reason"])
        found.done += len(rows)
        for state, number in Counter(row.state for row in rows).items():
            setattr(found, state, getattr(found, state) + number)
        if len(rows) < size:
            _finish(found)
        found.save()
        return len(rows) == size


def _gather(found: BulkAction) -> None:
    """Write down the records that the list has now; whoever comes later is not meant."""
    try:
        ids = Selection.of(found.selection).rows(found.owner).order_by("pk").values_list("pk", flat=True)
        chunks = batched(ids.iterator(chunk_size=GATHERED), GATHERED, strict=False)
        for chunk in chunks:
            BulkRow.objects.bulk_create([BulkRow(action=found, record_id=pk) for pk in chunk])
            found.total += len(chunk)
    except AccrueError as error:  # a right or a field that went meanwhile
        found.said = f"{found.said}: {error.message}"[:300]
    found.state = State.RUNNING
    found.save()


def _judge(found: BulkAction, rows: Sequence[BulkRow]) -> None:
    is_undo = found.state == State.UNDOING
    outcomes = _outcomes(found, rows, is_undo=is_undo)
    for row in rows:
        outcome = outcomes.get(row.record_id, GONE)
        if isinstance(outcome, str):
            row.state = RowState.LEFT if is_undo else RowState.REFUSED
            row.reason = outcome[:LONGEST_REASON]
        elif is_undo:
            row.state = RowState.RESTORED
        else:
            row.state = RowState.CHANGED if outcome.before else RowState.SAME
            row.before, row.version = outcome.before or None, outcome.version


def _outcomes(found: BulkAction, rows: Sequence[BulkRow], *, is_undo: bool) -> Mapping[int, Outcome]:
    """What becomes of these records. A fault about all of them is told of each, and nothing is written."""
    try:
        with transaction.atomic():
            if is_undo:
                return _put_back(found, rows)
            return _change(
                found.owner, found.kind, What(found.what), found.values, [r.record_id for r in rows]
            )
    except AccrueError as error:
        return dict.fromkeys((row.record_id for row in rows), error.message)


def _change(
    actor: User, kind: str, what: What, values: Mapping[str, Any], ids: Sequence[int]
) -> Mapping[int, Outcome]:
    if what in (What.TAG, What.UNTAG):
        return tagging.tag_many(actor, kind, ids, values["tags"], is_off=what == What.UNTAG)
    editing = editing_of(kind)
    if editing.put_away and what in (What.ARCHIVE, What.RESTORE):
        return editing.put_away(actor, ids, what == What.ARCHIVE)
    outcomes = editing.change_many(actor, dict.fromkeys(ids, values))
    return {
        pk: Changed(said_before(values, one.before), one.version) if isinstance(one, Changed) else one
        for pk, one in outcomes.items()
    }


def _put_back(found: BulkAction, rows: Sequence[BulkRow]) -> dict[int, Outcome]:
    """Each record as it was, where nobody changed it since."""
    actor, kind, what = found.owner, found.kind, What(found.what)
    before: dict[int, Any] = {row.record_id: row.before for row in rows}
    if what in (What.TAG, What.UNTAG):
        return tagging.put_back(actor, kind, before, is_off=what == What.UNTAG)
    model: Any = kind_called(kind).model
    versions = dict(
        model._default_manager.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=before)
        .order_by("pk")
        .values_list("pk", "version")
    )
    outcomes: dict[int, Outcome] = dict.fromkeys(before, GONE)
    outcomes |= dict.fromkeys(versions, CHANGED_SINCE)
    same = [row.record_id for row in rows if versions.get(row.record_id) == row.version]
    editing = editing_of(kind)
    if editing.put_away and what in (What.ARCHIVE, What.RESTORE):
        return outcomes | editing.put_away(actor, same, what == What.RESTORE)
    former = {before[pk]["owner_id"] for pk in same if before[pk].get("owner_id")}
    here = set(
        access.visible(actor, User.objects.filter(pk__in=former, is_active=True)).values_list("pk", flat=True)
    )
    gone = [pk for pk in same if before[pk].get("owner_id") and before[pk]["owner_id"] not in here]
    outcomes |= dict.fromkeys(gone, FORMER_OWNER)
    back = {pk: before[pk] for pk in same if pk not in gone}
    return outcomes | editing.change_many(actor, back)


def _finish(found: BulkAction) -> None:
    found.finished_at = clock.now()
    if found.state == State.RUNNING:
        found.state = State.DONE
        record(
            ManyRecordsChanged(
                bulk_id=found.pk,
                kind=found.kind,
                what=found.what,
                said=found.said,
                changed=found.changed,
                refused=found.refused,
            ),
            actor=found.owner,
        )
        return
    found.state = State.UNDONE
    fact = ManyRecordsPutBack(
        bulk_id=found.pk, kind=found.kind, what=found.what, restored=found.restored, left=found.left
    )
    record(fact, actor=found.owner)
