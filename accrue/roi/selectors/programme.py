"""The programme and its perimeter."""

from __future__ import annotations

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value

from accrue.errors import Conflict
from accrue.roi.models import Baseline, Programme


def programme() -> Programme | None:
    return Programme.objects.first()


def programme_and_outside() -> tuple[Programme, tuple[int, ...]] | None:
    """The programme, and the ids of the teams outside its perimeter; None where it is not set up yet."""
    inside = Q(exclusions__isnull=False)
    teams = ArrayAgg("exclusions__team_id", filter=inside, order_by="exclusions__team_id", default=Value([]))
    found = Programme.objects.annotate(outside=teams).first()
    return (found, tuple(found.outside)) if found else None


def require_programme() -> Programme:
    """The programme; Conflict where it is not set up yet."""
    found = programme()
    if found is None:
        raise Conflict("roi.no_programme", "Set up the programme first: its currency and go-live.")
    return found


def current_baselines() -> list[Baseline]:
    """Those that no later one supersedes, the newest first."""
    held = Baseline.objects.filter(superseded_by=None).select_related("team")
    return list(held.order_by("-frozen_at", "-pk"))
