"""Words about records: written, changed and withdrawn by who wrote them; who is named is told."""

from __future__ import annotations

from django.db import transaction

from accrue import clock
from accrue.accounts.models import User
from accrue.activities.carriers import record_of
from accrue.activities.models import Comment, News, Notice
from accrue.activities.selectors.comments import named
from accrue.activities.services.telling import tell
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import CommentEdited, CommentWithdrawn, CommentWritten
from accrue.events.services import announce, record

LONGEST = 10_000
MOST_NAMED = 50


@transaction.atomic
def write_comment(*, actor: User, kind: str, record_id: int, text: str) -> Comment:
    """Say something about a record one may see. Who is named with an @ and may see it is told. Raises Missing, Invalid."""
    about = record_of(actor, kind, record_id)
    said = Comment.objects.create(
        kind=kind, record_id=about.pk, text=_checked(text), author=actor, written_at=clock.now()
    )
    record(CommentWritten(kind=kind, record_id=about.pk, comment_id=said.pk), actor=actor)
    return said


@transaction.atomic
def edit_comment(*, actor: User, comment_id: int, version: int, text: str) -> Comment:
    """Change one's own words; who is newly named is told. Raises Missing, Invalid, Conflict."""
    said = _own(actor, comment_id)
    if said.version != version:
        raise Conflict(
            "activities.changed_meanwhile", "You changed this comment in another window. Look at it again."
        )
    text = _checked(text)
    if text != said.text:
        said.text, said.edited_at, said.version = text, clock.now(), said.version + 1
        said.save(update_fields=["text", "edited_at", "version"])
        record(CommentEdited(kind=said.kind, record_id=said.record_id, comment_id=said.pk), actor=actor)
    return said


@transaction.atomic
def withdraw_comment(*, actor: User, comment_id: int) -> None:
    """Take one's own words back: they are gone, with what was told of them. That something was said stays."""
    said = _own(actor, comment_id)
    said.text, said.withdrawn_at, said.version = "", clock.now(), said.version + 1
    said.save(update_fields=["text", "withdrawn_at", "version"])
    Notice.objects.filter(comment=said).delete()
    record(CommentWithdrawn(kind=said.kind, record_id=said.record_id, comment_id=said.pk), actor=actor)
    announce({"notice"})


@transaction.atomic
def tell_named(*, event_id: int, comment_id: int) -> int:
    """Tell who is named, once a comment, unless it was withdrawn or they may not see the record. Returns how many."""
    said = Comment.objects.select_for_update().filter(pk=comment_id, withdrawn_at=None).first()
    if said is None:
        return 0
    people = [one.user for one in named(said.text, said.kind, said.record_id) if one.may_see][:MOST_NAMED]
    return tell(
        [user for user in people if user.pk != said.author_id],
        news=News.MENTIONED,
        event_id=event_id,
        kind=said.kind,
        record_id=said.record_id,
        comment=said,
    )


@transaction.atomic
def mark_read(*, actor: User, notice_id: int | None = None) -> Notice | None:
    """One of one's own notices, or all of them. Raises Missing where it is not one's own."""
    rows = Notice.objects.filter(user=actor)
    one = rows.filter(pk=notice_id).first() if notice_id is not None else None
    if notice_id is not None and one is None:
        raise Missing
    unread = rows.filter(read_at=None) if one is None else rows.filter(pk=one.pk, read_at=None)
    if unread.update(read_at=clock.now()):
        announce({"notice"})
    return one


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise Invalid("activities.comment_empty", "Write something.", fields={"text": "Write something."})
    if len(text) > LONGEST:
        said = f"At most {LONGEST:,} characters; this has {len(text):,}."
        raise Invalid("activities.comment_too_long", said, fields={"text": said})
    return text


def _own(actor: User, comment_id: int) -> Comment:
    found = Comment.objects.select_for_update().filter(pk=comment_id, author=actor, withdrawn_at=None).first()
    if found is None:
        raise Missing
    record_of(actor, found.kind, found.record_id)
    return found
