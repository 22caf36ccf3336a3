"""Questions about who follows a record, and how people want to be told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from accrue.accounts.access import access_of, owner_and_team
from accrue.accounts.kinds import Action, kind_called
from accrue.accounts.models import User
from accrue.activities.models import Follower, News, NewsPreference

Mail = NewsPreference.Mail
MOST_TOLD = 500
MOST_ASKED, MOST_OFFERED = 16, 8


@dataclass(frozen=True, slots=True)
class Way:
    """How one kind of news is told: in the page, and by which mail."""

    page: bool
    mail: str


USUAL = {
    News.MENTIONED: Way(True, Mail.SOON),
    News.COMMENT: Way(True, Mail.OFF),
    News.FILE: Way(True, Mail.OFF),
    News.STAGE: Way(True, Mail.OFF),
    News.OWNER: Way(True, Mail.OFF),
    News.QUARANTINED: Way(True, Mail.SOON),
}


def is_following(user: User, kind: str, record: Model) -> bool:
    said = Follower.objects.filter(kind=kind, record_id=record.pk, user=user).first()
    return said.is_following if said else owner_of(kind, record) == user.pk


def followers_of(kind: str, record: Model) -> list[User]:
    """Everybody who works here and follows the record, by name; owners unless they said otherwise. Two queries."""
    said = dict(
        Follower.objects.filter(kind=kind, record_id=record.pk).values_list("user_id", "is_following")
    )
    wanted = {pk for pk, follows in said.items() if follows}
    owner = owner_of(kind, record)
    if owner is not None and said.get(owner, True):
        wanted.add(owner)
    return list(User.objects.filter(pk__in=wanted, is_active=True).order_by("name")[:MOST_TOLD])


def owner_of(kind: str, record: Model) -> int | None:
    return owner_and_team(kind_called(kind), record)[0]


def those_who_see(people: Sequence[User], kind: str, record: Model) -> list[User]:
    """Of these, who may see the record; a query for each of them."""
    return [user for user in people if access_of(user).may(kind, Action.SEE, record)]


def colleagues(kind: str, record: Model, words: str) -> list[User]:
    """Those who may be named about a record because they may see it, and whose name has these words; at most 8."""
    rows = User.objects.filter(is_active=True, name__icontains=words[:60]).exclude(name="")
    found = rows.order_by("name")
    return those_who_see(list(found[:MOST_ASKED]), kind, record)[:MOST_OFFERED]


def ways_of(users: Collection[User], news: str) -> dict[int, Way]:
    """How each of these wants to be told of one kind of news; one query."""
    said = NewsPreference.objects.filter(user__in=users, news=news)
    chosen = {one.user_id: Way(one.page, one.mail) for one in said}
    return {user.pk: chosen.get(user.pk, USUAL[News(news)]) for user in users}


def preferences_of(user: User) -> dict[str, Way]:
    """Of every kind of news."""
    chosen = {one.news: Way(one.page, one.mail) for one in NewsPreference.objects.filter(user=user)}
    return {news.value: chosen.get(news.value, usual) for news, usual in USUAL.items()}


def plain(ways: dict[str, Way]) -> dict[str, Any]:
    return {news: {"page": way.page, "mail": way.mail} for news, way in ways.items()}
