from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.contacts.relations import MERGED
from accrue.quality.models import Merge
from accrue.quality.selectors.naming import name_of


@dataclass(frozen=True, slots=True)
class Listed:
    """A merge as one person sees it: names of records they may see, `why_not` where it cannot be undone by them."""

    merge: Merge
    keep_name: str
    away_name: str
    why_not: str


def merges(actor: User, kind: str) -> QuerySet[Merge]:
    """The merges of a kind whose kept record this user may see, in no order."""
    kept = MERGED[kind]._default_manager.filter(pk=OuterRef("keep_id"))
    seen = Exists(access.visible(actor, kept))
    return Merge.objects.filter(seen, kind=kind).select_related("merged_by", "undone_by")


def listed(actor: User, kind: str, rows: Iterable[Merge]) -> list[Listed]:
    """With names, and whether each can be undone; one question, however many."""
    rows = list(rows)
    ids = {pk for row in rows for pk in (row.keep_id, row.away_id)}
    known: dict[int, Any] = {
        record.pk: record for record in MERGED[kind]._default_manager.filter(pk__in=ids).defer("search_text")
    }
    return [
        Listed(
            row,
            name_of(actor, kind, known[row.keep_id]),
            name_of(actor, kind, known[row.away_id]),
            _why_not(actor, kind, row, known),
        )
        for row in rows
    ]


def _why_not(actor: User, kind: str, row: Merge, known: dict[int, Any]) -> str:
    keep, away = known[row.keep_id], known[row.away_id]
    allowed = access.access_of(actor)
    if row.is_undone:
        return "Undone"
    if keep.merged_into_id is not None:
        return "Undo the later merge first"
    if not row.days_left:
        return "Over 30 days ago"
    if not all(allowed.may(kind, act, one) for act in (Action.EDIT, Action.DELETE) for one in (keep, away)):
        return "Not yours to undo"
    return ""
