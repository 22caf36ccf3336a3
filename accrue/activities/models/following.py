from __future__ import annotations

from django.db import models

from accrue import clock
from accrue.events.outgoing import OutgoingMail


class Follower(models.Model):
    """Somebody follows a record, or does not although they own it. Owners who said nothing follow."""

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    is_following = models.BooleanField(default=True)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id", "user"], name="one_follower_a_record")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.kind}:{self.record_id}"


class News(models.TextChoices):
    """What one can be told of; the words are those of the page of preferences."""

    MENTIONED = "mentioned", "Somebody names you in a comment"
    COMMENT = "comment", "A comment on a record you follow"
    FILE = "file", "A file on a record you follow"
    STAGE = "stage", "A deal you follow changes its stage, is won or lost"
    OWNER = "owner", "A record you follow changes its owner"
    QUARANTINED = "quarantined", "A virus in a file you uploaded"


class NewsPreference(models.Model):
    """How somebody wants to be told of one kind of news, where it is not the usual way."""

    class Mail(models.TextChoices):
        OFF = "off", "No mail"
        SOON = "soon", "Within minutes"
        DIGEST = "digest", "Once a day"

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    news = models.CharField(max_length=12, choices=News)
    page = models.BooleanField()
    mail = models.CharField(max_length=6, choices=Mail)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "news"], name="one_preference_a_news")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.news}"


class NoticeMail(OutgoingMail):
    """One mail that tells one person of all that came together."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    is_digest = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"mail {self.pk} to {self.user_id}"
