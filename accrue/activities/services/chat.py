"""Channels of team chat: set up by administrators, told of news by the worker."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import Team, User
from accrue.accounts.sealing import seal, unseal
from accrue.activities.carriers import CARRIERS
from accrue.activities.models import ChatChannel, ChatMessage, News, Notice
from accrue.activities.selectors.chat import POSTED, channel_called
from accrue.activities.selectors.notices import PUT_BACK, Shown, list_url, of_many
from accrue.connectors.chat.posting import BadAddress, ChatFault, post, service_of
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import (
    ChatChannelAdded,
    ChatChannelEdited,
    ChatChannelFailed,
    ChatChannelRemoved,
)
from accrue.events.models import Event
from accrue.events.outgoing import MOST_ATTEMPTS, MailState
from accrue.events.services import announce, record

POST_JOB = "activities.post_to_chat"
LONGEST_NAME = 80
KEPT = timedelta(days=30)
TRIED = "Accrue reaches this channel."


@transaction.atomic
def add_channel(
    *,
    actor: User,
    name: str,
    address: str,
    news: Collection[str],
    team_id: int | None = None,
    is_on: bool = True,
) -> ChatChannel:
    """Have a channel told of these kinds of news, of all records or of one team's. Raises Forbidden, Invalid."""
    access.require(actor, "edit", "system")
    made = ChatChannel.objects.create(
        name=_name(name),
        service=_service(address),
        sealed=seal(address.strip()),
        news=_news(news),
        team=_team(team_id),
        is_on=is_on,
    )
    record(ChatChannelAdded(channel_id=made.pk, name=made.name, service=made.service), actor=actor)
    announce({"chat"})
    return made


@transaction.atomic
def edit_channel(
    *,
    actor: User,
    channel_id: int,
    version: int,
    name: str,
    news: Collection[str],
    address: str = "",
    team_id: int | None = None,
    is_on: bool = True,
) -> ChatChannel:
    """Change it; without an address it keeps the one it has. Raises Missing, Forbidden, Invalid, Conflict."""
    access.require(actor, "edit", "system")
    held = channel_called(actor, channel_id, lock=True)
    if held.version != version:
        raise Conflict(
            "activities.changed_meanwhile",
            "Somebody changed this channel meanwhile. Look at it again and repeat your change.",
        )
    held.name, held.news, held.team, held.is_on = _name(name), _news(news), _team(team_id), is_on
    if address.strip():
        held.service, held.sealed, held.error, held.failed_at = (
            _service(address),
            seal(address.strip()),
            "",
            None,
        )
    held.version += 1
    held.save()
    record(
        ChatChannelEdited(channel_id=held.pk, name=held.name, is_other_address=bool(address.strip())),
        actor=actor,
    )
    announce({"chat"})
    return held


@transaction.atomic
def remove_channel(*, actor: User, channel_id: int) -> str:
    """Forget a channel and its address. Cannot be undone. Returns its name."""
    access.require(actor, "delete", "system")
    held = channel_called(actor, channel_id, lock=True)
    fact = ChatChannelRemoved(channel_id=held.pk, name=held.name)
    held.delete()
    record(fact, actor=actor)
    announce({"chat"})
    return fact.name


@transaction.atomic
def try_channel(*, actor: User, channel_id: int) -> ChatMessage:
    """Post a line that says that it works. What came of it stands with the channel."""
    access.require(actor, "edit", "system")
    return _send(channel_called(actor, channel_id), None)


@transaction.atomic
def post_news(*, event: Event, news: str) -> int:
    """Have every channel told that wants this news of this record. A repeat makes none. Returns how many."""
    if event.subject_kind not in CARRIERS:
        return 0
    found = kind_called(event.subject_kind).model._default_manager.filter(pk=event.subject_id).first()
    wanted = ChatChannel.objects.filter(is_on=True, news__contains=[news])
    team_id = getattr(found, "team_id", None)
    channels = wanted.filter(Q(team=None) | Q(team=team_id)) if team_id else wanted.filter(team=None)
    for channel in channels if found is not None else ():
        if not ChatMessage.objects.filter(channel=channel, event=event).exists():
            _send(channel, event)
    return len(channels)


def _send(channel: ChatChannel, event: Event | None) -> ChatMessage:
    made = ChatMessage.objects.create(channel=channel, event=event)
    app.configure_task(POST_JOB).defer(message_id=made.pk)
    return made


def post_message(*, message_id: int) -> None:
    """Post one. Raises ChatFault where it may yet be taken, so that the job is tried again; the last failure is told."""
    claimed = _claimed(message_id)
    if claimed is None:
        return
    try:
        title, text = _words(claimed)
        post(unseal(claimed.channel.sealed), title, text)
    except (ChatFault, BadAddress) as error:
        is_final = isinstance(error, BadAddress) or error.is_final or claimed.attempts >= MOST_ATTEMPTS
        _failed(claimed, str(error), is_final=is_final)
        if is_final:
            return
        raise
    with transaction.atomic():
        claimed.note(MailState.SENT)
        now = clock.now()
        ChatChannel.objects.filter(pk=claimed.channel_id).update(posted_at=now, error="", failed_at=None)
        announce({"chat"})


@transaction.atomic
def _claimed(message_id: int) -> ChatMessage | None:
    rows = ChatMessage.objects.select_for_update(of=("self",)).select_related("channel", "event__actor")
    found = rows.filter(pk=message_id).first()
    if found is None or found.state not in (MailState.WAITING, MailState.SENDING):
        return None
    if found.state == MailState.SENDING:
        found.note(MailState.UNCLEAR, "The worker stopped while it was posted; perhaps it arrived.")
        return None
    if found.event is not None and not found.channel.is_on:
        found.note(MailState.SKIPPED, "The channel was switched off.")
        return None
    found.attempts += 1
    found.note(MailState.SENDING)
    return found


@transaction.atomic
def _failed(message: ChatMessage, reason: str, *, is_final: bool) -> None:
    message.note(MailState.FAILED if is_final else MailState.WAITING, reason)
    held = ChatChannel.objects.select_for_update().filter(pk=message.channel_id).first()
    if held is None or not is_final:
        return
    was_well = not held.error
    held.error, held.failed_at = reason[:300], clock.now()
    held.save(update_fields=["error", "failed_at"])
    if was_well:
        record(ChatChannelFailed(channel_id=held.pk, name=held.name, reason=reason[:300]), actor=None)
    announce({"chat"})


def _words(message: ChatMessage) -> tuple[str, str]:
    """(title, text): who did what to which record, and where it is; nothing of what was said in it."""
    event = message.event
    if event is None:
        return "Accrue", TRIED
    if message.count:
        return "Accrue", _words_of_many(message, event)
    kind = kind_called(event.subject_kind)
    found = kind.model._default_manager.filter(pk=event.subject_id).first()
    notice = Notice(event=event, reason=POSTED[event.name], kind=kind.key, record_id=event.subject_id)
    line = Shown(notice, str(found) if found else "a record that is gone", "there").line
    address = settings.SITE_URL + reverse(kind.url_name, args=[event.subject_id])
    return "Accrue", f"{line}\n{address}"


def _words_of_many(message: ChatMessage, event: Event) -> str:
    kind = str(event.data["kind"])
    did = "moved" if message.news == News.STAGE else "changed the owner of"
    if event.name in PUT_BACK:
        did = "took back a new owner of"
    line = f"{event.actor or 'Accrue'} {did} {of_many(kind, message.count)}"
    return f"{line}\n{settings.SITE_URL}{list_url(event, kind)}"


def forget_old_messages() -> int:
    gone, _ = ChatMessage.objects.filter(made_at__lt=clock.now() - KEPT).delete()
    return gone


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        said = f"Give the channel a name of at most {LONGEST_NAME} characters."
        raise Invalid("activities.channel_name", said, fields={"name": said})
    return name


def _service(address: str) -> str:
    try:
        return service_of(address.strip())
    except BadAddress as error:
        raise Invalid("activities.channel_address", str(error), fields={"address": str(error)}) from None


def _news(news: Collection[str]) -> list[str]:
    allowed = set(POSTED.values())
    if not news or set(news) - allowed:
        said = "Choose at least one kind of news."
        raise Invalid("activities.channel_news", said, fields={"news": said})
    return [one.value for one in News if one.value in set(news)]


def _team(team_id: int | None) -> Team | None:
    if team_id is None:
        return None
    found = Team.objects.filter(pk=team_id, is_archived=False).first()
    if found is None:
        said = "There is no such team."
        raise Invalid("activities.channel_team", said, fields={"team": said})
    return found
