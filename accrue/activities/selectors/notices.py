"""What one person is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.activities.models import Notice

STAGES = {
    "DealWon": "won the deal",
    "DealLost": "lost the deal",
    "DealReopened": "reopened the deal",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice with the record it is about; without `url` where that may no longer be seen."""

    notice: Notice
    about: str
    url: str

    @property
    def said(self) -> str:
        """Who did what: “Ana Test added a file”."""
        event = self.notice.event
        what = STAGES.get(event.name) or self.notice.get_reason_display()
        if event.name == "DealMoved" and self.url:
            what = f"moved the deal to {event.data['to_stage']}"
        return f"{event.actor or 'Accrue'} {what}"

    @property
    def line(self) -> str:
        joined = ": " if self.notice.reason in (Notice.Reason.STAGE, Notice.Reason.OWNER) else " on "
        return f"{self.said}{joined}{self.about}"


def notices(actor: User) -> QuerySet[Notice]:
    """One's own, in no order."""
    return Notice.objects.filter(user=actor, is_shown=True).select_related("event__actor", "comment")


def unread(actor: User) -> int:
    return Notice.objects.filter(user=actor, is_shown=True, read_at=None).count()


def shown(actor: User, found: Iterable[Notice]) -> list[Shown]:
    """With the names of their records, as far as they may be seen: one query for each kind among them."""
    rows, ids = list(found), defaultdict[str, set[int]](set)
    for notice in rows:
        ids[notice.kind].add(notice.record_id)
    names: dict[tuple[str, int], str] = {}
    for kind, wanted in ids.items():
        records = access.visible(actor, kind_called(kind).model._default_manager.filter(pk__in=wanted))
        names |= {(kind, record.pk): str(record) for record in records}
    return [_shown(notice, names.get((notice.kind, notice.record_id), "")) for notice in rows]


def _shown(notice: Notice, name: str) -> Shown:
    url = reverse(kind_called(notice.kind).url_name, args=[notice.record_id]) if name else ""
    return Shown(notice, name or "a record that you may no longer see", url)
