"""Sending a statement: a row for each recipient first, then one job a mail, each sent once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict
from accrue.events.catalogue import StatementSendingRetried, StatementSent
from accrue.events.outgoing import MailState, send_once
from accrue.events.services import record
from accrue.roi.mailing import statement_mail
from accrue.roi.models import SendingSlot, Statement, StatementMail
from accrue.roi.selectors.sending import may_be_sent, sent_before, stakeholders

JOB = "roi.send_statement_mail"


@transaction.atomic
def send_statement(*, actor: User | None, statement: Statement) -> list[StatementMail]:
    """Send a statement to every stakeholder who was not sent it yet. `actor` None: on schedule.

    Rows and jobs stand in one transaction, so there are both or none, and a second call finds the rows.
    """
    if actor is not None:
        access.require(actor, "edit", "programme")
        access.require(actor, "see", statement)
        _require_sendable(statement)
    wanted = [one for one in stakeholders() if one.unsubscribed_at is None]
    if actor is not None and not wanted:
        raise Conflict("roi.no_stakeholders", "Nobody is sent statements yet. Add somebody first.")
    had = set(StatementMail.objects.filter(statement=statement).values_list("stakeholder_id", flat=True))
    made = []
    for one in wanted:
        if one.pk in had:
            continue
        mail, is_new = StatementMail.objects.get_or_create(
            statement=statement, stakeholder=one, defaults={"before": sent_before(statement, one)}
        )
        if is_new:
            made.append(mail)
            app.configure_task(JOB).defer(mail_id=mail.pk)
    return made


@transaction.atomic
def answer_slot(*, at: datetime, statement: Statement, is_new: bool) -> None:
    """Send what was drawn for a slot and note that it is answered, together. A draft may have to wait for approval."""
    if not SendingSlot.objects.get_or_create(at=at, defaults={"statement": statement, "is_new": is_new})[1]:
        return
    if may_be_sent(Statement.objects.get(pk=statement.pk)):
        send_statement(actor=None, statement=statement)


@transaction.atomic
def send_held(*, statement: Statement) -> list[StatementMail]:
    """A statement that a slot held back goes out now that it is approved, unless a later one went out meanwhile."""
    if not SendingSlot.objects.filter(statement=statement).exists():
        return []
    if StatementMail.objects.filter(statement__number__gt=statement.number).exists():
        return []
    return send_statement(actor=None, statement=statement)


@transaction.atomic
def send_again(*, actor: User, mail: StatementMail) -> bool:
    """Send a mail once more that failed, was left out, or perhaps never left. False where it is on its way already."""
    access.require(actor, "edit", "programme")
    held = (
        StatementMail.objects.select_for_update(of=("self",))
        .select_related("statement", "stakeholder__user")
        .get(pk=mail.pk)
    )
    access.require(actor, "see", held.statement)
    if held.state in (MailState.WAITING, MailState.SENDING):
        return False
    if held.state == MailState.SENT:
        raise Conflict("roi.mail_sent", "This mail was sent. Nobody is sent a statement twice.")
    _require_sendable(held.statement)
    if reason := _left_out(held):
        raise Conflict("roi.mail_left_out", reason)
    was, held.state, held.attempts, held.error = held.state, MailState.WAITING, 0, ""
    held.save(update_fields=["state", "attempts", "error"])
    fact = StatementSendingRetried(
        statement_id=held.statement_id,
        number=held.statement.number,
        stakeholder_id=held.stakeholder_id,
        name=str(held.stakeholder),
        was=was,
    )
    record(fact, actor=actor)
    app.configure_task(JOB).defer(mail_id=held.pk)
    return True


def _require_sendable(statement: Statement) -> None:
    if not may_be_sent(statement):
        raise Conflict(
            "roi.only_approved_sent",
            f"Statement {statement.number} is not approved, and only approved ones are sent. Have it approved, or let "
            "drafts be sent too.",
        )


def send_mail(*, mail_id: int) -> None:
    send_once(
        StatementMail.objects.select_related("statement", "before", "stakeholder__user"),
        mail_id,
        write=statement_mail,
        left_out=_left_out,
        fact=lambda mail: StatementSent(
            statement_id=mail.statement_id,
            number=mail.statement.number,
            stakeholder_id=mail.stakeholder_id,
            name=str(mail.stakeholder),
        ),
    )


def _left_out(mail: StatementMail) -> str:
    """Why this one is not sent after all."""
    who = mail.stakeholder
    if who.removed_at or who.unsubscribed_at:
        return "They want no more."
    if who.user and not who.user.is_active:
        return "They do not work in Accrue any more."
    if who.user and not access.access_of(who.user).may("statement", "see", mail.statement):
        return "They may not see statements."
    return ""
