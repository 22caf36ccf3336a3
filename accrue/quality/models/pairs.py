from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accrue import clock


@pghistory.track(pghistory.UpdateEvent("decided", condition=pghistory.AnyChange("state")))
class Pair(models.Model):
    """Two records of a kind that may mean the same, and what somebody decided about them.

    The ids are those of people or companies, the lower first, so that two records are one pair however they were found.
    """

    class State(models.TextChoices):
        OPEN = "open", "To be looked at"
        MERGED = "merged", "Merged"
        APART = "apart", "Not the same"

    class Kind(models.TextChoices):
        PERSON = "person", "People"
        COMPANY = "company", "Companies"

    kind = models.CharField(max_length=10, choices=Kind)
    left_id = models.BigIntegerField()
    right_id = models.BigIntegerField()
    certainty = models.FloatField(validators=[MinValueValidator(0), MaxValueValidator(1)])
    reasons = models.JSONField(default=list)
    """[field, words] each, so that what a reader may not see is left out of what is said."""
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "left_id", "right_id"], name="pair_once"),
            models.CheckConstraint(
                condition=models.Q(left_id__lt=models.F("right_id")), name="pair_lower_first"
            ),
        ]
        indexes = [
            models.Index("kind", "state", models.F("certainty").desc(), "id", name="pair_queue"),
            models.Index(fields=["kind", "right_id"], name="pair_by_right"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.left_id} and {self.right_id}: {self.state}"


@pghistory.track()
class DuplicateRules(models.Model):
    """From which certainty on a pair is shown, and from which on it is merged by itself. One row, made on first use."""

    wrong_merge_cost = models.FloatField(default=1, validators=[MinValueValidator(0)])
    missed_cost = models.FloatField(default=1, validators=[MinValueValidator(0)])
    automatic_from = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(0.9), MaxValueValidator(1)]
    )
    automatic_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who switched merging by itself on; it is done in their name, and only what they may do."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "duplicate rules"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrong_merge_cost__gt=0, missed_cost__gt=0), name="duplicate_costs_above_0"
            )
        ]

    def __str__(self) -> str:
        return f"shown from {self.threshold:.2f}"

    @property
    def threshold(self) -> float:
        """The certainty from which on calling two records the same costs less than missing it."""
        return self.wrong_merge_cost / (self.wrong_merge_cost + self.missed_cost)
