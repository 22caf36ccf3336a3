from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from accrue import clock
from accrue.money import Money


class Category(models.TextChoices):
    """The codes of the cost ledger, the same in every CRM that is measured."""

    SUBSCRIPTION = "subscription", "Subscription and hosting"
    IMPLEMENTATION = "implementation", "Implementation"
    INTEGRATION = "integration", "Integration"
    MIGRATION = "migration", "Migration"
    TRAINING = "training", "Training"
    MAINTENANCE = "maintenance", "Maintenance"
    ADMINISTRATION = "administration", "Administration"
    USER_TIME = "user_time", "User time"
    MEDIA = "media", "Media and discounts"
    EXIT = "exit", "Exit"


class Recurs(models.TextChoices):
    ONCE = "once", "Once"
    MONTHLY = "monthly", "Every month"
    YEARLY = "yearly", "Every year"


class Per(models.TextChoices):
    """What the amount is for: the whole, or each transaction from `incurred_on` to `until`."""

    WHOLE = "whole", "The whole"
    ORDER = "order", "Each order"
    WON_DEAL = "won_deal", "Each deal won"


@pghistory.track()
class Cost(models.Model):
    """Money spent on the CRM. Counts from the moment it is entered; approval is a second person's word.

    An approved cost is never edited: a corrected one takes its place through `replaces`.
    """

    category = models.CharField(max_length=20, choices=Category)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    incurred_on = models.DateField()
    recurs = models.CharField(max_length=10, choices=Recurs, default=Recurs.ONCE)
    until = models.DateField(null=True, blank=True)
    spread_months = models.PositiveSmallIntegerField(default=1)
    per = models.CharField(max_length=10, choices=Per, default=Per.WHOLE)
    note = models.TextField(blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    entered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(spread_months__gte=1) & Q(spread_months__lte=120), name="cost_spread_1_to_120"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("incurred_on")), name="cost_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(recurs="once") | Q(spread_months=1), name="cost_recurs_or_is_spread"
            ),
            models.CheckConstraint(
                condition=Q(per="whole") | (Q(recurs="once") & Q(spread_months=1)),
                name="cost_per_transaction_stands_alone",
            ),
        ]
        indexes = [models.Index(fields=["-incurred_on", "-id"], name="cost_ledger")]

    def __str__(self) -> str:
        return f"{self.get_category_display()}, {self.incurred_on}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None


class CostAttachment(models.Model):
    """A receipt. Kept in the database, so that it is saved, restored and withdrawn together with its cost."""

    cost = models.ForeignKey(Cost, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Budget(models.Model):
    """What may be spent on a category in a calendar year."""

    category = models.CharField(max_length=20, choices=Category)
    year = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "year"], name="one_budget_a_year"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="budget_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.year}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
