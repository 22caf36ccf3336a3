"""What one person is told."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.activities.models import Notice
from accrue.events.models import Event
from accrue.filters.fields import own_declared
from accrue.filters.lists import list_of

STAGES = {
    "DealWon": "won the deal",
    "DealLost": "lost the deal",
    "DealReopened": "reopened the deal",
}
PUT_BACK = ("ManyRecordsPutBack",)
"""Facts of many records that are as before again."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice with the record it is about, or the list of many; without `url` where it may no longer be seen."""

    notice: Notice
    about: str
    url: str

    @property
    def said(self) -> str:
        """Who did what: “Ana Test added a file”."""
        event = self.notice.event
        if self.notice.part:
            return f"{event.actor or 'Accrue'} {_done_with(self.notice)}"
        what = STAGES.get(event.name) or self.notice.get_reason_display()
        if event.name == "DealMoved" and self.url:
            what = f"moved the deal to {event.data['to_stage']}"
        return f"{event.actor or 'Accrue'} {what}"

    @property
    def line(self) -> str:
        if self.notice.part:
            return self.said
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
        if not notice.part:
            ids[notice.kind].add(notice.record_id)
    names: dict[tuple[str, int], str] = {}
    for kind, wanted in ids.items():
        records = access.visible(actor, kind_called(kind).model._default_manager.filter(pk__in=wanted))
        names |= {(kind, record.pk): str(record) for record in records}
    return [_shown(notice, names.get((notice.kind, notice.record_id), "")) for notice in rows]


def of_many(kind: str, count: int) -> str:
    """“2,140 people”, “1 person”."""
    found = kind_called(kind)
    return f"{count:,} {(found.label if count == 1 else found.plural).lower()}"


def list_url(event: Event, kind: str, *also: Any) -> str:
    """The list of the records of a kind that an event of many is about, narrowed by `also`; empty where there is none."""
    of = list_of(kind)
    if of is None:
        return ""
    asked = [event.subject_kind, "any", [event.subject_id]]
    tree = {"all": [asked, *also]} if event.subject_kind in own_declared(kind) else {"all": [*also]}
    query = urlencode({"filter": json.dumps(tree, separators=(",", ":"))})
    return f"{reverse(next(iter(of.pages.values())))}?{query}"


def _done_with(notice: Notice) -> str:
    """What somebody did with many records, said to whom it concerns."""
    many, is_back = of_many(notice.kind, notice.count), notice.event.name in PUT_BACK
    match notice.part:
        case Notice.Part.GIVEN:
            return f"gave you {many}{' back' if is_back else ''}"
        case Notice.Part.TAKEN:
            return f"took {many} back from you"
    if notice.reason == Notice.Reason.STAGE:
        return f"moved {many} that you follow"
    did = ("gave", " back to who had them") if is_back else ("changed the owner of", "")
    return f"{did[0]} {many} that you follow{did[1]}"


def _url_of_many(notice: Notice) -> str:
    mine, followed = ["owner", "is", ["me"]], ["follower", "any", [notice.user_id]]
    match notice.part:
        case Notice.Part.GIVEN:
            return list_url(notice.event, notice.kind, mine)
        case Notice.Part.FOLLOWED:
            return list_url(notice.event, notice.kind, {"any": [mine, followed]})
    return list_url(notice.event, notice.kind)


def _shown(notice: Notice, name: str) -> Shown:
    if notice.part:
        return Shown(notice, of_many(notice.kind, notice.count), _url_of_many(notice))
    url = reverse(kind_called(notice.kind).url_name, args=[notice.record_id]) if name else ""
    return Shown(notice, name or "a record that you may no longer see", url)
