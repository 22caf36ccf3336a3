from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.money.selectors import Total
from accrue.sales.models import Deal, DealLine, Stage, StageChange
from accrue.sales.selectors.filters import DealFilters, narrowed
from accrue.sales.selectors.totals import Till

RELATED = ("stage", "pipeline", "person", "company", "owner", "team", "lost_reason")


def deals(user: User, filters: DealFilters | None = None, stages: Sequence[Stage] = ()) -> QuerySet[Deal]:
    """The deals this user may see, in no order."""
    return narrowed(user, Deal.objects.all(), filters or DealFilters(), stages)


def deal(user: User, deal_id: int) -> Deal:
    """One deal with what is named on its page, archived or not. Raises Missing."""
    found = access.visible(user, Deal.objects.filter(pk=deal_id)).select_related(*RELATED).first()
    if found is None:
        raise Missing
    cover(user, found)
    return found


def open_of(user: User, kind: str, record_id: int) -> tuple[int, Total]:
    """How many deals of a person or a company are open, and what they are worth together at today's rates."""
    rows = list(
        access.visible(
            user, Deal.objects.filter(closed_at=None, archived_at=None, **{f"{kind}_id": record_id})
        )
        .order_by()
        .values_list("currency")
        .annotate(minor=Sum("amount_minor"), count=Count("pk"))
    )
    sums = {code: int(minor) for code, minor, _ in rows}
    return sum(count for _, _, count in rows), Till.of(sums).total(sums)


def cover(user: User, deal: Deal) -> None:
    """Take away the person and company that this user may not see, though their deal is."""
    held = access.access_of(user)
    for name in ("person", "company"):
        record = getattr(deal, name)
        if record is not None and (held.hides("deal", name) or not held.may(name, "see", record)):
            setattr(deal, name, None)


def lines_of(deal: Deal) -> list[DealLine]:
    lines = list(deal.lines.select_related("product"))
    for line in lines:
        line.deal = deal
    return lines


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a deal's way, and how long it was or has been there."""

    change: StageChange
    stage: Stage
    lasted: timedelta
    is_current: bool

    @property
    def said(self) -> str:
        """“3 d”, “5 h”, “20 min”."""
        seconds = int(self.lasted.total_seconds())
        days, hours, minutes = seconds // 86_400, seconds // 3_600, seconds // 60
        return f"{days} d" if days else f"{hours} h" if hours else f"{minutes} min"


def steps_of(deal: Deal) -> list[Step]:
    """The deal's way through its stages, newest first; the durations add up to its age."""
    changes = list(deal.stage_changes.select_related("to_stage", "actor"))
    ends = [change.at for change in changes[1:]] + [clock.now()]
    return [
        Step(change, change.to_stage, max(end - change.at, timedelta()), change is changes[-1])
        for change, end in zip(changes, ends, strict=True)
    ][::-1]


def is_late(deal: Deal) -> bool:
    """Open and past its expected close."""
    return (
        deal.closed_at is None
        and deal.expected_close is not None
        and deal.expected_close < timezone.localdate()
    )
