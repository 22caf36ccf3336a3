from __future__ import annotations

import pgtrigger
from django.db import models

from accrue.events.facts import Fact, fact_from


class Event(models.Model):
    """One fact, written in the transaction that made it true. Never changed."""

    name = models.CharField(max_length=80)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    data = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "occurred_at"], name="event_by_name"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind}:{self.subject_id}"

    @property
    def fact(self) -> Fact:
        return fact_from(self.name, self.data)


class Mention(models.Model):
    """Puts an event on the timeline of one record."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="mentions")
    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    group = models.CharField(max_length=40)
    occurred_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "record_id", "-occurred_at", "-event_id"], name="mention_timeline"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind}:{self.record_id} in event {self.event_id}"


class Progress(models.Model):
    """How far a long work has come; shown as a bar that survives reload."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    started_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.title}: {self.state}"

    @property
    def percent(self) -> int:
        return (
            100
            if self.state == self.State.DONE
            else min(99, 100 * self.done // self.total)
            if self.total
            else 0
        )

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)
