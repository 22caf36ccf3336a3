"""Mailing dashboards: a row for each reader first, then one job a mail, each sent once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from procrastinate.contrib.django import app

from accrue import clock
from accrue.errors import AccrueError
from accrue.events.catalogue import DashboardSent
from accrue.events.services import record
from accrue.metrics.models import Dashboard, DashboardMail, MailState
from accrue.metrics.reach import require_measures
from accrue.metrics.selectors import dashboard_seen, due_dashboards

JOB = "metrics.send_dashboard_mail"
MOST_ATTEMPTS = 5
REFUSED = 500  # SMTP answers from here on are for good


def send_due_dashboards() -> None:
    """Every slot that is due becomes its mails, once."""
    for one, at in due_dashboards(clock.now()):
        _answer(one.pk, at)


@transaction.atomic
def _answer(dashboard_id: int, at: datetime) -> None:
    held = Dashboard.objects.select_for_update().get(pk=dashboard_id)
    if held.answered_at is not None and held.answered_at >= at:
        return
    held.answered_at = at
    held.save(update_fields=["answered_at"])
    for reader in held.readers.all():
        mail, is_new = DashboardMail.objects.get_or_create(dashboard=held, user_id=reader.user_id, at=at)
        if is_new:
            app.configure_task(JOB).defer(mail_id=mail.pk)


def send_dashboard_mail(*, mail_id: int, write: Callable[[DashboardMail], EmailMultiAlternatives]) -> None:
    """Send one. Raises what may pass (a busy or silent server), so that the job is tried again; a refusal is noted."""
    mail = _claimed(mail_id)
    if mail is None:
        return
    try:
        write(mail).send()
    except (SMTPException, OSError) as error:
        if _is_final(error) or mail.attempts >= MOST_ATTEMPTS:
            _close(mail, MailState.FAILED, str(error)[:300])
            return
        DashboardMail.objects.filter(pk=mail.pk).update(state=MailState.WAITING, error=str(error)[:300])
        raise
    except Exception as error:
        _close(mail, MailState.FAILED, f"It could not be written: {error}"[:300])
        raise
    _close(mail, MailState.SENT, "")


@transaction.atomic
def _claimed(mail_id: int) -> DashboardMail | None:
    """The mail, noted as being sent; one that was so before may have left, and is not sent again."""
    rows = DashboardMail.objects.select_for_update(of=("self",)).select_related("dashboard", "user")
    mail = rows.get(pk=mail_id)
    if mail.state == MailState.SENDING:
        mail.state, mail.error = (
            MailState.UNCLEAR,
            "The worker stopped while it was sent; perhaps it arrived.",
        )
        mail.save(update_fields=["state", "error"])
        return None
    if mail.state != MailState.WAITING:
        return None
    reason = _left_out(mail)
    mail.state, mail.error = (MailState.SKIPPED, reason) if reason else (MailState.SENDING, "")
    mail.attempts += 1
    mail.save(update_fields=["state", "error", "attempts"])
    return None if reason else mail


def _left_out(mail: DashboardMail) -> str:
    """Why this one is not sent after all."""
    if not mail.user.is_active:
        return "They do not work in Accrue any more."
    try:
        dashboard_seen(mail.user, mail.dashboard_id)
        require_measures(mail.user)
    except AccrueError:
        return "They may not see this dashboard."
    return ""


@transaction.atomic
def _close(mail: DashboardMail, state: MailState, error: str) -> None:
    mail.state, mail.error = state, error
    mail.sent_at = clock.now() if state == MailState.SENT else None
    mail.save(update_fields=["state", "error", "sent_at"])
    if state == MailState.SENT:
        fact = DashboardSent(dashboard_id=mail.dashboard_id, user_id=mail.user_id, name=mail.user.name)
        record(fact, actor=None)


def _is_final(error: Exception) -> bool:
    """Whether the server refused for good; everything else may pass."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= REFUSED for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code >= REFUSED
