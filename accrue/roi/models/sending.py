from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from accrue import clock
from accrue.events.outgoing import MailState, OutgoingMail


class Every(models.TextChoices):
    NEVER = "never", "Never by itself"
    WEEK = "week", "Every week"
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every quarter"


@pghistory.track()
class SendingSchedule(models.Model):
    """When a statement is drawn and sent by itself. There is one; without a row nothing is sent.

    `day` is a weekday (1 is Monday) every week, else a day of the month (of January, April, July and October every
    quarter). `hour` is in the organisation's time zone. Days before `changed_at` are never made up for. With
    `approved_only` a statement that nobody approved is not sent; once it is approved, it is.
    """

    every = models.CharField(max_length=8, choices=Every, default=Every.NEVER)
    day = models.PositiveSmallIntegerField(default=1)
    hour = models.PositiveSmallIntegerField(default=7)
    approved_only = models.BooleanField(default=True)
    only = models.BooleanField(default=True, unique=True, editable=False)
    changed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="one_sending_schedule"),
            models.CheckConstraint(condition=Q(day__gte=1) & Q(day__lte=28), name="sending_day_1_to_28"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="sending_hour_0_to_23"),
        ]

    def __str__(self) -> str:
        return self.get_every_display()


@pghistory.track()
class Stakeholder(models.Model):
    """Somebody who is sent every statement: a user, or an outsider by name and address."""

    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | (Q(user__isnull=True) & ~Q(email="")),
                name="stakeholder_user_or_address",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(removed_at=None), name="stakeholder_user_once"
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(removed_at=None) & ~Q(email=""),
                name="stakeholder_address_once",
            ),
        ]

    def __str__(self) -> str:
        return self.user.name if self.user else self.name or self.email

    @property
    def address(self) -> str:
        return self.user.email if self.user else self.email


class StatementMail(OutgoingMail):
    """One statement to one stakeholder."""

    statement = models.ForeignKey("roi.Statement", on_delete=models.PROTECT, related_name="mails")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="mails")
    before = models.ForeignKey("roi.Statement", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "stakeholder"], name="one_mail_a_statement")
        ]

    def __str__(self) -> str:
        return f"Statement {self.statement_id} to stakeholder {self.stakeholder_id}"

    @property
    def may_go_again(self) -> bool:
        """Whether somebody may have it sent again: it did not arrive, or nobody knows."""
        return self.state in (MailState.FAILED, MailState.SKIPPED, MailState.UNCLEAR)


class SendingSlot(models.Model):
    """A moment of the schedule that was answered: which statement it found."""

    at = models.DateTimeField(unique=True)
    statement = models.ForeignKey("roi.Statement", on_delete=models.PROTECT, related_name="+")
    is_new = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.at}"
