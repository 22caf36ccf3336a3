"""The same rows as the product's, on plain tables with the indexes each question wants."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Company(models.Model):
    name = models.TextField()

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    name = models.TextField()
    email = models.TextField()
    phone = models.TextField()
    company = models.ForeignKey(Company, on_delete=models.CASCADE)
    search = models.TextField()
    trigrams = ArrayField(models.TextField())

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="floor_person_by_name"),
            models.Index(fields=["email"], name="floor_person_by_email"),
            GinIndex(fields=["trigrams"], name="floor_person_search"),
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One line of a timeline."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="floor_entry_timeline")]

    def __str__(self) -> str:
        return self.text


class Order(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.amount)


class Deal(models.Model):
    name = models.TextField()
    company = models.ForeignKey(Company, on_delete=models.CASCADE)
    stage = models.SmallIntegerField()
    amount = models.BigIntegerField()
    close = models.DateField()
    position = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["stage", "position"], name="floor_deal_board"),
            models.Index(fields=["stage", "close"], include=["amount"], name="floor_deal_sum"),
        ]

    def __str__(self) -> str:
        return self.name
