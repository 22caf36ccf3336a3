from __future__ import annotations

from decimal import Decimal

import pghistory
from django.db import models
from django.db.models import Q

from accrue import clock
from accrue.money import Money


@pghistory.track()
class DeclaredBenefit(models.Model):
    """A benefit nothing measures: somebody's word, over the whole period, less a named haircut.

    Of several in one overlap group only the largest counts, so that nothing counts twice.
    """

    name = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    haircut = models.DecimalField(max_digits=5, decimal_places=4)
    reason = models.TextField()
    overlap_group = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="declared_amount_positive"),
            models.CheckConstraint(
                condition=Q(haircut__gte=0) & Q(haircut__lte=1), name="haircut_is_a_fraction"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def counted(self) -> Money:
        return self.amount.times(Decimal(1) - self.haircut)
