"""What a restored copy must forget again."""

from __future__ import annotations

from django.db import ProgrammingError, transaction

from accrue import clock
from accrue.contacts.models import Person
from accrue.privacy import ledger
from accrue.privacy.ledger import Entry
from accrue.privacy.models import Erasure
from accrue.privacy.services.erasing import erase, plan


def keep_ledger() -> int:
    """Copy what the database's ledger knows into the file beside it, before the database is replaced. How many."""
    try:
        with transaction.atomic():
            done = Erasure.objects.filter(state=Erasure.State.DONE).values_list(
                "person_id", "digest", "ended_at"
            )
            entries = [Entry(person, digest, at.isoformat()) for person, digest, at in done if at]
    except ProgrammingError:  # an empty database, or one of before there was a ledger
        return 0
    known = {(entry.person, entry.digest) for entry in ledger.read()}
    ledger.write(entry for entry in entries if (entry.person, entry.digest) not in known)
    return len(entries)


def replay() -> int:
    """Erase whoever the ledger beside the database names and this database still knows. How many people.

    Only where the digest fits: another database's people with the same ids are not touched. Safe to repeat.
    """
    entries = {(entry.person, entry.digest) for entry in ledger.read()}
    if not entries:
        return 0
    done = Erasure.objects.filter(state=Erasure.State.DONE)
    left = entries - set(done.values_list("person_id", "digest"))
    people = Person.objects.in_bulk([person for person, _ in left])
    again = [
        people[person]
        for person, digest in sorted(left)
        if person in people and ledger.digest(person, people[person].created_at) == digest
    ]
    standing = [person for person in again if not _is_erased(person)]
    for person in standing:
        with transaction.atomic():
            found = plan(person, why=Erasure.Why.RESTORED, due_at=clock.now(), actor=None)
            erase(erasure_id=found.pk)
    return len(standing)


def _is_erased(person: Person) -> bool:
    """Merged into somebody who was erased meanwhile."""
    return Person.objects.filter(
        pk=person.pk, given_name="", family_name=f"Erased person {person.pk}", email=""
    ).exists()
