from __future__ import annotations

import pghistory
from django.db import models

from accrue import clock


class What(models.TextChoices):
    EDIT = "edit", "Change a field"
    TAG = "tag", "Add tags"
    UNTAG = "untag", "Take tags off"
    ARCHIVE = "archive", "Archive"
    RESTORE = "restore", "Restore"


class State(models.TextChoices):
    """`gathering`: the records of a list are being written down; then they are changed, part after part."""

    GATHERING = "gathering", "Gathering"
    RUNNING = "running", "Under way"
    DONE = "done", "Done"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


class RowState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    CHANGED = "changed", "Changed"
    SAME = "same", "Said so already"
    REFUSED = "refused", "Not changed"
    RESTORED = "restored", "Put back"
    LEFT = "left", "Left as it is"


@pghistory.track(exclude=["total", "done", "changed", "same", "refused", "restored", "left"])
class BulkAction(models.Model):
    """One thing done with many records, by a job, with the way back.

    `selection` is `{"ids": n}` of ticked records, or what `Selection.data` says of a list. `values` are what is written:
    fields of the kind's services, or `{"tags": […]}`. `said` is the whole in words.
    """

    kind = models.CharField(max_length=40)
    what = models.CharField(max_length=10, choices=What)
    values = models.JSONField(default=dict)
    selection = models.JSONField(default=dict)
    said = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    restored = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="bulk_newest")]

    def __str__(self) -> str:
        return self.said

    @property
    def is_under_way(self) -> bool:
        return self.state in (State.GATHERING, State.RUNNING, State.UNDOING)

    @property
    def may_be_undone(self) -> bool:
        return self.state == State.DONE and self.changed > 0


class BulkRow(models.Model):
    """What became of one record. `before` is what it said, as it is put back where its version is still this one."""

    action = models.ForeignKey(BulkAction, on_delete=models.CASCADE, related_name="rows")
    record_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=RowState, default=RowState.WAITING)
    is_waiting = models.BooleanField(default=True)
    before = models.JSONField(null=True)
    version = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "record_id"], name="bulk_row_once")]
        indexes = [
            models.Index(
                fields=["action", "record_id"], name="bulk_queue", condition=models.Q(is_waiting=True)
            ),
            models.Index(fields=["action", "state", "id"], name="bulk_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} of bulk action {self.action_id}: {self.state}"
