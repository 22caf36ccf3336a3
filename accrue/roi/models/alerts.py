from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from accrue import clock


@pghistory.track()
class Alert(models.Model):
    """A goal that left its track, or a budget that is overrun, until it is back. Never two open ones of the same."""

    goal = models.ForeignKey("roi.Goal", null=True, on_delete=models.PROTECT, related_name="alerts")
    category = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    said = models.CharField(max_length=300)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=False, category="", year__isnull=True)
                | (Q(goal__isnull=True, year__isnull=False) & ~Q(category="")),
                name="alert_of_goal_or_budget",
            ),
            models.UniqueConstraint(
                fields=["goal"], condition=Q(closed_at=None), name="one_open_alert_a_goal"
            ),
            models.UniqueConstraint(
                fields=["category", "year"],
                condition=Q(closed_at=None, goal=None),
                name="one_open_alert_a_budget",
            ),
        ]

    def __str__(self) -> str:
        return self.said


class AlertNotice(models.Model):
    """One alert to one person, by mail, once; `told_at` is set before the mail goes out."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="one_notice_an_alert")]

    def __str__(self) -> str:
        return f"{self.alert} to {self.user}"
