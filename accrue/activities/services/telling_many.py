"""Telling people once of what became of thousands of records, at a cost that does not grow with how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.activities.models import ChatChannel, ChatMessage, Follower, News, Notice
from accrue.activities.selectors.following import MOST_TOLD, ways_of
from accrue.activities.services.chat import POST_JOB
from accrue.activities.services.telling import Mail
from accrue.events.models import Event
from accrue.events.services import announce

Part = Notice.Part


@transaction.atomic
def tell_of_many(
    *, event: Event, news: str, kind: str, ids: QuerySet[Any], taken_from: int | None = None
) -> int:
    """Tell each follower, and each channel that wants this news, once: of the records of a kind that changed together.

    `ids` is a query for their ids. Owners follow, unless they said otherwise; of a new owner they are told how many they
    were given. Nobody is told of what they may not see, nor of what they did. `taken_from` is whoever owned them before
    and is to know that they do no more. A repeat tells nobody again. Returns how many people.
    """
    rows: QuerySet[Any] = kind_called(kind).model._default_manager.filter(pk__in=ids)
    _post(event, news, kind, rows)
    told = list(_told(event, news, kind, rows, taken_from))
    ways, now = ways_of([one.user for one in told], news), clock.now()
    for one in told:
        way = ways[one.user_id]
        one.is_shown, one.by_mail, one.created_at = way.page, way.mail, now
    wanted = [one for one in told if one.is_shown or one.by_mail != Mail.OFF]
    Notice.objects.bulk_create(wanted, ignore_conflicts=True)
    if wanted:
        announce({"notice"})
    return len(wanted)


def _told(
    event: Event, news: str, kind: str, rows: QuerySet[Any], taken_from: int | None
) -> Iterator[Notice]:
    owner = kind_called(kind).owner or ""
    of_them = Follower.objects.filter(kind=kind, record_id=OuterRef("pk"))
    following = of_them.filter(is_following=True)
    owned = rows.exclude(Exists(of_them.filter(is_following=False, user=OuterRef(owner))))
    explicit = Follower.objects.filter(kind=kind, is_following=True, record_id__in=rows.values("pk"))
    concerned = (
        Q(pk__in=owned.order_by().values(owner)) | Q(pk__in=explicit.values("user")) | Q(pk=taken_from or 0)
    )
    people = User.objects.filter(concerned, is_active=True).exclude(pk=event.actor_id or 0).order_by("name")
    for user in people[:MOST_TOLD]:
        about = access.visible(user, rows)
        mine = Q(pk__in=owned.filter(**{owner: user}).values("pk"))
        theirs = mine | Exists(following.filter(user=user))
        part, count = Part.FOLLOWED, 0
        if news == News.OWNER:
            part, count = Part.GIVEN, about.filter(mine).count()
            if not count and user.pk == taken_from:
                part, count = Part.TAKEN, rows.exclude(**{owner: user}).count()
        if not count:
            part, count = Part.FOLLOWED, about.filter(theirs).count()
        if count:
            yield Notice(user=user, event=event, reason=news, kind=kind, record_id=0, part=part, count=count)


def _post(event: Event, news: str, kind: str, rows: QuerySet[Any]) -> None:
    """One line to each channel, with how many of the records it is told of."""
    team = kind_called(kind).team
    for channel in ChatChannel.objects.filter(is_on=True, news__contains=[news]):
        if channel.team_id and not team:
            continue
        count = (rows.filter(**{str(team): channel.team_id}) if channel.team_id else rows).count()
        if count and not ChatMessage.objects.filter(channel=channel, event=event).exists():
            made = ChatMessage.objects.create(channel=channel, event=event, count=count, news=news)
            app.configure_task(POST_JOB).defer(message_id=made.pk)
