from __future__ import annotations

from typing import ClassVar

from django.db import models


class Touched(models.Model):
    """A block of a table's ids in which something changed since the facts were last read; see `touching`."""

    relation = models.CharField(max_length=63)
    block = models.BigIntegerField()

    class Meta:
        db_table: ClassVar[str] = "metrics_touched"

    def __str__(self) -> str:
        return f"{self.relation} {self.block}"
