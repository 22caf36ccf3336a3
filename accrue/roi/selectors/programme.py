"""The programme and its perimeter."""

from __future__ import annotations

from accrue.errors import Conflict
from accrue.roi.models import Programme


def programme() -> Programme | None:
    return Programme.objects.first()


def require_programme() -> Programme:
    """The programme; Conflict where it is not set up yet."""
    found = programme()
    if found is None:
        raise Conflict("roi.no_programme", "Set up the programme first: its currency and go-live.")
    return found
