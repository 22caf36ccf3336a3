from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q
from django.utils import timezone

from accrue import clock
from accrue.events.facts import fact_types
from accrue.events.models import Event, Mention
from accrue.ui import cursors

TIMELINE = "timeline"
DAMAGED = "This link to older entries is broken. Open the page again."


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of a record's timeline, newest first; `older` is the cursor of the next page, or None."""

    events: list[Event]
    older: str | None

    @property
    def by_day(self) -> list[tuple[str, list[Event]]]:
        """Events under “Today”, “Yesterday”, the day, or the month once a day no longer matters."""
        return [
            (label, list(group))
            for label, group in groupby(self.events, key=lambda e: _heading(e.occurred_at))
        ]


def timeline(
    kind: str,
    record_id: int,
    *,
    group: str = "",
    older: str | None = None,
    size: int = 30,
    also: Sequence[int] = (),
) -> Timeline:
    """What happened to one record, and to those in `also` which it stands for. One query, whatever the number of facts."""
    rows = Mention.objects.filter(kind=kind)
    rows = rows.filter(record_id__in=[record_id, *also]) if also else rows.filter(record_id=record_id)
    if group:
        rows = rows.filter(group=group.replace("\0", ""))
    if older:
        moment, event_id = cursors.read(older, of=TIMELINE, message=DAMAGED)
        rows = rows.filter(Q(occurred_at__lt=moment) | Q(occurred_at=moment, event_id__lt=event_id))
    found = list(rows.select_related("event__actor").order_by("-occurred_at", "-event_id")[: size + 1])
    more = found[size - 1] if len(found) > size else None
    once = {mention.event_id: mention.event for mention in found[:size]}
    return Timeline(list(once.values()), _place(more) if more else None)


def timeline_groups() -> list[str]:
    """The groups a timeline can be narrowed to, in the order of the catalogue."""
    return list(dict.fromkeys(fact.group for fact in fact_types().values()))


def _heading(moment: datetime) -> str:
    day, today = timezone.localdate(moment), clock.today()
    if (today - day).days in (0, 1):
        return "Today" if day == today else "Yesterday"
    if 0 < (today - day).days < 7:
        return day.strftime("%A")
    return day.strftime("%B %Y")


def _place(mention: Mention) -> str:
    return cursors.written([mention.occurred_at, mention.event_id], of=TIMELINE)
