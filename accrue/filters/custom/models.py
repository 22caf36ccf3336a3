from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from accrue import clock


class FieldType(models.TextChoices):
    TEXT = "text", "Text"
    NUMBER = "number", "Number"
    MONEY = "money", "Money"
    DATE = "date", "Date"
    CHOICE = "choice", "Choice"
    CHOICES = "choices", "Several choices"
    USER = "user", "Colleague"
    YESNO = "yesno", "Yes or no"
    RECORD = "record", "Link to a record"
    FORMULA = "formula", "Formula"
    ROLLUP = "rollup", "Roll-up of related records"


@pghistory.track(exclude=["is_in_search", "search_progress"])
class CustomField(models.Model):
    """A field that a company made for a kind of record. Written by `filters.custom.services` only.

    `key` is made from the first label and never changes. `choices` are `{"key", "label", "retired"}` in their order, `to`
    is the kind a link leads to, `formula` the text of one, `rollup` the key of what is rolled up among what can be filtered
    by, `within` the period that it counts in. `default` is a value as records keep it.
    `is_searched` is what is wanted, `is_in_search` that its values may stand in the keys of search: they differ while a job works.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=50)
    label = models.CharField(max_length=80)
    type = models.CharField(max_length=10, choices=FieldType)
    help_text = models.CharField(max_length=200, blank=True)
    is_required = models.BooleanField(default=False)
    is_unique = models.BooleanField(default=False)
    is_searched = models.BooleanField(default=False)
    is_in_search = models.BooleanField(default=False)
    search_progress = models.ForeignKey(
        "events.Progress", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    default = models.JSONField(null=True, blank=True)
    choices = models.JSONField(default=list, blank=True)
    to = models.CharField(max_length=40, blank=True)
    formula = models.CharField(max_length=500, blank=True)
    rollup = models.CharField(max_length=80, blank=True)
    within = models.CharField(max_length=40, blank=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_custom_field_a_key"),
            models.CheckConstraint(condition=~Q(label=""), name="custom_field_has_a_label"),
        ]

    def __str__(self) -> str:
        return self.label


class UniqueValue(models.Model):
    """A value that no other record of the kind may have in this field: what makes “unique” hold under concurrency."""

    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="taken")
    value = models.CharField(max_length=600)
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["field", "value"], name="custom_value_once"),
            models.UniqueConstraint(fields=["field", "record_id"], name="one_custom_value_a_record"),
        ]

    def __str__(self) -> str:
        return f"{self.value} of {self.record_id}"


@pghistory.track()
class PageLayout(models.Model):
    """How the details of a kind stand on its record page and in its forms for a role, or for everybody where `role` is None.

    `sections` are `{"title", "fields"}` with the names of details in order; those that neither a section nor `hidden` names
    stand at the end. It keeps nothing from anybody: that is what levels are for.
    """

    kind = models.CharField(max_length=40)
    role = models.ForeignKey(
        "accounts.Role", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    sections = models.JSONField(default=list)
    hidden = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "role"], name="one_page_layout", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.role or 'everybody'}"
