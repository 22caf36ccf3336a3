"""“Standardise all N”: by a job, part after part, with the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.contacts.services import change_many
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import RecordsStandardised, StandardisingUndone
from accrue.events.services import record
from accrue.filters.editing import Changed
from accrue.quality.models import Issue, Mended, Mending, Problem
from accrue.quality.selectors import health
from accrue.standards.standard import standardise

MEND_JOB = "quality.mend"
CHUNK = 500
NAMES = ("given_name", "family_name")
State = Mending.State


@transaction.atomic
def standardise_all(*, actor: User, problem_id: int) -> Mending:
    """Bring a field of all these records into standard form, as far as this user may change them."""
    found = health.problem(problem_id)
    access.require(actor, "edit", found.kind)
    if found.what != Problem.What.STANDARD:
        raise Invalid("quality.not_by_itself", "Only what is not in standard form can be mended by itself.")
    rows = kind_called(found.kind).model._default_manager.filter(
        pk__in=Issue.objects.filter(problem=found).values("record_id")
    )
    ids = list(access.visible(actor, rows, "edit").order_by("pk").values_list("pk", flat=True))
    made = Mending.objects.create(kind=found.kind, field=found.field, owner=actor, total=len(ids))
    Mended.objects.bulk_create((Mended(mending=made, record_id=pk) for pk in ids), batch_size=5_000)
    defer(made.pk)
    return made


def defer(mending_id: int) -> None:
    app.configure_task(MEND_JOB, lock=f"quality-mend-{mending_id}").defer(mending_id=mending_id)


@transaction.atomic
def undo_mending(*, actor: User, mending_id: int) -> Mending:
    """Let the fields say what they said, where nobody changed the record since."""
    found = Mending.objects.select_for_update().get(pk=health.mending(actor, mending_id).pk)
    access.require(actor, "edit", found)
    if found.state != State.DONE:
        raise Conflict("quality.not_done", "Only what is done can be undone.")
    found.state, found.done, found.total = State.UNDOING, 0, found.changed
    found.save()
    Mended.objects.filter(mending=found, before__isnull=False).update(is_done=False)
    defer(found.pk)
    return found


def run(mending_id: int, *, until: Callable[[], bool]) -> bool:
    """Part after part until all is done (False) or `until` says to hand over (True). Bears a repeat."""
    while step(mending_id):
        if until():
            return True
    return False


def step(mending_id: int, size: int = CHUNK) -> bool:
    """The next records; whether there are more."""
    with transaction.atomic():
        found = Mending.objects.select_for_update().select_related("owner").get(pk=mending_id)
        if found.state not in (State.RUNNING, State.UNDOING):
            return False
        rows = list(Mended.objects.filter(mending=found, is_done=False).order_by("record_id")[:size])
        with pghistory.context(user=found.owner_id, mending=mending_id):
            if rows and found.state == State.RUNNING:
                _mend(found, rows)
            elif rows:
                _put_back(found, rows)
        for row in rows:
            row.is_done = True
        Mended.objects.bulk_update(rows, ["is_done", "before", "version"])
        found.done += len(rows)
        if len(rows) < size:
            _finish(found)
        found.save()
        return len(rows) == size


def _mend(found: Mending, rows: Sequence[Mended]) -> None:
    model: Any = kind_called(found.kind).model
    records = model._default_manager.in_bulk([row.record_id for row in rows])
    changes = {pk: change for pk, one in records.items() if (change := _change(found, one))}
    done = change_many(actor=found.owner, kind=found.kind, changes=changes)
    for row in rows:
        result = done.get(row.record_id)
        if isinstance(result, Changed) and found.field in result.before:
            row.before, row.version = result.before[found.field], result.version
            found.changed += 1
    mended = [row.record_id for row in rows if row.before is not None]
    issues = Issue.objects.filter(
        problem__kind=found.kind, problem__what="standard", problem__field=found.field, record_id__in=mended
    )
    gone, _ = issues.delete()
    Problem.objects.filter(kind=found.kind, what="standard", field=found.field, count__gte=gone).update(
        count=F("count") - gone
    )


def _change(found: Mending, record: Any) -> dict[str, Any]:
    beside = NAMES if found.field in NAMES else (found.field,)
    given = {name: getattr(record, name) for name in beside}
    standard, raw = standardise(found.kind, given, record.country)
    if standard[found.field] == getattr(record, found.field) or record.raw.get(found.field, "") is None:
        return {}
    texts = {found.field: raw[found.field]} if found.field in raw else {}
    return {found.field: standard[found.field], "raw": texts}


def _put_back(found: Mending, rows: Sequence[Mended]) -> None:
    model: Any = kind_called(found.kind).model
    versions = dict(
        model._default_manager.filter(pk__in=[row.record_id for row in rows]).values_list("pk", "version")
    )
    changes = {
        row.record_id: {found.field: row.before} for row in rows if versions.get(row.record_id) == row.version
    }
    done = change_many(actor=found.owner, kind=found.kind, changes=changes)
    found.restored += sum(isinstance(one, Changed) for one in done.values())


def _finish(found: Mending) -> None:
    if found.state == State.RUNNING:
        found.state = State.DONE
        record(
            RecordsStandardised(
                mending_id=found.pk, kind=found.kind, field=found.field, changed=found.changed
            ),
            actor=found.owner,
        )
    else:
        found.state = State.UNDONE
        record(
            StandardisingUndone(
                mending_id=found.pk, kind=found.kind, field=found.field, restored=found.restored
            ),
            actor=found.owner,
        )
