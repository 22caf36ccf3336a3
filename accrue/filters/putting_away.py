"""Archiving and restoring many records at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.filters.editing import Changed, Outcome

GONE = "There is no such record any more."


def put_away(actor: User, rows: QuerySet[Any], ids: Sequence[int], *, archived: bool) -> dict[int, Outcome]:
    """Archive or restore those of `rows` that the actor may; the caller records the facts in the same transaction."""
    wanted = rows.filter(pk__in=ids)
    locked = wanted.order_by("pk").select_for_update(no_key=True, of=("self",))
    records = list(locked.values_list("pk", "archived_at", "version"))
    allowed = set(access.visible(actor, wanted, Action.DELETE).values_list("pk", flat=True))
    found: dict[int, Outcome] = dict.fromkeys(ids, GONE)
    moved = []
    for pk, archived_at, version in records:
        if pk not in allowed:
            found[pk] = "You may not archive or restore this record."
        elif (archived_at is not None) == archived:
            found[pk] = Changed({}, version)
        else:
            found[pk] = Changed({"archived": not archived}, version + 1)
            moved.append(pk)
    rows.model._default_manager.filter(pk__in=moved).update(
        archived_at=clock.now() if archived else None, version=F("version") + 1
    )
    return found


def moved_by(found: dict[int, Outcome]) -> list[int]:
    """Those that were put away or taken back just now."""
    return [pk for pk, one in found.items() if isinstance(one, Changed) and one.before]
