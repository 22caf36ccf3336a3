"""Who opened which record how often, so that a search shows first what somebody works with."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accrue import clock
from accrue.accounts.rest import actor_of
from accrue.filters.models import Opening
from accrue.ui.commands import Result, sources

HALF_LIFE = timedelta(days=14)
REMEMBERED = 300
RECENT = 6
_ON_REQUEST = "_openings_of_this_person"

# The weight is that of the moment of the last opening; another within a minute is the same look at the record.
_NOTE = """
    INSERT INTO filters_opening AS known (user_id, kind, record_id, weight, last_at) VALUES (%s, %s, %s, 1, %s)
    ON CONFLICT (user_id, kind, record_id) DO UPDATE SET last_at = excluded.last_at, weight = 1 + known.weight
        * power(0.5, greatest(0, extract(epoch FROM excluded.last_at - known.last_at)) / %s)
    WHERE known.last_at < excluded.last_at - interval '1 minute'
"""


def note_opening(request: HttpRequest, kind: str, record: Any) -> None:
    """Somebody looks at a record. A database that cannot be written still shows the page."""
    if not getattr(request.user, "pk", None):
        return
    values = [request.user.pk, kind, record.pk, clock.now(), HALF_LIFE.total_seconds()]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, values)
    except DatabaseError:
        if connection.in_atomic_block:
            raise


def used_first[M: Model](
    request: HttpRequest,
    kind: str,
    found: QuerySet[M],
    limit: int,
    then: Callable[[QuerySet[M]], Iterable[M]],
) -> list[M]:
    """Up to `limit` of what was found: what this person uses most, then the others as `then` gives them."""
    weights = _weights(request, kind)
    used = sorted(found.filter(pk__in=weights), key=lambda row: -weights[row.pk]) if weights else []
    if len(used) >= limit:
        return used[:limit]
    taken = {row.pk for row in used}
    return [*used, *(row for row in then(found) if row.pk not in taken)][:limit]


def recent(request: HttpRequest) -> list[Result]:
    """What this person opened last and may still see, newest first."""
    latest = sorted(_openings(request).items(), key=lambda one: one[1].last_at, reverse=True)[: 2 * RECENT]
    results: dict[tuple[str, int], Result] = {}
    for source in sources(request.user):
        wanted = [pk for (kind, pk), _ in latest if kind == source.kind]
        if wanted and source.records:
            results |= {(source.kind, result.pk): result for result in source.records(request, wanted)}
    return [results[key] for key, _ in latest if key in results][:RECENT]


def _weights(request: HttpRequest, kind: str) -> Mapping[int, float]:
    now = clock.now()
    return {pk: _weight(one, now) for (of, pk), one in _openings(request).items() if of == kind}


def _weight(opening: Opening, now: datetime) -> float:
    return opening.weight * math.pow(0.5, max(0.0, (now - opening.last_at) / HALF_LIFE))


def _openings(request: HttpRequest) -> dict[tuple[str, int], Opening]:
    """The latest openings of whoever asks; one query a request."""
    known: dict[tuple[str, int], Opening] | None = getattr(request, _ON_REQUEST, None)
    if known is None:
        rows = Opening.objects.filter(user=actor_of(request)).order_by("-last_at")[:REMEMBERED]
        known = {(row.kind, row.record_id): row for row in rows}
        setattr(request, _ON_REQUEST, known)
    return known
