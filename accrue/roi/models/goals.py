from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from accrue import clock
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import DIMENSIONS, Measure
from accrue_facts.measures.question import Question


class Measured(models.Model):
    """What is measured and of whom: a measure of the catalogue, of the whole company, a team, or one value of a dimension."""

    measure = models.CharField(max_length=40)
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dimension = models.CharField(max_length=20, blank=True)
    dimension_value = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def defined(self) -> Measure:
        return MEASURES[self.measure]

    @property
    def label(self) -> str:
        return self.defined.label

    @property
    def only(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The scope as a question's filter."""
        asked = {}
        if self.team:
            asked["team"] = (self.team.name,)
        if self.dimension:
            asked[self.dimension] = (self.dimension_value,)
        return tuple(sorted(asked.items()))

    @property
    def scope(self) -> str:
        """The scope in words."""
        named = [str(self.team)] if self.team else []
        if self.dimension:
            named.append(f"{DIMENSIONS[self.dimension].lower()} {self.dimension_value or 'not given'}")
        return ", ".join(named) or "the whole company"


@pghistory.track()
class Goal(Measured):
    """Reach `target` of a measure between two days: at least, or `at_most`. In the measure's unit; money in major units."""

    target = models.DecimalField(max_digits=16, decimal_places=2)
    at_most = models.BooleanField(default=False)
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
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.target} by {self.due_on}"


class Baseline(Measured):
    """How a measure stood in a window before go-live, frozen: of what is added up the mean month, else the window's figure.

    Never edited: a later baseline of the same measure and scope names the one it `supersedes`. `fingerprint` is the
    sha256 of the figures of the window's days, `facts_fingerprint` that of all facts they were read from (empty in
    baselines frozen before it was kept), `coverage` the share of days that had any record (None of what is not read by day), low and high the 90 % interval.
    """

    starts_on = models.DateField()
    ends_on = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=2)
    low = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    months = models.PositiveSmallIntegerField()
    records = models.PositiveIntegerField()
    coverage = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    fingerprint = models.CharField(max_length=64)
    facts_fingerprint = models.CharField(max_length=64, blank=True)
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
        return f"{self.label} {self.starts_on} to {self.ends_on}"

    @property
    def question(self) -> Question:
        return Question(self.measure, self.starts_on, self.ends_on, only=self.only)
