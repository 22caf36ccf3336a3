from __future__ import annotations

import pghistory
from django.db import models

from accrue import clock


@pghistory.track()
class Rule(models.Model):
    """What a field of a kind of record must be like. `field` is a key of the filter language, custom fields too.

    `params` by check: pattern {"pattern"}; range {"low", "high"}; length {"shortest", "longest"}; one_of {"choices"};
    required_when {"when": a filter}. A filter is asked with the rights of whoever changed the rule last.
    """

    class Check(models.TextChoices):
        REQUIRED = "required", "Must be filled"
        REQUIRED_WHEN = "required_when", "Must be filled when"
        PATTERN = "pattern", "Fits a pattern"
        LENGTH = "length", "Length"
        RANGE = "range", "Number within"
        ONE_OF = "one_of", "One of"
        UNIQUE = "unique", "No two alike"

    class Severity(models.TextChoices):
        REFUSE = "refuse", "Refuse"
        WARN = "warn", "Warn only"

    kind = models.CharField(max_length=40)
    field = models.CharField(max_length=80)
    check_kind = models.CharField(max_length=20, choices=Check)
    params = models.JSONField(default=dict, blank=True)
    message = models.CharField(max_length=200)
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.REFUSE)
    is_on = models.BooleanField(default=False)
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["kind"], condition=models.Q(is_on=True), name="rule_on_by_kind"),
        ]

    def __str__(self) -> str:
        return self.message
