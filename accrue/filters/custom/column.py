"""The column that holds the values of a record's custom fields."""

from __future__ import annotations

from django.db import models


def custom_values() -> models.JSONField[dict[str, object], dict[str, object]]:
    """Values by the field's key, as `accrue.filters.custom.values` writes them; a field that is empty has no key."""
    return models.JSONField(
        default=dict, blank=True, editable=False, db_default=models.Value({}, models.JSONField())
    )
