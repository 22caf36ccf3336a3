"""What narrows the board and the table alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.filters.search import matching
from accrue.sales.models import Deal, Stage, StageKind

VIEWS = {
    "all": "All deals",
    "mine": "My deals",
    "closing": "Closing this month",
    "attention": "Needs attention",
}
SEARCHED = ("name", "source")


@dataclass(frozen=True, slots=True)
class DealFilters:
    """`view` is a key of VIEWS; `owner_id` narrows to one owner; `q` is any part of the name."""

    view: str = "all"
    owner_id: int | None = None
    q: str = ""
    archived: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> DealFilters:
        """From an address. What is not known there means everything, an owner that is none finds nothing."""
        view, owner = query.get("view", "all"), query.get("owner", "")
        number = int(owner) if owner.isascii() and owner.isdigit() and len(owner) < 18 else 0
        return cls(
            view if view in VIEWS else "all",
            number if owner else None,
            query.get("q", "").strip()[:100],
            query.get("archived") == "1",
        )

    @property
    def is_narrowed(self) -> bool:
        return self != DealFilters()


def narrowed(
    user: User, deals: QuerySet[Deal], filters: DealFilters, stages: Sequence[Stage]
) -> QuerySet[Deal]:
    """The deals this user may see, narrowed by the filters."""
    found = access.visible(user, deals.filter(archived_at__isnull=not filters.archived))
    held = access.access_of(user)
    if filters.view == "mine":
        found = found.filter(owner_id=user.pk)
    elif filters.view == "closing" and not held.hides("deal", "expected_close"):
        found = found.filter(closed_at__isnull=True, expected_close__range=month_of(clock.today()))
    elif filters.view == "attention":
        found = found.filter(needs_attention(user, stages))
    if filters.owner_id is not None and not held.hides("deal", "owner"):
        found = found.filter(owner_id=filters.owner_id)
    hidden = {"source"} if held.hides("deal", "source") else set()
    return matching(found, filters.q, columns=SEARCHED, hidden=hidden)


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
