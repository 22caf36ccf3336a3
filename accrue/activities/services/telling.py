"""Telling people what happened: noted in the page, gathered for mails, both as each of them chose."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Max, Min
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.activities.models import Comment, News, NewsPreference, Notice, NoticeMail
from accrue.activities.selectors.comments import named
from accrue.activities.selectors.following import USUAL, Way, followers_of, those_who_see, ways_of
from accrue.errors import Invalid, Missing
from accrue.events.catalogue import NewsPreferencesChanged, NoticesMailed
from accrue.events.models import Event
from accrue.events.outgoing import send_once
from accrue.events.services import announce, record

MAIL_JOB = "activities.send_notice_mail"
QUIET = timedelta(minutes=2)
LONGEST_WAIT = timedelta(minutes=10)
MORNING = 7
Mail = NewsPreference.Mail
signer = Signer(salt="activities.no_mail")


@transaction.atomic
def tell(
    users: Collection[User],
    *,
    news: str,
    event_id: int,
    kind: str,
    record_id: int,
    comment: Comment | None = None,
) -> int:
    """Note for each of them what happened, once. Those who want neither page nor mail are passed over. Returns how many."""
    ways, now = ways_of(users, news), clock.now()
    rows = [
        Notice(
            user=user,
            event_id=event_id,
            reason=news,
            kind=kind,
            record_id=record_id,
            comment=comment,
            created_at=now,
            is_shown=ways[user.pk].page,
            by_mail=ways[user.pk].mail,
        )
        for user in users
        if ways[user.pk].page or ways[user.pk].mail != Mail.OFF
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        announce({"notice"})
    return len(rows)


def tell_followers(*, event: Event, news: str) -> int:
    """Tell who follows the record of an event and may see it, but not who did it nor whom a comment names."""
    model = kind_called(event.subject_kind).model
    found = model._default_manager.filter(pk=event.subject_id).first()
    if found is None:
        return 0
    comment = Comment.objects.filter(pk=event.data.get("comment_id"), withdrawn_at=None).first()
    told_already = (
        {one.user.pk for one in named(comment.text, comment.kind, comment.record_id)} if comment else set()
    )
    people = [
        user
        for user in followers_of(event.subject_kind, found)
        if user.pk != event.actor_id and user.pk not in told_already
    ]
    seeing = those_who_see(people, event.subject_kind, found)
    return tell(
        seeing,
        news=news,
        event_id=event.pk,
        kind=event.subject_kind,
        record_id=found.pk,
        comment=comment,
    )


@transaction.atomic
def choose_news(*, actor: User, ways: Mapping[str, Way]) -> None:
    """How one wants to be told; kinds of news that are not named stay. Raises Invalid."""
    unknown = [news for news, way in ways.items() if news not in News.values or way.mail not in Mail.values]
    if unknown:
        said = f"There is no such news or mail: {unknown[0][:40]}. There are {', '.join(News.values)}."
        raise Invalid("activities.no_such_news", said, fields={"news": said})
    for news, way in ways.items():
        NewsPreference.objects.update_or_create(
            user=actor, news=news, defaults={"page": way.page, "mail": way.mail}
        )
    record(NewsPreferencesChanged(user_id=actor.pk), actor=actor)


@transaction.atomic
def stop_mails(*, token: str) -> User:
    """No mails of any news any more, by the link in one of them. Raises Missing for a link that is not ours."""
    user = whose(token)
    pages = {one.news: one.page for one in NewsPreference.objects.filter(user=user)}
    ways = {news.value: Way(pages.get(news.value, way.page), Mail.OFF) for news, way in USUAL.items()}
    choose_news(actor=user, ways=ways)
    Notice.objects.filter(user=user, mail=None).update(by_mail=Mail.OFF)
    return user


def whose(token: str) -> User:
    """Raises Missing."""
    try:
        pk = int(signer.unsign(token))
    except (BadSignature, ValueError):
        raise Missing from None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None:
        raise Missing
    return user


def gather_mails(*, digest: bool = False) -> int:
    """Turn what waits into one mail for each reader: once it has been quiet, or was waited for long. How many."""
    now = clock.now()
    waiting = Notice.objects.filter(
        mail=None, read_at=None, by_mail=Mail.DIGEST if digest else Mail.SOON
    ).order_by()
    rows = waiting.values("user").annotate(first=Min("created_at"), last=Max("created_at"))
    due = _due_today if digest else _due_soon
    users = [row["user"] for row in rows if due(now, row["user"], row["first"], row["last"])]
    for pk in users:
        with transaction.atomic():
            held = list(
                waiting.filter(user=pk).select_for_update(skip_locked=True).values_list("pk", flat=True)
            )
            if not held:
                continue
            made = NoticeMail.objects.create(user_id=pk, is_digest=digest)
            Notice.objects.filter(pk__in=held).update(mail=made)
            app.configure_task(MAIL_JOB).defer(mail_id=made.pk)
    return len(users)


def _due_soon(now: datetime, user_id: int, first: datetime, last: datetime) -> bool:
    return last <= now - QUIET or first <= now - LONGEST_WAIT


def _due_today(now: datetime, user_id: int, first: datetime, last: datetime) -> bool:
    """At seven where the reader is; or, where nobody sent at seven, as soon as somebody can."""
    zone = User.objects.only("time_zone").get(pk=user_id).time_zone or settings.TIME_ZONE
    return now.astimezone(ZoneInfo(zone)).hour == MORNING or first <= now - timedelta(days=1)


def send_notice_mail(*, mail_id: int, write: Callable[[NoticeMail], EmailMultiAlternatives]) -> None:
    send_once(
        NoticeMail.objects.select_related("user"),
        mail_id,
        write=write,
        left_out=_left_out,
        fact=lambda mail: NoticesMailed(user_id=mail.user_id, notices=mail.notices.count()),
    )


def _left_out(mail: NoticeMail) -> str:
    if not mail.user.is_active:
        return "They do not work in Accrue any more."
    if not mail.notices.filter(read_at=None).exists():
        return "They have read all of it in Accrue."
    return ""
