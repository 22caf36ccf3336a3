from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from accrue import clock
from accrue.filters.custom.models import CustomField, UniqueValue
from accrue.filters.search import Deletions

if TYPE_CHECKING:
    from accrue.filters.tree import Group

__all__ = [
    "CustomField",
    "Density",
    "Opening",
    "Sharing",
    "Shelf",
    "UniqueValue",
    "View",
    "Word",
]


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


class Sharing(models.TextChoices):
    ME = "me", "Only me"
    TEAM = "team", "My team"
    ALL = "all", "Everyone"


class Density(models.TextChoices):
    AS_USUAL = "", "As usual"
    NORMAL = "normal", "Roomy"
    COMPACT = "compact", "Compact"


@pghistory.track()
class View(models.Model):
    """A list as somebody wants it again: what is in it, its columns and its order. Written by `filters.services` only.

    `filter` is a tree's plain JSON (`filters.tree`), `sort` and `columns` keys of the list of that kind; empty means the
    list's own. `layout` is table or board, where a kind has both. `team` is set where it is shared with a team.
    """

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    sharing = models.CharField(max_length=4, choices=Sharing, default=Sharing.ME)
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    filter = models.JSONField(default=dict)
    q = models.CharField(max_length=100, blank=True)
    archived = models.BooleanField(default=False)
    sort = models.CharField(max_length=60, blank=True)
    columns = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    density = models.CharField(max_length=10, choices=Density, blank=True)
    layout = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sharing="team", team__isnull=False) | ~models.Q(sharing="team"),
                name="view_of_a_team_has_one",
            )
        ]
        indexes = [models.Index(fields=["kind", "owner"], name="view_by_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def tree(self) -> Group:
        from accrue.filters.tree import parse

        return parse(self.filter or None)


class Shelf(models.Model):
    """How one person has the views of a kind: their order by key, and the one that a list opens with."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    order = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    first = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_shelf")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind}"
