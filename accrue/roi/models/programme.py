from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from accrue import clock
from accrue.money import Money


@pghistory.track()
class Programme(models.Model):
    """What the return is measured with. There is one; its history keeps every earlier setting.

    Rates are fractions: a `margin_rate` of 0.3 means that 30 % of revenue is contribution margin.
    """

    currency = models.CharField(max_length=3)
    go_live = models.DateField(null=True, blank=True)
    horizon_months = models.PositiveSmallIntegerField(default=36)
    discount_rate = models.DecimalField(max_digits=6, decimal_places=4, default=0)
    margin_rate = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    loaded_hourly_rate_minor = models.BigIntegerField(null=True, blank=True)
    is_simulated = models.BooleanField(default=False)
    planted_effect = models.TextField(blank=True)
    only = models.BooleanField(default=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="one_programme"),
            models.CheckConstraint(
                condition=Q(discount_rate__gte=0) & Q(discount_rate__lt=1), name="discount_rate_is_a_fraction"
            ),
            models.CheckConstraint(
                condition=Q(margin_rate__isnull=True) | (Q(margin_rate__gt=0) & Q(margin_rate__lte=1)),
                name="margin_rate_is_a_fraction",
            ),
        ]

    def __str__(self) -> str:
        return f"Programme in {self.currency}"

    @property
    def loaded_hourly_rate(self) -> Money | None:
        return (
            None
            if self.loaded_hourly_rate_minor is None
            else Money(self.loaded_hourly_rate_minor, self.currency)
        )


@pghistory.track()
class PerimeterExclusion(models.Model):
    """A team whose people and orders stand outside what is measured, and why."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="exclusions")
    team = models.OneToOneField("accounts.Team", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.team}: {self.reason}"


@pghistory.track()
class DesignPin(models.Model):
    """The design by which a line is measured, were a better one possible; its history says who chose what, and when."""

    class Line(models.TextChoices):
        MARGIN = "margin", "Margin of orders"
        SERIES = "series", "Margin of a series"

    class Design(models.TextChoices):
        ROLLOUT = "rollout", "Staggered roll-out (B)"
        DONORS = "donors", "Untouched donors (C)"
        CONTROL = "control", "Control series (C)"
        TIMELINE = "timeline", "Trend and season (D)"

    line = models.CharField(max_length=20, choices=Line, unique=True)
    design = models.CharField(max_length=20, choices=Design)
    reason = models.TextField()
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.get_line_display()}: {self.get_design_display()}"
