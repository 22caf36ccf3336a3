from __future__ import annotations

from datetime import datetime, timedelta

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accrue import clock

UNDO_DAYS = 30


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Merge(models.Model):
    """One record stands for another, and what it takes to have both again.

    `changed` are the columns of the kept record that the merge changed: {column: [before, after]}. The record that was
    merged away keeps all of its own.
    """

    kind = models.CharField(max_length=10)
    keep_id = models.BigIntegerField()
    away_id = models.BigIntegerField()
    changed = models.JSONField(default=dict)
    away_archived_at = models.DateTimeField(null=True, blank=True)
    merged_at = models.DateTimeField(default=clock.now)
    merged_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "away_id"], condition=Q(undone_at__isnull=True), name="merged_away_once"
            ),
            models.CheckConstraint(condition=~Q(keep_id=models.F("away_id")), name="merge_of_two"),
        ]
        indexes = [
            models.Index(fields=["-merged_at", "-id"], name="merge_newest"),
            models.Index(fields=["kind", "keep_id"], name="merge_by_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.away_id} into {self.keep_id}"

    @property
    def undo_until(self) -> datetime:
        return self.merged_at + timedelta(days=UNDO_DAYS)

    @property
    def days_left(self) -> int:
        """Whole days and the one begun; 0 where it cannot be undone any more."""
        left = self.undo_until - clock.now()
        return 0 if left <= timedelta() else left.days + 1

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None


class Moved(models.Model):
    """The rows of one relation that went along with a merge. Kept for good: orders count in an experiment for whom
    they were written under.
    """

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="moved")
    relation = models.CharField(max_length=120)
    row_ids = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "relation"], name="moved_once_a_relation")]

    def __str__(self) -> str:
        return f"{len(self.row_ids)} of {self.relation}"
