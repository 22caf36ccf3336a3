from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accrue.accounts import access
from accrue.accounts.access import access_of, visible
from accrue.accounts.kinds import Scope, kind_called
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.metrics.models import Dashboard, PersonValue, ValueModel
from accrue.metrics.slots import last_slot

MOST = 2**63 - 1
PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class Predicted:
    """A person's value; `value` None with a `model` that refuses, or for somebody who never bought."""

    model: ValueModel | None
    value: PersonValue | None


def book_of(team_id: int | None, outside_team_ids: tuple[int, ...]) -> str:
    return f"team:{team_id}" if team_id in outside_team_ids else PROGRAMME


def predicted_value(person_id: int, book: str) -> Predicted:
    value = PersonValue.objects.filter(person_id=person_id).select_related("model").first()
    if value:
        return Predicted(value.model, value)
    return Predicted(ValueModel.objects.filter(book=book).first(), None)


def dashboards_seen(user: User) -> QuerySet[Dashboard]:
    """One's own, those shared with a team of one's, and those shared with everyone; the deleted ones left out."""
    granted = access_of(user)
    reach = access.reach(granted, kind_called("dashboard"), "see")
    if granted.scope("dashboard", "see") in (Scope.OWN, Scope.TEAM):
        reach |= Q(sharing="everyone")
    return (
        Dashboard.objects.filter(reach, deleted_at=None)
        .select_related("owner", "team")
        .order_by("name", "pk")
    )


def dashboard_seen(user: User, pk: int) -> Dashboard:
    """Missing where it is not there or not shared with the user."""
    found = dashboards_seen(user).filter(pk=pk).first() if pk <= MOST else None
    if found is None:
        raise Missing
    return found


def may_edit(user: User, found: Dashboard) -> bool:
    return access_of(user).may("dashboard", "edit", found)


def deleted_dashboard(user: User, pk: int) -> Dashboard:
    """One that was deleted, for whoever may bring it back."""
    rows = visible(user, Dashboard.objects.exclude(deleted_at=None))
    found = rows.filter(pk=pk).first() if pk <= MOST else None
    if found is None:
        raise Missing
    access.require(user, "delete", found)
    return found


def due_dashboards(now: datetime) -> list[tuple[Dashboard, datetime]]:
    """Those whose latest slot was not answered yet, with the slot."""
    found = []
    for one in Dashboard.objects.filter(deleted_at=None).exclude(every="never").order_by("pk"):
        at = last_slot(one.every, one.day, one.hour, now)
        if at and at >= one.scheduled_at and (one.answered_at is None or one.answered_at < at):
            found.append((one, at))
    return found
