"""Whether what a process keeps in memory is still what the database holds.

The stamps come along with everybody's access, so that a request that asks who may do what knows of changes at no query
more. A stamp is a new random text each time, so that one that was rolled back is never met again.
"""

from __future__ import annotations

import uuid

from accrue.accounts.models import Stamp

_seen: dict[str, str] = {}

STAMPS = "(SELECT coalesce(json_object_agg(name, value), '{}')::text FROM accounts_stamp)"


def note(stamps: dict[str, str]) -> None:
    """What the database said just now."""
    _seen.clear()
    _seen.update(stamps)


def stamp_of(name: str) -> str:
    """The stamp as it was last read, or "" where there is none."""
    return _seen.get(name, "")


def read_again() -> None:
    """Ask the database; for whoever writes, or asks without a person's access."""
    note(dict(Stamp.objects.values_list("name", "value")))


def renew(name: str) -> None:
    """Whatever is kept under this name is to be read again, everywhere, once this transaction is committed."""
    value = uuid.uuid4().hex
    Stamp.objects.update_or_create(name=name, defaults={"value": value})
    _seen[name] = value
