"""What narrows the board and the table alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.filters import compiling
from accrue.filters.custom.searching import searched
from accrue.filters.tree import EVERYTHING, Group
from accrue.sales.models import DEAL_SEARCH, Deal, Stage, StageKind


@dataclass(frozen=True, slots=True)
class DealFilters:
    """`tree` is a filter of deals; `owner_id` narrows to one owner; `q` is any part of the name."""

    owner_id: int | None = None
    q: str = ""
    archived: bool = False
    tree: Group = EVERYTHING


def narrowed(
    user: User, deals: QuerySet[Deal], filters: DealFilters, stages: Sequence[Stage]
) -> QuerySet[Deal]:
    """The deals this user may see, narrowed by the filters."""
    found = access.visible(user, deals.filter(archived_at__isnull=not filters.archived))
    held = access.access_of(user)
    found = compiling.narrowed(user, "deal", found, filters.tree)
    if filters.owner_id is not None and not held.hides("deal", "owner"):
        found = found.filter(owner_id=filters.owner_id)
    hidden = {"source"} if held.hides("deal", "source") else set()
    return searched(user, "deal", found, filters.q, columns=DEAL_SEARCH, hidden=hidden)


def needs_attention(user: User, stages: Sequence[Stage]) -> Q:
    """Open and past its expected close, or longer in its stage than the stage allows."""
    now = clock.now()
    stale = Q(pk__in=[])
    for stage in stages:
        if stage.kind == StageKind.OPEN and stage.rot_days is not None:
            stale |= Q(stage_id=stage.pk, stage_since__lt=now - timedelta(days=stage.rot_days))
    if not access.access_of(user).hides("deal", "expected_close"):
        stale |= Q(expected_close__lt=clock.today())
    return Q(closed_at__isnull=True) & stale


def month_of(day: date) -> tuple[date, date]:
    """The first and last day of its month."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)


def month_begins() -> datetime:
    """The first moment of this month, where the reader is."""
    return timezone.make_aware(datetime.combine(month_of(clock.today())[0], time.min))
