"""Rows of the database as records, quickly: a page of a list makes a hundred and fifty of them and looks at few columns."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.fetch_modes import FetchMode


class Quick(Model):
    """A model whose rows are put where they stay as they come, without a look at each column that was not loaded.

    For models that have neither an `__init__` nor a field with a setter of its own. The signals of making an instance
    are not sent.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        *,
        fetch_mode: FetchMode | None = None,
    ) -> Self:
        made = cls.__new__(cls)
        kept = made.__dict__
        kept["_state"] = state = ModelState()
        state.adding, state.db = False, db
        if fetch_mode is not None:
            state.fetch_mode = fetch_mode
        kept.update(zip(field_names, values, strict=True))
        return made
