"""Questions about saved views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accrue.accounts import access
from accrue.accounts.kinds import Action, Scope
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.filters.models import Sharing, Shelf, View

SHOWN = ("name", "owner_id", "sharing", "team_id", "filter", "q", "archived", "sort", "columns", "density", "layout", "version")  # fmt: skip
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
    near = (
        Q(owner=OuterRef("pk")) | Q(sharing=Sharing.ALL) | Q(sharing=Sharing.TEAM, team_id__in=held.team_ids)
    )
    rows = View.objects.filter(near, kind=kind, deleted_at=None).order_by("name", "pk")[:MOST]
    shelf = Shelf.objects.filter(user=OuterRef("pk"), kind=kind)
    found, order, first = (
        User.objects.filter(pk=actor.pk)
        .values_list(
            ArraySubquery(rows.values(row=JSONObject(id="pk", **{name: name for name in SHOWN}))),
            Subquery(shelf.values("order")),
            Subquery(shelf.values("first")),
        )
        .get()
    )
    return Kept([View(kind=kind, **row) for row in found], order or [], first or "")


def may_share(actor: User, sharing: str) -> bool:
    """Whether this user may keep a view for so many."""
    need = {Sharing.ME: Scope.OWN, Sharing.TEAM: Scope.TEAM, Sharing.ALL: Scope.ALL}[Sharing(sharing)]
    return access.access_of(actor).scope("view", Action.CREATE).reach >= need.reach


def may_change(actor: User, found: View, action: str = Action.EDIT) -> bool:
    return access.access_of(actor).may("view", action, found)
