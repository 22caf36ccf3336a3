"""What follows from what was said and done."""

from __future__ import annotations

from datetime import timedelta

from accrue.activities.models import News
from accrue.activities.selectors.chat import POSTED
from accrue.activities.services import tell_followers, tell_named
from accrue.activities.services.chat import post_news
from accrue.events.catalogue import (
    CommentEdited,
    CommentWritten,
    CompanyEdited,
    DealEdited,
    DealLost,
    DealMoved,
    DealReopened,
    DealWon,
    FileAdded,
    OrderEdited,
    PersonEdited,
)
from accrue.events.models import Event
from accrue.events.reacting import reacts_to

LATEST = timedelta(days=1)


def _is_news(event: Event) -> bool:
    """What a file brings of the past is history: ten thousand imported deals tell nobody."""
    return event.recorded_at - event.occurred_at < LATEST


@reacts_to(CommentWritten, CommentEdited)
def tell_named_on_comment(event: Event) -> None:
    tell_named(event_id=event.pk, comment_id=int(event.data["comment_id"]))


@reacts_to(CommentWritten)
def tell_followers_of_comment(event: Event) -> None:
    tell_followers(event=event, news=News.COMMENT)


@reacts_to(FileAdded)
def tell_followers_of_file(event: Event) -> None:
    tell_followers(event=event, news=News.FILE)


@reacts_to(DealMoved, DealWon, DealLost, DealReopened, tells_of_one=True)
def tell_followers_of_stage(event: Event) -> None:
    if _is_news(event):
        tell_followers(event=event, news=News.STAGE)


@reacts_to(PersonEdited, CompanyEdited, DealEdited, OrderEdited, tells_of_one=True)
def tell_followers_of_owner(event: Event) -> None:
    if "owner" in event.data["fields"]:
        tell_followers(event=event, news=News.OWNER)


@reacts_to(CommentWritten, FileAdded)
def post_to_chat(event: Event) -> None:
    if _is_news(event):
        post_news(event=event, news=POSTED[event.name])


@reacts_to(DealMoved, DealWon, DealLost, DealReopened, tells_of_one=True)
def post_stage_to_chat(event: Event) -> None:
    if _is_news(event):
        post_news(event=event, news=POSTED[event.name])


@reacts_to(PersonEdited, CompanyEdited, DealEdited, OrderEdited, tells_of_one=True)
def post_owner_to_chat(event: Event) -> None:
    if "owner" in event.data["fields"]:
        post_news(event=event, news=News.OWNER)
