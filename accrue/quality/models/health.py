from __future__ import annotations

import pghistory
from django.db import models

from accrue import clock


@pghistory.track()
class HealthWeights(models.Model):
    """Which fields of a kind matter, how much, and after how many days without news a record is stale. One row a kind."""

    kind = models.CharField(max_length=40, unique=True)
    fields = models.JSONField(default=dict)
    """{key of the filter language: weight 1 to 5}."""
    stale_days = models.PositiveIntegerField(default=365)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "health weights"

    def __str__(self) -> str:
        return f"What matters of {self.kind}"


class HealthScore(models.Model):
    """How clean the records in use of a kind were at a moment: all, those of a team, or those from a source.

    Shares are of 0 to 1. The figures of one moment are written together and never changed.
    """

    class Scope(models.TextChoices):
        ALL = "all", "All"
        TEAM = "team", "Team"
        SOURCE = "source", "Source"

    kind = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)
    scope = models.CharField(max_length=10, choices=Scope)
    key = models.CharField(max_length=80, blank=True)
    records = models.PositiveIntegerField()
    completeness = models.FloatField()
    validity = models.FloatField()
    uniqueness = models.FloatField()
    freshness = models.FloatField()
    score = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "at", "scope", "key"], name="health_score_once")
        ]
        indexes = [models.Index(fields=["kind", "scope", "-at"], name="health_history")]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope} {self.key}: {self.score:.2f}"


class Problem(models.Model):
    """What is wrong with a field of a kind in the same way: one line of the list to mend."""

    class What(models.TextChoices):
        MISSING = "missing", "Empty"
        STANDARD = "standard", "Not in standard form"
        RULE = "rule", "Breaks a rule"
        STALE = "stale", "No news for long"

    kind = models.CharField(max_length=40)
    what = models.CharField(max_length=10, choices=What)
    field = models.CharField(max_length=80, blank=True)
    rule = models.ForeignKey(
        "quality.Rule", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "what", "field", "rule"], nulls_distinct=False, name="problem_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.kind} {self.field}"


class Issue(models.Model):
    """A record that has a problem, as the last look at all records found. Empty fields have none: a filter finds them."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="issues")
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "record_id"], name="issue_once")]
        indexes = [models.Index(fields=["record_id", "problem"], name="issue_by_record")]

    def __str__(self) -> str:
        return f"{self.record_id} in problem {self.problem_id}"


class Mending(models.Model):
    """“Standardise all N”: one field of many records, by a job, with what it was before."""

    class State(models.TextChoices):
        RUNNING = "running", "Under way"
        DONE = "done", "Done"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"

    kind = models.CharField(max_length=40)
    field = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    restored = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"Standardise {self.field} of {self.total} records"


class Mended(models.Model):
    """A record on the list of a mending; `before` is what the field said, null while it waits or where nothing changed."""

    mending = models.ForeignKey(Mending, on_delete=models.CASCADE, related_name="rows")
    record_id = models.BigIntegerField()
    is_done = models.BooleanField(default=False)
    before = models.JSONField(null=True)
    version = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mending", "record_id"], name="mended_once")]
        indexes = [models.Index(fields=["mending", "is_done", "record_id"], name="mended_queue")]

    def __str__(self) -> str:
        return f"{self.record_id} of mending {self.mending_id}"
