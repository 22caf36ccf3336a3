from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from accrue import clock
from accrue.filters.custom.column import SEARCHED, custom_values, keeps_search_custom, search_custom
from accrue.filters.search import search_index, search_text, search_trigrams
from accrue.money import Money

DEAL_SEARCH = ("name", "source", SEARCHED)


@pghistory.track()
class Pipeline(models.Model):
    """The stages that one kind of sale goes through."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class StageKind(models.TextChoices):
    """What a stage means, however it is called: reports count by this and survive a rename."""

    OPEN = "open", "Open"
    WON = "won", "Won"
    LOST = "lost", "Lost"


@pghistory.track()
class Stage(models.Model):
    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="stages")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=4, choices=StageKind, default=StageKind.OPEN)
    probability = models.PositiveSmallIntegerField(default=50)
    position = models.PositiveIntegerField(default=0)
    rot_days = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pipeline", "name"], name="one_stage_of_a_name"),
            models.CheckConstraint(condition=Q(probability__lte=100), name="stage_probability_in_percent"),
            models.CheckConstraint(
                condition=Q(kind="open") | Q(kind="won", probability=100) | Q(kind="lost", probability=0),
                name="closed_stage_is_certain",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.kind != StageKind.OPEN


@pghistory.track()
class LossReason(models.Model):
    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["position", SEARCHED, "search_text", "search_trigrams"])
class Deal(models.Model):
    """Something a customer may buy. Written by `sales.services` only.

    `position` orders the cards of a lane, small first, with gaps between. `amount_minor` follows the product lines
    while `follows_lines` is set. `closed_at` is when the deal reached its won or lost stage.
    """

    name = models.CharField(max_length=160)
    amount_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    follows_lines = models.BooleanField(default=False)
    expected_close = models.DateField(null=True, blank=True)
    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="deals")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="deals")
    position = models.BigIntegerField(default=0)
    stage_since = models.DateTimeField(default=clock.now)
    person = models.ForeignKey(
        "contacts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="deals"
    )
    company = models.ForeignKey(
        "contacts.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="deals"
    )
    owner = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="deals"
    )
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="deals"
    )
    source = models.CharField(max_length=60, blank=True)
    lost_reason = models.ForeignKey(LossReason, null=True, blank=True, on_delete=models.PROTECT)
    lost_note = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)
    custom = custom_values()
    search_custom = search_custom()
    search_text = search_text(*DEAL_SEARCH)
    search_trigrams = search_trigrams(*DEAL_SEARCH)

    class Meta:
        triggers = [keeps_search_custom("deal")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="deal_amount_not_below_zero")
        ]
        indexes = [
            search_index("deal_search"),
            models.Index(
                fields=["stage", "position", "id"], name="deal_board", condition=Q(archived_at__isnull=True)
            ),
            models.Index(
                fields=["pipeline", "stage", "closed_at"],
                include=["currency", "amount_minor", "expected_close"],
                name="deal_sums",
                condition=Q(archived_at__isnull=True),
            ),
            models.Index(fields=["-created_at", "-id"], name="deal_newest"),
            models.Index(fields=["-amount_minor", "-id"], name="deal_largest"),
            models.Index(F("expected_close").asc(nulls_last=True), F("id").asc(), name="deal_soonest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    def days_in_stage(self, now: datetime) -> int:
        return max(0, (now - self.stage_since).days)


@pghistory.track()
class DealLine(models.Model):
    """So many of one product at a price of the deal's currency."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        "products.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="deal_lines"
    )
    name = models.CharField(max_length=160)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(1))
    unit_price_minor = models.BigIntegerField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="deal_line_quantity_positive"),
            models.CheckConstraint(
                condition=Q(unit_price_minor__gte=0), name="deal_line_price_not_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def unit_price(self) -> Money:
        return Money(self.unit_price_minor, self.deal.currency)

    @property
    def amount(self) -> Money:
        return self.unit_price.times(self.quantity)


class StageChange(models.Model):
    """One step of a deal's way, with what it was worth then. `seconds_in_stage` is the time spent in `from_stage`."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="stage_changes")
    from_stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="+")
    to_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    actor = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    expected_close = models.DateField(null=True)
    seconds_in_stage = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["deal", "at"], name="stage_change_of_deal")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.from_stage_id} → {self.to_stage_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
