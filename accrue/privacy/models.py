from __future__ import annotations

from datetime import datetime, timedelta

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accrue import clock
from accrue.privacy.purposes import CHOICES, Basis, How

KEPT_DAYS = 7


@pghistory.track()
class RetentionRule(models.Model):
    """Erase people of a kind with whom nothing happened for so many months.

    `filter` is a tree of `accrue.filters` over people. Who is found waits `waiting_days`, in which it can be stopped.
    """

    name = models.CharField(max_length=120)
    filter = models.JSONField(default=dict)
    months = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(600)])
    waiting_days = models.PositiveSmallIntegerField(
        default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    is_on = models.BooleanField(default=False)
    changed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    ran_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="retention_rule_has_a_name"),
            models.CheckConstraint(condition=Q(months__gte=1), name="retention_rule_waits_a_month"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Erasure(models.Model):
    """That a person is to be erased, or was: the ledger. Ids, times and counts only; never what was erased.

    `digest` tells this person from any other who has the same id in another database. `counts` are rows by table.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        STOPPED = "stopped", "Stopped"
        DONE = "done", "Erased"

    class Why(models.TextChoices):
        ASKED = "asked", "The person asked for it"
        UNNEEDED = "unneeded", "No longer needed"
        RULE = "rule", "A retention rule"
        RESTORED = "restored", "Again, after a restore"

    person = models.ForeignKey("contacts.Person", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(max_length=10, choices=Why)
    rule = models.ForeignKey(
        RetentionRule, null=True, blank=True, on_delete=models.PROTECT, related_name="erasures"
    )
    asked_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    held_by = models.CharField(max_length=200, blank=True)
    counts = models.JSONField(default=dict)

    stays_on_merge = {"person": "the ledger says who was erased; an erasure looks up who stands for them"}

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="erasure_due"),
            models.Index(fields=["person", "state"], name="erasure_of_person"),
            models.Index(fields=["-asked_at", "-id"], name="erasure_newest"),
        ]

    def __str__(self) -> str:
        return f"erasure of person {self.person_id}: {self.state}"

    @property
    def may_be_stopped(self) -> bool:
        return self.state == self.State.WAITING


class DataExport(models.Model):
    """Everything of one person as a file. The content goes when it expires, or when the person is erased."""

    person = models.ForeignKey("contacts.Person", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True, blank=True)
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)

    stays_on_merge = {"person": "a file says what it says"}

    class Meta:
        indexes = [models.Index(fields=["person", "-asked_at"], name="data_export_of_person")]

    def __str__(self) -> str:
        return f"export {self.pk} of person {self.person_id}"

    @property
    def expires_at(self) -> datetime:
        return (self.made_at or self.asked_at) + timedelta(days=KEPT_DAYS)

    @property
    def is_unexpired(self) -> bool:
        return clock.now() < self.expires_at

    @property
    def is_there(self) -> bool:
        return self.content is not None and self.is_unexpired


class Consent(models.Model):
    """One yes or no of a person to a purpose, with what proves it. Never changed: the latest says what holds.

    A yes holds until it is taken back or `expires_at` comes. `evidence` is what was said or ticked, word for word; `source`
    where: the form, the file, the call. Those of people merged into another count for whom they were merged into.
    """

    person = models.ForeignKey("contacts.Person", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40, choices=CHOICES)
    is_given = models.BooleanField()
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.CONSENT)
    how = models.CharField(max_length=10, choices=How)
    evidence = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "-at", "-id"], name="consent_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(is_given=True), name="consent_no_lasts"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose}: {'yes' if self.is_given else 'no'}"
