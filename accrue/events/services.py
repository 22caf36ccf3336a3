"""The one way facts are written."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Model
from procrastinate.types import JSONDict

from accrue import clock
from accrue.events.copying import copy_in
from accrue.events.delivery import react
from accrue.events.facts import Fact
from accrue.events.models import Event, Mention, Progress
from accrue.events.reacting import reactions_to

if TYPE_CHECKING:
    from accrue.accounts.models import User

CHUNK = 500
MANY = 100
"""So many rows are copied in, fewer inserted."""
CHANNEL = "accrue_facts"


def record(fact: Fact, *, actor: User | None, occurred_at: datetime | None = None) -> Event:
    """Write one fact into the running transaction and, in it, defer one job a reaction.

    `occurred_at` only where the fact is older than its record, as in an import. Raises RuntimeError outside a
    transaction: a fact is true only together with the change it tells of.
    """
    return record_many([fact], actor=actor, occurred_at=[occurred_at] if occurred_at else None)[0]


def record_many(
    facts: Iterable[Fact],
    *,
    actor: User | None,
    occurred_at: Iterable[datetime] | None = None,
    reactions: bool = True,
) -> list[Event]:
    """Write facts in bulk: one insert, and one job per reaction and up to 500 events.

    `reactions=False` only for an import that brings along what would follow, such as orders with their invoices.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction that makes the fact true")
    facts, now = list(facts), clock.now()
    moments = list(occurred_at) if occurred_at is not None else [now] * len(facts)
    events = [_event(fact, actor, moment, now) for fact, moment in zip(facts, moments, strict=True)]
    _write(events)
    _write([m for event, fact in zip(events, facts, strict=True) for m in _mentions(event, fact)])
    for name, ids in _ids_by_name(events).items() if reactions else ():
        for reaction in reactions_to(name):
            chunks: list[JSONDict] = [
                {"reaction": reaction.name, "event_ids": list(chunk)}
                for chunk in batched(ids, CHUNK, strict=False)
            ]
            react.batch_defer(*chunks)
    announce(
        {event.subject_kind for event in events} | {kind for fact in facts for kind, _ in fact.mentioned()}
    )
    return events


def _write[M: Model](rows: list[M]) -> None:
    if len(rows) < MANY:
        for model in {type(row) for row in rows}:
            model._default_manager.bulk_create(rows)
    else:
        copy_in(rows)


def _event(fact: Fact, actor: User | None, moment: datetime, now: datetime) -> Event:
    return Event(
        name=type(fact).__name__,
        occurred_at=moment,
        recorded_at=now,
        actor=actor,
        subject_kind=fact.subject_kind,
        subject_id=fact.subject_id,
        data=fact.data(),
    )


def _mentions(event: Event, fact: Fact) -> Iterator[Mention]:
    for kind, record_id in fact.mentioned():
        yield Mention(
            event=event, kind=kind, record_id=record_id, group=fact.group, occurred_at=event.occurred_at
        )


def _ids_by_name(events: list[Event]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for event in events:
        found[event.name].append(event.pk)
    return found


def announce(kinds: set[str]) -> None:
    """Tell open pages which kinds of record changed; only kinds, so that nothing leaks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(sorted(kinds))])


def begin_progress(*, title: str, started_by: User | None, total: int = 0) -> Progress:
    now = clock.now()
    return Progress.objects.create(
        title=title, started_by=started_by, total=total, created_at=now, changed_at=now
    )


def advance_progress(progress: Progress, *, done: int, total: int | None = None, step: str = "") -> None:
    """Say how far it is. Called outside the long work's own transaction, or nobody would see it."""
    progress.state, progress.done, progress.step, progress.changed_at = (
        Progress.State.RUNNING,
        done,
        step,
        clock.now(),
    )
    progress.total = progress.total if total is None else total
    progress.save(update_fields=["state", "done", "total", "step", "changed_at"])


def finish_progress(progress: Progress, *, result_url: str = "", error: str = "") -> None:
    progress.state = Progress.State.FAILED if error else Progress.State.DONE
    progress.result_url, progress.error, progress.changed_at = result_url, error, clock.now()
    with transaction.atomic():
        progress.save(update_fields=["state", "result_url", "error", "changed_at"])
