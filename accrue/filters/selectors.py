"""Questions about saved views."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from accrue.accounts import access
from accrue.accounts.kinds import Action, Scope
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.filters.models import Sharing, View

MOST = 60


def views(actor: User) -> QuerySet[View]:
    """The views this user has or is shared, those deleted too; who may see all sees every shared one."""
    held = access.access_of(actor)
    shared = Q(sharing=Sharing.ALL) | Q(sharing=Sharing.TEAM, team_id__in=held.team_ids)
    if held.scope("view", Action.SEE) is Scope.ALL:
        shared = ~Q(sharing=Sharing.ME)
    if held.scope("view", Action.SEE) is Scope.NONE:
        return View.objects.none()
    return View.objects.filter(Q(owner=actor) | shared)


def view(actor: User, view_id: int, *, deleted: bool = False) -> View:
    """One view. Raises Missing for one that this user neither has nor is shared."""
    found = views(actor).filter(pk=view_id, deleted_at__isnull=not deleted).first()
    if found is None:
        raise Missing
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands above a list: the views in no order, the reader's own order of keys, and the view it opens with."""

    views: Sequence[View]
    order: Sequence[str]
    first: str


def kept(actor: User, kind: str) -> Kept:
    """The tabs of a kind for this user, in one query: own, their teams', and everybody's views."""
    held = access.access_of(actor)
    if held.scope("view", Action.SEE) is Scope.NONE:
        return Kept([], [], "")
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"user": actor.pk, "kind": kind, "teams": list(held.team_ids), "most": MOST}
        cursor.execute(KEPT, asked)
        ((found, shelf),) = cursor.fetchall()
    order, first = json.loads(shelf) if shelf else ([], "")
    return Kept([View(kind=kind, **row) for row in json.loads(found or "[]")], order, first)


# On every page of every list, so asked in one query, written out: putting it together anew costs more than asking it.
KEPT = """
SELECT (
    SELECT json_agg(near)::text FROM (
        SELECT id, name, owner_id, sharing, team_id, filter, q, archived, sort, columns, density, layout, version
        FROM filters_view
        WHERE kind = %(kind)s AND deleted_at IS NULL
          AND (owner_id = %(user)s OR sharing = 'all' OR (sharing = 'team' AND team_id = ANY(%(teams)s)))
        ORDER BY name, id LIMIT %(most)s
    ) near
), (
    SELECT json_build_array("order", first)::text FROM filters_shelf WHERE user_id = %(user)s AND kind = %(kind)s
)
"""


def may_share(actor: User, sharing: str) -> bool:
    """Whether this user may keep a view for so many."""
    need = {Sharing.ME: Scope.OWN, Sharing.TEAM: Scope.TEAM, Sharing.ALL: Scope.ALL}[Sharing(sharing)]
    return access.access_of(actor).scope("view", Action.CREATE).reach >= need.reach


def may_change(actor: User, found: View, action: str = Action.EDIT) -> bool:
    return access.access_of(actor).may("view", action, found)
