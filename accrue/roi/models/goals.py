from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from accrue import clock


class Measure(models.TextChoices):
    """What goals and baselines may speak of. The unit follows from the measure."""

    REVENUE = "revenue", "Revenue"
    MARGIN = "margin", "Contribution margin"
    ORDERS = "orders", "Orders"
    WON_DEALS = "won_deals", "Deals won"
    WON_VALUE = "won_value", "Value of deals won"

    @property
    def is_money(self) -> bool:
        return self in (Measure.REVENUE, Measure.MARGIN, Measure.WON_VALUE)


@pghistory.track()
class Goal(models.Model):
    """Reach `target` of a measure between two days. Money in the programme's currency, major units."""

    measure = models.CharField(max_length=20, choices=Measure)
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    target = models.DecimalField(max_digits=16, decimal_places=2)
    starts_on = models.DateField()
    due_on = models.DateField()
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gt=F("starts_on")), name="goal_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(target__gt=0), name="goal_target_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.target} by {self.due_on}"


class Baseline(models.Model):
    """How a measure stood in a window before go-live: the mean of its months, frozen.

    Never edited: a later baseline of the same measure names the one it `supersedes`. `fingerprint` is the sha256 of
    the records in the window, `coverage` the share of its days that had any, low and high the 90 % interval.
    """

    measure = models.CharField(max_length=20, choices=Measure)
    starts_on = models.DateField()
    ends_on = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=2)
    low = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    months = models.PositiveSmallIntegerField()
    records = models.PositiveIntegerField()
    coverage = models.DecimalField(max_digits=5, decimal_places=4)
    fingerprint = models.CharField(max_length=64)
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    frozen_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="baseline_has_a_window"),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.starts_on} to {self.ends_on}"
