from __future__ import annotations

import pghistory
from django.db import models
from django.db.models.functions import Lower

from accrue import clock
from accrue.filters.custom.column import SEARCHED, custom_values, keeps_search_custom, search_custom
from accrue.filters.search import Folded, search_index, search_text, search_trigrams
from accrue.money.amount import Money

SEARCH = ("code", "name", SEARCHED)


@pghistory.track(exclude=[SEARCHED, "search_text", "search_trigrams", "sort_name"])
class Product(models.Model):
    """Something that is sold. Prices are net of tax, for one unit."""

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    price_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    custom = custom_values()
    search_custom = search_custom()
    search_text = search_text(*SEARCH)
    search_trigrams = search_trigrams(*SEARCH)
    sort_name = models.GeneratedField(
        expression=Folded("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    class Meta:
        triggers = [keeps_search_custom("product")]
        constraints = [
            models.UniqueConstraint(Lower("code"), name="one_product_a_code"),
            models.CheckConstraint(condition=models.Q(price_minor__gte=0), name="product_price_not_negative"),
            models.CheckConstraint(condition=models.Q(cost_minor__gte=0), name="product_cost_not_negative"),
        ]
        indexes = [
            search_index("product_search"),
            models.Index(fields=["sort_name", "id"], name="product_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)

    @property
    def cost(self) -> Money | None:
        return None if self.cost_minor is None else Money(self.cost_minor, self.currency)

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None
