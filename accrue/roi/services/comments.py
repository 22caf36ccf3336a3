"""Comments on statements: written, changed for a quarter of an hour, withdrawn; who is named is told by mail."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import (
    StatementCommented,
    StatementCommentEdited,
    StatementCommentWithdrawn,
)
from accrue.events.services import record
from accrue.roi.models import CommentMention, Statement, StatementComment
from accrue.roi.selectors.comments import line_labels, may_edit, named_in
from accrue.roi.selectors.statements import Opened

JOB = "roi.tell_mentioned"
LONGEST = 4000


@transaction.atomic
def comment(*, actor: User, statement: Statement, text: str, line: str = "") -> StatementComment:
    """Say something of a statement or of one of its lines, and tell whoever is named with an @."""
    access.require(actor, "see", statement)
    if line and line not in line_labels(Opened(statement)):
        raise Invalid("roi.no_such_line", "This statement has no such line.")
    said = StatementComment.objects.create(statement=statement, line=line, text=_checked(text), author=actor)
    record(
        StatementCommented(statement_id=statement.pk, number=statement.number, comment_id=said.pk, line=line),
        actor=actor,
    )
    _tell(said)
    return said


@transaction.atomic
def edit_comment(*, actor: User, said: StatementComment, text: str) -> StatementComment:
    """Change one's own words within a quarter of an hour; whoever is newly named is told."""
    held = (
        StatementComment.objects.select_for_update(of=("self",)).select_related("statement").get(pk=said.pk)
    )
    _mine(actor, held)
    if not may_edit(actor, held):
        raise Conflict("roi.comment_too_old", "After 15 minutes a comment stays as it is. Write another one.")
    held.text, held.edited_at = _checked(text), clock.now()
    held.version += 1
    held.save(update_fields=["text", "edited_at", "version"])
    fact = StatementCommentEdited(
        statement_id=held.statement_id, number=held.statement.number, comment_id=held.pk
    )
    record(fact, actor=actor)
    _tell(held)
    return held


@transaction.atomic
def withdraw_comment(*, actor: User, said: StatementComment) -> None:
    """Take one's own words back. That something was said stays."""
    held = (
        StatementComment.objects.select_for_update(of=("self",)).select_related("statement").get(pk=said.pk)
    )
    _mine(actor, held)
    held.withdrawn_at = clock.now()
    held.version += 1
    held.save(update_fields=["withdrawn_at", "version"])
    fact = StatementCommentWithdrawn(
        statement_id=held.statement_id, number=held.statement.number, comment_id=held.pk
    )
    record(fact, actor=actor)


def tell_mentioned(*, mention_id: int) -> None:
    """Mail one who is named, unless they were told, may not see it, or it was withdrawn meanwhile.

    Noted before the mail goes out and taken back when the server refuses it, so that a crash tells nobody twice.
    """
    rows = CommentMention.objects.select_related("user", "comment__author", "comment__statement")
    one = rows.filter(pk=mention_id).first()
    if one is None or one.comment.withdrawn_at or not one.user.is_active:
        return
    if not access.access_of(one.user).may("statement", "see", one.comment.statement):
        return
    if not CommentMention.objects.filter(pk=one.pk, told_at=None).update(told_at=clock.now()):
        return
    try:
        _mail(one).send()
    except OSError:
        CommentMention.objects.filter(pk=one.pk).update(told_at=None)
        raise


def _mail(one: CommentMention) -> EmailMessage:
    said, number = one.comment, one.comment.statement.number
    about = line_labels(Opened(said.statement)).get(said.line, "") if said.line else ""
    address = settings.SITE_URL + reverse("roi:statement", args=[number]) + f"#comment-{said.pk}"
    body = render_to_string("roi/mail/mention.txt", {"said": said, "about": about, "address": address})
    subject = " ".join(f"{said.author} names you in a comment on statement {number}".split())
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [one.user.email])


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid("roi.comment_empty", "Write something.", fields={"text": "Write something."})
    if len(text) > LONGEST:
        raise Invalid(
            "roi.comment_too_long", "This is too long.", fields={"text": f"At most {LONGEST} characters."}
        )
    return text


def _mine(actor: User, held: StatementComment) -> None:
    if held.author_id != actor.pk or held.withdrawn_at:
        raise Conflict("roi.comment_gone", "This comment was withdrawn, or is somebody else's.")


def _tell(said: StatementComment) -> None:
    for user in sorted(named_in(said.text), key=lambda one: one.pk):
        if user.pk == said.author_id:
            continue
        mention, is_new = CommentMention.objects.get_or_create(comment=said, user=user)
        if is_new:
            app.configure_task(JOB).defer(mention_id=mention.pk)
