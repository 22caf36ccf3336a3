"""Questions about comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.template.loader import render_to_string

from accrue.accounts.models import User
from accrue.accounts.naming import named_in
from accrue.accounts.timelines import Told
from accrue.activities.carriers import record_of
from accrue.activities.formatting import formatted
from accrue.activities.models import Comment
from accrue.errors import Missing
from accrue.events.models import Event

WITHDRAWN = "Withdrawn."


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who is named, and whether they may see the record that is spoken of."""

    user: User
    may_see: bool


def comments_on(kind: str, record_id: int) -> QuerySet[Comment]:
    """What was said about one record that was found for whoever asks, in no order; withdrawn ones without their text."""
    return Comment.objects.filter(kind=kind, record_id=record_id).select_related("author")


def own_comment(actor: User, comment_id: int) -> Comment:
    """One's own words on a record one may (still) see. Raises Missing."""
    found = Comment.objects.filter(pk=comment_id, author=actor, withdrawn_at=None).first()
    if found is None:
        raise Missing
    record_of(actor, found.kind, found.record_id)
    return found


def named(text: str, kind: str, record_id: int) -> list[Named]:
    """Everybody named with an @."""
    return [Named(user, _sees(user, kind, record_id)) for user in sorted(named_in(text), key=str)]


def _sees(user: User, kind: str, record_id: int) -> bool:
    try:
        record_of(user, kind, record_id)
    except Missing:
        return False
    return True


def told(actor: User, events: Sequence[Event]) -> Mapping[int, Told]:
    """What the timeline shows of comments: the words as they are now. One query."""
    ids = {event.pk: int(event.data["comment_id"]) for event in events}
    comments = Comment.objects.in_bulk(set(ids.values()))
    return {event_id: _told(actor, comments.get(pk)) for event_id, pk in ids.items()}


def _told(actor: User, comment: Comment | None) -> Told:
    if comment is None or comment.withdrawn_at is not None:
        return Told(WITHDRAWN, render_to_string("activities/withdrawn.html"))
    context = {
        "comment": comment,
        "words": formatted(comment.text),
        "is_mine": comment.author_id == actor.pk,
    }
    return Told(comment.text, render_to_string("activities/comment.html", context))
