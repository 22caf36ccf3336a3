"""Mail that goes out at most once: a row for each mail first, then one job a row."""

from __future__ import annotations

from collections.abc import Callable
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.db.models import QuerySet

from accrue import clock
from accrue.events.facts import Fact
from accrue.events.services import record

MOST_ATTEMPTS = 5
REFUSED = 500  # SMTP answers from here on are for good


class MailState(models.TextChoices):
    """`unclear`: the worker died between handing it over and noting so; it is never sent a second time by itself."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Left out"
    UNCLEAR = "unclear", "Unclear"


class OutgoingMail(models.Model):
    """One mail to one reader. The row is made before the mail, so that there is never a second one."""

    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def note(self, state: MailState, error: str = "") -> None:
        """Where it stands now."""
        self.state, self.error = state, error[:300]
        self.sent_at = clock.now() if state == MailState.SENT else None
        self.save(update_fields=["state", "attempts", "error", "sent_at"])


def send_once[Mail: OutgoingMail](
    rows: QuerySet[Mail],
    mail_id: int,
    *,
    write: Callable[[Mail], EmailMultiAlternatives],
    left_out: Callable[[Mail], str],
    fact: Callable[[Mail], Fact],
) -> None:
    """Send one of `rows`. Raises what may pass (a busy or silent server), so that the job is tried again; a refusal
    is noted.

    The row says "being sent" before the server is asked: whoever finds it so afterwards cannot know whether the mail
    left, calls it unclear and sends no second one. `left_out`: why it is not sent after all, else "".
    """
    mail = _claimed(rows, mail_id, left_out)
    if mail is None:
        return
    try:
        write(mail).send()
    except (SMTPException, OSError) as error:
        if _is_final(error) or mail.attempts >= MOST_ATTEMPTS:
            mail.note(MailState.FAILED, str(error))
            return
        mail.note(MailState.WAITING, str(error))
        raise
    except Exception as error:
        mail.note(MailState.FAILED, f"It could not be written: {error}")
        raise
    with transaction.atomic():
        mail.note(MailState.SENT)
        record(fact(mail), actor=None)


@transaction.atomic
def _claimed[Mail: OutgoingMail](
    rows: QuerySet[Mail], mail_id: int, left_out: Callable[[Mail], str]
) -> Mail | None:
    """The mail, noted as being sent; None where there is nothing to send (any more)."""
    mail = rows.select_for_update(of=("self",)).get(pk=mail_id)
    if mail.state == MailState.SENDING:
        mail.note(MailState.UNCLEAR, "The worker stopped while it was sent; perhaps it arrived.")
        return None
    if mail.state != MailState.WAITING:
        return None
    reason = left_out(mail)
    mail.attempts += 1
    mail.note(MailState.SKIPPED if reason else MailState.SENDING, reason)
    return None if reason else mail


def _is_final(error: Exception) -> bool:
    """Whether the server refused for good; everything else may pass."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= REFUSED for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code >= REFUSED
