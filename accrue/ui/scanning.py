"""The first rows of a search for a letter or two, in the order of a list.

PostgreSQL takes matches to be spread evenly over the order and walks it until the page is full. But people sought by "u"
stand at the end of the names, all together, and the walk reads everybody before them. So a short way is walked; where
it does not fill the page, the search's own index gives all matches, and they are put in order afterwards.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce

SHORT = 3
"""Words of fewer letters are found by how words begin, and that is common."""
WALKED = 1_000
SORTED = 1_000
"""So many matches are put in order for a glance at the first of them."""


def is_short(needle: str) -> bool:
    """Whether nothing but words of one or two letters is looked for."""
    return 0 < max(map(len, needle.split()), default=0) < SHORT


def first_rows[M: Model](
    found: QuerySet[M], field: str, limit: int, *, down: bool = False, beyond: Q | None = None
) -> list[M]:
    """Up to `limit` of the rows by this field, then by primary key. `found` is in no order and already past `beyond`."""
    order = [f"{'-' if down else ''}{name}" for name in (field, "pk")]
    end = _end_of_walk(found.model, order, beyond) if _is_column(found.model, field) else None
    if end is None:
        return list(found.order_by(*order)[:limit])
    near = list(found.filter(**{f"{field}__{'gte' if down else 'lte'}": end[0]}).order_by(*order)[:limit])
    if len(near) == limit:
        return near
    # No index gives this order, though it is the same one.
    unindexed: Any = Coalesce(F(field), F(field))
    return list(found.order_by(unindexed.desc() if down else unindexed.asc(), order[1])[:limit])


def glance[M: Model](found: QuerySet[M], field: str, limit: int) -> list[M]:
    """A few of the rows, at a cost that hardly grows with how many there are. `found` is in no order, `field` never empty.

    Of up to a thousand these are the first by field and primary key. Of more, putting all in order would take most of a
    second among a million records, for the sake of five: they are the first of the thousand that the search comes upon.
    """
    return _of_ids(found, [pk for _, pk in sorted(_met(found, field))[:limit]])


def newest[M: Model](found: QuerySet[M], field: str, limit: int) -> list[M]:
    """As `glance`, the last by field and primary key first; of more than a thousand those among the table's latest."""
    met = _met(found, field)
    if len(met) == SORTED:
        order = (f"-{field}", "-pk")
        # Their keys and not the query for them: PostgreSQL would ask it again for each match.
        latest = list(found.model._default_manager.order_by(*order).values_list("pk", flat=True)[:WALKED])
        near = list(found.filter(pk__in=latest).order_by(*order)[:limit])
        if len(near) == limit:
            return near
    return _of_ids(found, [pk for _, pk in sorted(met, reverse=True)[:limit]])


def _met[M: Model](found: QuerySet[M], field: str) -> list[tuple[Any, Any]]:
    return list(found.order_by().values_list(field, "pk")[:SORTED])


def _of_ids[M: Model](found: QuerySet[M], ids: list[Any]) -> list[M]:
    by_id = {record.pk: record for record in found.filter(pk__in=ids)} if ids else {}
    return [by_id[pk] for pk in ids if pk in by_id]  # one may be gone meanwhile


def _end_of_walk(model: type[Model], order: list[str], beyond: Q | None) -> tuple[Any, ...] | None:
    """The value so many rows on; None where there are not that many."""
    rows = model._default_manager.filter(beyond or Q()).order_by(*order)
    return rows.values_list(order[0].removeprefix("-"))[WALKED : WALKED + 1].first()


def _is_column(model: type[Model], field: str) -> bool:
    try:
        return bool(model._meta.get_field(field).concrete)
    except FieldDoesNotExist:
        return False
