from __future__ import annotations

from django.db import models
from django.db.models import Q

from accrue import clock
from accrue.activities.models.following import NewsPreference


class Comment(models.Model):
    """Somebody's words about a record. There is no history of them: withdrawn words are gone."""

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    text = models.TextField()
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["kind", "record_id", "-written_at"], name="comment_of_record")]

    def __str__(self) -> str:
        return f"comment {self.pk} on {self.kind}:{self.record_id}"


class Notice(models.Model):
    """One thing one person is told, in the page, by mail or both. `event` is the fact it tells of.

    Where many records changed at once, it is about `count` of them and `record_id` is 0; `part` says what they are to who
    is told.
    """

    class Part(models.TextChoices):
        ONE = "", "A record"
        GIVEN = "given", "They own these now"
        TAKEN = "taken", "They owned these before"
        FOLLOWED = "followed", "They follow these"

    class Reason(models.TextChoices):
        MENTIONED = "mentioned", "named you in a comment"
        COMMENT = "comment", "commented"
        FILE = "file", "added a file"
        STAGE = "stage", "moved the deal"
        OWNER = "owner", "changed the owner"
        QUARANTINED = "quarantined", "put a file of yours into quarantine"

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason)
    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    part = models.CharField(max_length=8, choices=Part, blank=True, default=Part.ONE)
    count = models.PositiveIntegerField(default=1)
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)
    is_shown = models.BooleanField(default=True)
    by_mail = models.CharField(max_length=6, choices=NewsPreference.Mail, default=NewsPreference.Mail.OFF)
    mail = models.ForeignKey(
        "activities.NoticeMail", null=True, on_delete=models.SET_NULL, related_name="notices"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "event"], name="one_notice_an_event"),
            models.UniqueConstraint(fields=["user", "comment"], name="one_notice_a_comment"),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_of_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(
                fields=["user"],
                condition=Q(mail=None, read_at=None) & ~Q(by_mail="off"),
                name="notice_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} to {self.user_id}"
