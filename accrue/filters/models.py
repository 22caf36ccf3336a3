from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from accrue import clock
from accrue.filters.search import Deletions


class Opening(models.Model):
    """How much somebody uses a record: `weight` counts its openings, each worth half after two weeks."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    weight = models.FloatField(default=1)
    last_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "record_id"], name="opening_once_a_record")
        ]
        indexes = [models.Index(fields=["user", "-last_at"], name="opening_latest")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.record_id} by {self.user_id}"


class Word(models.Model):
    """A word that stands in records, with every spelling of it that lacks one letter: what typing errors are held against."""

    text = models.TextField(primary_key=True, db_collation="C")
    records = models.PositiveIntegerField(default=1)
    deletions = models.GeneratedField(
        expression=Deletions("text"),
        output_field=ArrayField(models.TextField(db_collation="C")),
        db_persist=True,
        editable=False,
    )

    class Meta:
        indexes = [GinIndex(fields=["deletions"], name="word_by_deletions")]

    def __str__(self) -> str:
        return self.text
