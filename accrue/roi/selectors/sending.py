"""Who is sent statements, when the schedule is due, and what was sent."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.db.models import QuerySet

from accrue.errors import Missing
from accrue.events.outgoing import MailState
from accrue.metrics.slots import last_slot
from accrue.roi.models import (
    SendingSchedule,
    SendingSlot,
    Stakeholder,
    Statement,
    StatementApproval,
    StatementMail,
)

SALT = "accrue.roi.unsubscribe"


def schedule() -> SendingSchedule | None:
    return SendingSchedule.objects.first()


def may_be_sent(statement: Statement) -> bool:
    """Approved, or the rule lets drafts go out; without a rule only approved ones go."""
    held = schedule()
    if held is not None and not held.approved_only:
        return True
    return StatementApproval.objects.filter(statement=statement).exists()


def waiting_slot() -> SendingSlot | None:
    """The latest slot, where its statement waits to be approved before it is sent."""
    slot = SendingSlot.objects.select_related("statement").order_by("-at").first()
    if slot is None or may_be_sent(slot.statement) or slot.statement.mails.exists():
        return None
    return slot


def stakeholders() -> QuerySet[Stakeholder]:
    return Stakeholder.objects.filter(removed_at=None).select_related("user", "added_by").order_by("pk")


def mails() -> QuerySet[StatementMail]:
    """Newest first."""
    return StatementMail.objects.select_related("statement", "stakeholder__user").order_by("-pk")


def due_slot(now: datetime) -> datetime | None:
    """The slot to answer now: the latest one, unless it was answered or lies before the schedule was set."""
    held = schedule()
    at = last_slot(held.every, held.day, held.hour, now) if held else None
    if held is None or at is None or at < held.changed_at or SendingSlot.objects.filter(at=at).exists():
        return None
    return at


def sent_before(statement: Statement, stakeholder: Stakeholder) -> Statement | None:
    """What they were sent last before this statement, to say what moved since; else the statement drawn before it."""
    got = (MailState.SENT, MailState.UNCLEAR)
    last = StatementMail.objects.filter(
        stakeholder=stakeholder, state__in=got, statement__number__lt=statement.number
    ).order_by("-statement__number")
    found = last.select_related("statement").first()
    if found:
        return found.statement
    return Statement.objects.filter(number__lt=statement.number).order_by("-number").first()


def unsubscribe_token(stakeholder: Stakeholder) -> str:
    return signing.Signer(salt=SALT).sign(str(stakeholder.pk))


def stakeholder_of(token: str) -> Stakeholder:
    """Whose link it is; Missing for an altered one, and for users, who are taken off in Accrue."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        raise Missing from None
    found = Stakeholder.objects.filter(pk=pk, removed_at=None, user=None).first()
    if found is None:
        raise Missing
    return found
