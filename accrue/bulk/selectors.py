"""Questions about changes of many records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from accrue.accounts import access
from accrue.accounts.kinds import Action, kind_called
from accrue.accounts.models import User
from accrue.activities.carriers import CARRIERS
from accrue.activities.models import Notice
from accrue.bulk.models import BulkAction, BulkRow, RowState, What
from accrue.errors import Missing
from accrue.filters.editing import editable_fields, editing_of

NEEDS = {
    What.EDIT: Action.EDIT,
    What.TAG: Action.EDIT,
    What.UNTAG: Action.EDIT,
    What.ARCHIVE: Action.DELETE,
    What.RESTORE: Action.DELETE,
}
"""What one must be allowed to do with a record."""


def bulk_actions(actor: User) -> QuerySet[BulkAction]:
    """Those this user may see, in no order."""
    return access.visible(actor, BulkAction.objects.all())


def bulk_action(actor: User, action_id: int) -> BulkAction:
    """Raises Missing."""
    found = bulk_actions(actor).filter(pk=action_id).select_related("owner").first()
    if found is None:
        raise Missing
    return found


def named_to(actor: User, kind: str) -> QuerySet[BulkAction]:
    """Those of a kind that this user may see, or was told of; the latest first."""
    told = Notice.objects.filter(user=actor, event__subject_kind="bulk").values("event__subject_id")
    seen = Q(pk__in=bulk_actions(actor).values("pk")) | Q(pk__in=told)
    return BulkAction.objects.filter(seen, kind=kind).order_by("-created_at", "-pk")


def rows_in(action: BulkAction, state: str = "") -> QuerySet[BulkRow]:
    rows = BulkRow.objects.filter(action=action)
    return rows.filter(state=state) if state in RowState.values else rows


def offered(actor: User, kind: str, *, archived: bool = False) -> list[What]:
    """What this user may do with many records of a kind; of archived ones, restore instead of archive."""
    editing, held = editing_of(kind), access.access_of(actor)
    found = []
    if held.may(kind, Action.EDIT) and editing_fields(actor, kind):
        found.append(What.EDIT)
    if held.may(kind, Action.EDIT) and kind in CARRIERS:
        found += [What.TAG, What.UNTAG]
    if held.may(kind, Action.DELETE) and editing.put_away:
        found.append(What.RESTORE if archived else What.ARCHIVE)
    return found


def editing_fields(actor: User, kind: str) -> dict[str, Any]:
    """The fields this user may change of many, by key."""
    return {key: field for key, field in editable_fields(actor, kind).items() if field.in_bulk}


def named(actor: User, kind: str, rows: Sequence[BulkRow]) -> dict[int, str]:
    """What the records are called, of those this user may see; one query."""
    model: Any = kind_called(kind).model
    found = access.visible(actor, model._default_manager.filter(pk__in=[row.record_id for row in rows]))
    return {one.pk: str(one) for one in found}
