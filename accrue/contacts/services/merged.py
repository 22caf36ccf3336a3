"""One record comes to stand for another, and both stand for themselves again. What points to them is no matter here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from accrue import clock
from accrue.contacts.relations import MERGED
from accrue.contacts.services.writing import put
from accrue.errors import Missing


def locked_both(kind: str, ids: Iterable[int]) -> dict[int, Any]:
    """The records by id, locked as no writer of a relation may pass. Raises Missing."""
    wanted = set(ids)
    rows = MERGED[kind]._default_manager.select_for_update().filter(pk__in=wanted).order_by("pk")
    found: dict[int, Any] = {record.pk: record for record in rows}
    if set(found) != wanted:
        raise Missing
    return found


def stand_in(*, keep: Any, away: Any, changes: Mapping[str, Any]) -> None:
    """`keep`, with `changes`, stands for `away`. A version that anybody saw of either is an old one from here on."""
    keep.version = max(keep.version, away.version)
    put(keep, changes)
    away.merged_into, away.archived_at = keep, away.archived_at or clock.now()
    away.version += 1
    keep.save(update_fields=[*changes, "version"])
    away.save(update_fields=["merged_into", "archived_at", "version"])


def stand_apart(*, keep: Any, away: Any, changes: Mapping[str, Any], archived_at: datetime | None) -> None:
    """Both stand for themselves: `keep` with `changes` taken back, `away` as it was, archived where it was."""
    put(keep, changes)
    away.merged_into, away.archived_at = None, archived_at
    away.version = max(keep.version, away.version) + 1
    away.save(update_fields=["merged_into", "archived_at", "version"])
    keep.save(update_fields=[*changes, "version"])
