"""The columns that hold the values of a record's custom fields, and what of them search finds."""

from __future__ import annotations

import pgtrigger
from django.db import models

SEARCHED = "search_custom"
"""Written by the database alone: the texts of the fields that are found by search, telephone numbers also as mere digits."""

_WRITE = r"""
IF NEW.custom = '{}'::jsonb THEN
    NEW.search_custom = '';
ELSE
    NEW.search_custom = coalesce((
        SELECT string_agg(concat_ws(' ', v.said, CASE WHEN v.said ~ '^[+(]*[0-9][0-9 ()/.+-]{3,}$'
            THEN translate(v.said, '+-()/. ', '') END), ' ' ORDER BY f.key)
        FROM filters_customfield f, LATERAL (SELECT NEW.custom ->> f.key AS said) v
        WHERE f.kind = 'KIND' AND f.is_searched AND f.archived_at IS NULL AND v.said IS NOT NULL
    ), '');
END IF;
RETURN NEW;
"""


def custom_values() -> models.JSONField[dict[str, object], dict[str, object]]:
    """Values by the field's key, as `accrue.filters.custom.values` writes them; a field that is empty has no key."""
    return models.JSONField(
        default=dict, blank=True, editable=False, db_default=models.Value({}, models.JSONField())
    )


def search_custom() -> models.TextField[str, str]:
    """Beside `custom_values` and `keeps_search_custom`."""
    return models.TextField(default="", blank=True, editable=False, db_default="")


def keeps_search_custom(kind: str) -> pgtrigger.Trigger:
    """Whoever writes `custom`, and however, what search finds of it follows."""
    return pgtrigger.Trigger(
        name="search_custom",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("custom"),  # type: ignore[no-untyped-call]  # it has no types
        func=_WRITE.replace("KIND", kind),
    )
