from __future__ import annotations

import pghistory
from django.db import models

from accrue import clock
from accrue.filters.search import Folded


class Colour(models.TextChoices):
    GREY = "neutral", "Grey"
    INDIGO = "primary", "Indigo"
    BLUE = "info", "Blue"
    GREEN = "success", "Green"
    AMBER = "warning", "Amber"
    RED = "error", "Red"


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["sort_name"]
)
class Tag(models.Model):
    """A word that records of every kind may carry. Capitals and accents make no other tag."""

    name = models.CharField(max_length=40)
    colour = models.CharField(max_length=10, choices=Colour, default=Colour.GREY)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)
    sort_name = models.GeneratedField(
        expression=Folded("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sort_name"], name="one_tag_a_name")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """One record carries one tag. What came and went is told by facts."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    tagged_at = models.DateTimeField(default=clock.now)
    tagged_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "record_id", "tag"], name="one_tagging")]
        indexes = [models.Index(fields=["tag", "kind", "record_id"], name="tagging_by_tag")]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.kind}:{self.record_id}"
