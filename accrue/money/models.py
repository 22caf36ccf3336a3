from __future__ import annotations

from django.db import models


class Rate(models.Model):
    """What one unit of `currency` was worth in `base` from `day` on, until a later rate replaces it."""

    base = models.CharField(max_length=3)
    currency = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.DecimalField(max_digits=20, decimal_places=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["base", "currency", "day"], name="one_rate_a_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_positive"),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.rate} {self.base} from {self.day}"


class Books(models.Model):
    """The one row that says in which currency totals are drawn."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    base_currency = models.CharField(max_length=3, default="EUR")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_books")]

    def __str__(self) -> str:
        return self.base_currency
