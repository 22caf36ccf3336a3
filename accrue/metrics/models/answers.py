from __future__ import annotations

from typing import ClassVar

from django.db import models

from accrue import clock
from accrue.money import Money


class ValueModel(models.Model):
    """How often and for how much the customers of one book will buy, learnt from its orders.

    `book` is `programme`, or `team:` and the id of a team outside it. `refusals` are sentences: where there are any of
    them nothing is predicted. `parameters` and `holdout` are numbers by name.
    """

    book = models.CharField(max_length=40, unique=True)
    weeks = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3, blank=True)
    customers = models.PositiveIntegerField()
    repeat_customers = models.PositiveIntegerField()
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    parameters = models.JSONField(default=dict)
    holdout = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)
    spend_refusals = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    computed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"Value of the customers of {self.book}"


class PersonValue(models.Model):
    """What one person is expected to buy in the model's weeks to come, with the model's 90 % interval.

    `frequency` are repeat purchases (distinct days), `recency` and `observed` weeks from the first purchase to the
    last one and to the end of the records. Money is None where spending could not be learnt.
    """

    person = models.OneToOneField("contacts.Person", on_delete=models.CASCADE, related_name="+")
    model = models.ForeignKey(ValueModel, on_delete=models.CASCADE, related_name="people")
    frequency = models.PositiveIntegerField()
    recency = models.FloatField()
    observed = models.FloatField()
    p_alive = models.FloatField()
    purchases = models.FloatField()
    purchases_low = models.FloatField(null=True)
    purchases_high = models.FloatField(null=True)
    value_minor = models.BigIntegerField(null=True)
    value_low_minor = models.BigIntegerField(null=True)
    value_high_minor = models.BigIntegerField(null=True)

    stays_on_merge: ClassVar = {"person": "it is worked out anew from the orders"}

    def __str__(self) -> str:
        return f"Value of person {self.person_id}"

    @property
    def value(self) -> Money | None:
        return None if self.value_minor is None else Money(self.value_minor, self.model.currency)

    @property
    def value_low(self) -> Money | None:
        return None if self.value_low_minor is None else Money(self.value_low_minor, self.model.currency)

    @property
    def value_high(self) -> Money | None:
        return None if self.value_high_minor is None else Money(self.value_high_minor, self.model.currency)


class MeasureAnswer(models.Model):
    """A question to a measure, and what the worker answered on the facts with `fingerprint`.

    `key` is the question's (`accrue_facts.measures.question`), `answer` its plain form. While the question waits
    `answered_at` is empty, or before `asked_at` where an older answer is kept. `error` says why there is none.
    """

    key = models.CharField(max_length=64, unique=True)
    question = models.JSONField()
    answer = models.JSONField(null=True)
    error = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=clock.now, db_index=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Answer to {self.question.get('measure')}"

    @property
    def is_waiting(self) -> bool:
        return self.answered_at is None
