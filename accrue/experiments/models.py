from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from accrue import clock
from accrue.money import Money

CONTROL = "control"


@pghistory.track()
class Experiment(models.Model):
    """Chance decides who is treated and who is held out, so that the difference is an effect.

    Key, seed, start and arms are fixed once it runs: with the seed anybody can draw the same arms again.
    `window_days` is how long after their assignment people are watched.
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    hypothesis = models.TextField(blank=True)
    seed = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    window_days = models.PositiveSmallIntegerField(default=90)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(window_days__gte=1) & Q(window_days__lte=1100), name="experiment_window"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="experiment_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["-starts_at", "-id"], name="experiment_by_age")]

    def __str__(self) -> str:
        return self.name

    @property
    def planned_share(self) -> Decimal:
        """The share of people meant to be treated, whichever arm."""
        return sum((arm.planned_share for arm in self.arms.all() if arm.name != CONTROL), Decimal(0))

    @property
    def is_over(self) -> bool:
        """Nobody is assigned any more, and everybody was watched for as long as was declared."""
        return self.ends_at is not None and clock.now() >= self.ends_at + timedelta(days=self.window_days)

    @property
    def is_open(self) -> bool:
        now = clock.now()
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


class Arm(models.Model):
    """One of the ways people are treated; `control` is left alone. The shares of an experiment sum to 1."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    name = models.CharField(max_length=40)
    planned_share = models.DecimalField(max_digits=6, decimal_places=5)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        triggers = [pgtrigger.Protect(name="fixed", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "name"], name="one_arm_a_name"),
            models.CheckConstraint(
                condition=Q(planned_share__gt=0) & Q(planned_share__lt=1), name="arm_share_is_a_fraction"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """Chance put this person into this arm, once and for all, also when they are merged into another.

    `pre_value` is the measure before the assignment where it came with the data (major units); None: it is read from
    the orders.
    """

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey("contacts.Person", on_delete=models.PROTECT, related_name="+")
    arm = models.CharField(max_length=40)
    assigned_at = models.DateTimeField()
    pre_value = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)

    stays_on_merge: ClassVar = {"person": "everybody stays in the arm they were drawn for"}

    class Meta:
        triggers = [pgtrigger.Protect(name="fixed", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "person"], name="one_arm_a_person"),
        ]
        indexes = [models.Index(fields=["experiment", "arm"], name="assignment_by_arm")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.arm}"


class Look(models.Model):
    """Somebody saw what an arm brought while the experiment still ran. Never changed: who looks often errs often.

    `by` None: drawn on schedule. Money of the whole arm so far, in minor units of `currency`; `source` says where it
    was seen.
    """

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=80)
    arm = models.CharField(max_length=40)
    measure = models.CharField(max_length=120)
    value_minor = models.BigIntegerField()
    low_minor = models.BigIntegerField(null=True)
    high_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)

    class Meta:
        triggers = [pgtrigger.Protect(name="fixed", operation=pgtrigger.Update | pgtrigger.Delete)]
        indexes = [models.Index(fields=["experiment", "-at", "-id"], name="look_by_age")]

    def __str__(self) -> str:
        return f"{self.source}: {self.arm}"

    @property
    def value(self) -> Money:
        return Money(self.value_minor, self.currency)

    @property
    def low(self) -> Money | None:
        return None if self.low_minor is None else Money(self.low_minor, self.currency)

    @property
    def high(self) -> Money | None:
        return None if self.high_minor is None else Money(self.high_minor, self.currency)
