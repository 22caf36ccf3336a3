from __future__ import annotations

import pghistory
from django.db import models

from accrue import clock


@pghistory.track()
class StatementComment(models.Model):
    """What somebody says of a statement, or of one line of it (`line` is its key, or `cost:` and a category).

    Its author may change it for a quarter of an hour, and withdraw it at any time; the history keeps every wording.
    """

    statement = models.ForeignKey("roi.Statement", on_delete=models.PROTECT, related_name="comments")
    line = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["statement", "written_at"], name="comments_of_a_statement")]

    def __str__(self) -> str:
        return f"Comment {self.pk}"


class CommentMention(models.Model):
    """Somebody named in a comment, told of it by mail once; `told_at` is set before the mail goes out."""

    comment = models.ForeignKey(StatementComment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="one_mention_a_comment")]

    def __str__(self) -> str:
        return f"{self.user} in {self.comment}"
