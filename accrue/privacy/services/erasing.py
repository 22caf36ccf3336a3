"""Erasing a person: planned, stopped, done; and done again where a restored copy brought somebody back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.models import Person
from accrue.errors import Conflict, Missing
from accrue.events import data_map
from accrue.events.catalogue import ErasurePlanned, ErasureStopped, PersonErased
from accrue.events.services import record
from accrue.filters.models import Word
from accrue.filters.search import SEPARATORS
from accrue.privacy import ledger
from accrue.privacy.ledger import Entry
from accrue.privacy.models import Erasure, RetentionRule
from accrue.privacy.services import emptying, sweeping
from accrue.privacy.services.identity import ids_of, words_of

JOB = "privacy.erase"
LEARN = "filters.learn_all_words"
State = Erasure.State
BLANKS = str.maketrans(SEPARATORS, " " * len(SEPARATORS))


@transaction.atomic
def plan_erasure(
    *, actor: User, person_id: int, why: str, due_at: datetime | None = None, name: str = ""
) -> Erasure:
    """Erase a person at `due_at`, or as soon as the worker comes to it. It cannot be undone once it has begun.

    `name` must be the person's, as who asks for it reads it. Raises Missing, Forbidden; Conflict where the name is another
    or the person is being erased already.
    """
    access.require(actor, "delete", "privacy")
    person = _locked(actor, person_id)
    if " ".join(name.split()).casefold() != " ".join(person.full_name.split()).casefold():
        message = f"Write the name as it stands on the record, to confirm: {person.full_name}"
        raise Conflict("privacy.other_name", message)
    if Erasure.objects.filter(person=person, state=State.WAITING).exists():
        raise Conflict("privacy.being_erased", "This person is being erased already. Reload the page.")
    return plan(person, why=why, due_at=due_at or clock.now(), actor=actor)


def plan(
    person: Person, *, why: str, due_at: datetime, actor: User | None, rule: RetentionRule | None = None
) -> Erasure:
    """Note that a person is to be erased. Belongs inside a transaction that holds the person."""
    made = Erasure.objects.create(
        person=person,
        digest=ledger.digest(person.pk, person.created_at),
        why=why,
        rule=rule,
        asked_by=actor,
        asked_at=clock.now(),
        due_at=due_at,
    )
    record(
        ErasurePlanned(
            person_id=person.pk, erasure_id=made.pk, why=made.get_why_display(), due=due_at.isoformat()
        ),
        actor=actor,
    )
    if due_at <= clock.now():
        app.configure_task(JOB).defer(erasure_id=made.pk)
    return made


@transaction.atomic
def stop_erasure(*, actor: User, erasure_id: int) -> Erasure:
    """Keep somebody who was to be erased. Raises Conflict once it has begun."""
    access.require(actor, "delete", "privacy")
    found = Erasure.objects.select_for_update().filter(pk=erasure_id).first()
    if found is None:
        raise Missing
    access.require(actor, "see", Person.objects.get(pk=found.person_id))
    if found.state != State.WAITING:
        raise Conflict("privacy.too_late", "This erasure is over or under way. Reload the page.")
    stop(found, why="Stopped by hand", actor=actor)
    return found


def stop(found: Erasure, *, why: str, actor: User | None) -> None:
    found.state, found.ended_at, found.ended_by = State.STOPPED, clock.now(), actor
    found.held_by = why
    found.save(update_fields=["state", "ended_at", "ended_by", "held_by"])
    record(ErasureStopped(person_id=found.person_id, erasure_id=found.pk, why=why), actor=actor)


@transaction.atomic
def erase(*, erasure_id: int) -> Erasure | None:
    """Do it: everything of this person and of whoever was merged into them. A repeat does nothing. Runs in the worker.

    One transaction: either all is gone, or nothing is. The ledger beside the database knows it first.
    """
    found = Erasure.objects.select_for_update().filter(pk=erasure_id, state=State.WAITING).first()
    if found is None:
        return None
    standing = Person.objects.only("merged_into_id").get(pk=found.person_id)
    person_id = found.person_id
    while standing.merged_into_id:
        person_id = standing.merged_into_id
        standing = Person.objects.only("merged_into_id").get(pk=person_id)
    ids = ids_of(person_id)
    people = list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    ledger.write(
        Entry(person.pk, ledger.digest(person.pk, person.created_at), clock.now().isoformat())
        for person in people
    )
    found.counts = _erase(ids)
    found.state, found.ended_at = State.DONE, clock.now()
    found.save(update_fields=["state", "ended_at", "counts"])
    rows = sum(found.counts.values())
    record(PersonErased(person_id=found.person_id, erasure_id=found.pk, rows=rows), actor=None)
    _learn_words_anew()
    return found


def _erase(ids: list[int]) -> dict[str, int]:
    words = words_of(ids)
    for forget in data_map.forgetting():
        forget(ids, words)
    rows = emptying.rows_about(ids)
    searched = _searched_words(rows)
    counts, groups = emptying.empty(rows)
    counts |= emptying.empty_the_past(ids, rows)
    if swept := sweeping.sweep(words, groups):
        counts["in other texts"] = swept
    Word.objects.filter(text__in=searched).delete()
    return counts


def _searched_words(rows: emptying.Rows) -> set[str]:
    """The words by which the search box found these records."""
    found: set[str] = set()
    for table in data_map.tables():
        keys = rows.get(table.model)
        if keys and any(f.name == "search_text" for f in table.django._meta.concrete_fields):
            for text in table.django._base_manager.filter(pk__in=keys).values_list("search_text", flat=True):
                found |= set((text or "").translate(BLANKS).split())
    return found


def _learn_words_anew() -> None:
    """Words that others say, too, come back with the next look at all of them."""
    try:
        with transaction.atomic():
            app.configure_task(LEARN, queueing_lock="filters.all_words").defer()
    except AlreadyEnqueued:
        return


def _locked(actor: User, person_id: int) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id, merged_into__isnull=True).first()
    if person is None:
        raise Missing
    access.require(actor, "see", person)
    return person
